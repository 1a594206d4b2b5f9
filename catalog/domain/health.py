"""How S3 is and which movers live, as they told themselves in the `worker` table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Worker
from catalog.domain.mover.heartbeat import facts_of, is_own
from catalog.i18n import Message
from catalog.storage.storages import Storages

FRESH = timedelta(seconds=20)
"""A mover that was silent for longer is not counted on."""
SEVERITY = ("off", "healthy", "slow", "throttled", "unreachable", "misconfigured")


@dataclass(frozen=True, slots=True)
class S3Health:
    """`state` is one of SEVERITY; latency in milliseconds, skew in seconds ahead of ours."""

    state: str
    since: datetime | None = None
    reason: Message | None = None
    remedy: Message | None = None
    latency_ms: float | None = None
    last_success: datetime | None = None
    clock_skew_s: float | None = None

    @property
    def answers(self) -> bool:
        return self.state in {"healthy", "slow", "throttled"}


@dataclass(frozen=True, slots=True)
class WorkerFacts:
    name: str
    node: str
    heartbeat_at: datetime
    is_fresh: bool


def workers_of(session: Session) -> Sequence[Worker]:
    return session.scalars(select(Worker).order_by(Worker.heartbeat_at.desc())).all()


def facts_of_worker(worker: Worker) -> WorkerFacts:
    return WorkerFacts(worker.name, worker.node, worker.heartbeat_at, is_fresh(worker))


def is_fresh(worker: Worker) -> bool:
    return now() - worker.heartbeat_at < FRESH


def s3_health(workers: Sequence[Worker], storages: Storages) -> S3Health:
    """Return the worst that a living mover tells; without one, what this process knows."""
    if storages.s3 is None:
        return S3Health("off")
    living = [worker.facts for worker in workers if is_fresh(worker)]
    told = [facts for facts in living if not is_own(facts)]
    if len(told) < len(living) or not told:
        told.append(facts_of(storages.breaker.state()))
    return _health(max(told, key=_severity))


def _severity(facts: Mapping[str, Any]) -> int:
    return SEVERITY.index(facts["s3_state"])


def _health(facts: Mapping[str, Any]) -> S3Health:
    return S3Health(
        state=facts["s3_state"],
        since=_moment(facts.get("since")),
        reason=_message(facts.get("reason")),
        remedy=_message(facts.get("remedy")),
        latency_ms=facts.get("latency_ms"),
        last_success=_moment(facts.get("last_success")),
        clock_skew_s=facts.get("clock_skew_s"),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _message(msgid: str | None) -> Message | None:
    return Message(msgid) if msgid else None
