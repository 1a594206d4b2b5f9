"""What a mover tells of itself in the `worker` table: that it lives, and how S3 looks from it."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from catalog.db.models import Worker
from catalog.domain.mover.leases import Owner
from catalog.i18n import Message
from catalog.storage.breaker import BreakerState

FORGET_AFTER = timedelta(days=1)
_PROCESS = secrets.token_hex(8)


def beat(session: Session, owner: Owner, facts: dict[str, Any], now: datetime) -> None:
    known = session.execute(
        update(Worker)
        .where(Worker.name == owner.name)
        .values(heartbeat_at=now, facts=facts)
        .returning(Worker.name)
    ).first()
    if known is None:
        values = {"name": owner.name, "node": owner.node, "heartbeat_at": now, "facts": facts}
        session.execute(insert(Worker).values(values))
        session.execute(delete(Worker).where(Worker.heartbeat_at < now - FORGET_AFTER))


def say_goodbye(session: Session, name: str) -> None:
    session.execute(delete(Worker).where(Worker.name == name))


def is_own(facts: Mapping[str, Any]) -> bool:
    """Tell whether a mover of this very process told it: what it knows can be had fresher."""
    return facts.get("process") == _PROCESS


def facts_of(state: BreakerState | None) -> dict[str, Any]:
    """Return how S3 is as JSON; None stands for an installation without a bucket."""
    if state is None:
        return {"s3_state": "off", "process": _PROCESS}
    return {
        "process": _PROCESS,
        "s3_state": state.health.value,
        "since": state.since.isoformat(),
        "reason": _msgid(state.cause),
        "remedy": _msgid(state.remedy),
        "latency_ms": None if state.latency is None else round(state.latency * 1000, 1),
        "last_success": state.last_success.isoformat() if state.last_success else None,
        "clock_skew_s": None if state.clock_skew is None else round(state.clock_skew, 1),
    }


def _msgid(words: Message | str | None) -> str | None:
    """Keep the words untranslated: each reader sees them in their own language."""
    if isinstance(words, Message) and not words.values:
        return words.msgid
    return None if words is None else str(words)
