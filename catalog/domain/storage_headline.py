"""The state of the image store in one sentence, the most important thing first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from catalog.domain.amounts import Moment, Number, Size
from catalog.domain.queries.migration_runs import RunProgress
from catalog.domain.storage_status import StorageStatus
from catalog.i18n import Message


@dataclass(frozen=True, slots=True)
class Headline:
    """`state` is `ok`, `moving`, `waiting` or `problem`."""

    state: str
    text: Message
    more: Message | None = None


def headline(status: StorageStatus, zone: tzinfo) -> Headline:
    for sentence in _SENTENCES:
        found = sentence(status, zone)
        if found is not None:
            return found
    return _all_well(status)


def _empty(status: StorageStatus, _zone: tzinfo) -> Headline | None:
    if status.images:
        return None
    if status.health.answers or status.s3_state == "off":
        return Headline("ok", Message("There are no pictures yet."))
    return None


def _lost(status: StorageStatus, _zone: tzinfo) -> Headline | None:
    if not status.lost:
        return None
    text = Message(
        "%(lost)s of %(images)s pictures are lost: no good copy of them is left.",
        {"lost": Number(status.lost), "images": Number(status.images)},
    )
    more = Message("Restore the files from a backup, then verify. The list names them.")
    return Headline("problem", text, more)


def _away(status: StorageStatus, zone: tzinfo) -> Headline | None:
    health = status.health
    if health.answers or health.state == "off":
        return None
    facts: dict[str, Any] = {
        "since": Moment(health.since, zone) if health.since else "?",
        "reason": health.reason or Message("no answer"),
        "waiting": Number(status.pending),
    }
    if status.pending:
        text = Message(
            "S3 unreachable since %(since)s (%(reason)s). Uploads go on locally; "
            "%(waiting)s waiting.",
            facts,
        )
    else:
        text = Message(
            "S3 unreachable since %(since)s (%(reason)s). Uploads go on locally; nothing waits.",
            facts,
        )
    return Headline("problem", text, health.remedy or _BY_ITSELF)


def _moving(status: StorageStatus, _zone: tzinfo) -> Headline | None:
    run = status.run
    if run is None:
        return None
    facts = {"percent": int(run.share * 100), "size": Size(run.bytes_total)}
    if run.state == "paused":
        text = Message("The move is paused at %(percent)s %% of %(size)s.", facts)
        return Headline("waiting", text, Message("What was moved stays moved. Resume at any time."))
    if run.direction == "s3":
        text = Message("Moving to S3: %(percent)s %% of %(size)s.", facts)
    else:
        text = Message("Moving to local disk: %(percent)s %% of %(size)s.", facts)
    return Headline("moving", text, _left(run))


def _doubtful(status: StorageStatus, _zone: tzinfo) -> Headline | None:
    doubtful = status.degraded + status.unknown
    if not doubtful:
        return None
    text = Message(
        "%(n)s of %(images)s pictures need a look: not every copy of them is good.",
        {"n": Number(doubtful), "images": Number(status.images)},
    )
    return Headline("waiting", text, Message("They are still shown, from another copy."))


def _waiting(status: StorageStatus, _zone: tzinfo) -> Headline | None:
    if not status.pending:
        return None
    facts = {"images": Number(status.images), "waiting": Number(status.pending)}
    if status.waiting_why:
        text = Message("All %(images)s pictures are safe. %(waiting)s of them wait.", facts)
        return Headline("waiting", text, status.waiting_why)
    text = Message("All %(images)s pictures are safe. %(waiting)s of them are on their way.", facts)
    return Headline("moving", text)


def _all_well(status: StorageStatus) -> Headline:
    facts = {
        "images": Number(status.images),
        "s3": Number(status.s3),
        "local": Number(status.local),
    }
    text = Message("All %(images)s pictures are safe. %(s3)s on S3, %(local)s local.", facts)
    return Headline("ok", text, Message("Nothing needs your attention."))


def _left(run: RunProgress) -> Message:
    return Message(
        "%(moved)s of %(total)s pictures moved, %(left)s left.",
        {
            "moved": Number(run.moved),
            "total": Number(run.total - run.skipped),
            "left": Number(run.left),
        },
    )


_BY_ITSELF = Message("It is tried again all the time; what waits goes on by itself.")
_SENTENCES: Sequence[Callable[[StorageStatus, tzinfo], Headline | None]] = (
    _empty,
    _lost,
    _away,
    _moving,
    _doubtful,
    _waiting,
)
