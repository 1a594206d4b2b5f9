"""One account of the image store, for the page, the command and programs alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.db.models import Image
from catalog.domain.health import S3Health, WorkerFacts, facts_of_worker, s3_health, workers_of
from catalog.domain.image_states import STATES, Whereabouts, has_copy, is_sure
from catalog.domain.queries.migration_runs import RunProgress, active_run, progress_of
from catalog.i18n import Message
from catalog.storage.storages import Storages


class Tally(NamedTuple):
    """So many images, and the bytes of their originals."""

    images: int = 0
    bytes: int = 0

    def __add__(self, other: tuple[Any, ...]) -> "Tally":
        return Tally(self.images + other[0], self.bytes + other[1])


@dataclass(frozen=True, slots=True)
class StorageStatus:
    """`local` and `s3` count live images by where they are read from; `census` by their copies."""

    images: int
    local: int
    s3: int
    pending: int
    degraded: int
    unknown: int
    lost: int
    bytes: int
    bytes_local: int
    bytes_s3: int
    census: Mapping[str, Tally]
    """Of STATES: where copies worth reading are, and what is wrong."""
    health: S3Health
    workers: Sequence[WorkerFacts]
    run: RunProgress | None
    waiting_why: Message | None
    """Why what waits is not on its way; None while it is, or nothing waits."""

    @property
    def s3_state(self) -> str:
        return self.health.state

    def as_json(self) -> dict[str, Any]:
        names = (
            "images",
            "local",
            "s3",
            "pending",
            "degraded",
            "unknown",
            "lost",
            "bytes",
            "bytes_local",
            "bytes_s3",
            "s3_state",
        )
        return {
            **{name: getattr(self, name) for name in names},
            "waiting_why": str(self.waiting_why) if self.waiting_why else None,
            "s3_reason": str(self.health.reason) if self.health.reason else None,
            "run": self.run.as_json() if self.run else None,
        }


def storage_status(session: Session, storages: Storages) -> StorageStatus:
    """Count everything, in a constant number of queries."""
    groups = _whereabouts(session)
    census = _census(groups) | {"trash": _trash(session)}
    kept = {place: _sum(groups, place) for place in ("local", "s3")}
    workers = workers_of(session)
    health = s3_health(workers, storages)
    run = active_run(session)
    progress = progress_of(session, run) if run else None
    living = [facts_of_worker(worker) for worker in workers]
    pending = census["waiting"].images
    return StorageStatus(
        images=kept["local"].images + kept["s3"].images,
        local=kept["local"].images,
        s3=kept["s3"].images,
        pending=pending,
        degraded=census["degraded"].images,
        unknown=census["unknown"].images,
        lost=census["lost"].images,
        bytes=kept["local"].bytes + kept["s3"].bytes,
        bytes_local=kept["local"].bytes,
        bytes_s3=kept["s3"].bytes,
        census=census,
        health=health,
        workers=living,
        run=progress,
        waiting_why=_waiting_why(health, living, progress) if pending else None,
    )


def _whereabouts(session: Session) -> Sequence[tuple[Whereabouts, Tally]]:
    facts = (
        Image.storage_location.label("stored"),
        Image.wanted_location.label("wanted"),
        has_copy("local").label("has_local"),
        has_copy("s3").label("has_s3"),
        is_sure().label("is_sure"),
    )
    each = select(*facts, Image.size).where(Image.deleted_at.is_(None)).subquery()
    names = (each.c.stored, each.c.wanted, each.c.has_local, each.c.has_s3, each.c.is_sure)
    rows = session.execute(select(*names, func.count(), func.sum(each.c.size)).group_by(*names))
    return [(Whereabouts(*row[:5]), Tally(row[5], int(row[6]))) for row in rows]


def _census(groups: Sequence[tuple[Whereabouts, Tally]]) -> dict[str, Tally]:
    census = dict.fromkeys(STATES, Tally())
    for whereabouts, tally in groups:
        for state in whereabouts.states():
            census[state] += tally
    return census


def _sum(groups: Sequence[tuple[Whereabouts, Tally]], stored: str) -> Tally:
    return sum((tally for place, tally in groups if place.stored == stored), Tally())


def _trash(session: Session) -> Tally:
    count, size = session.execute(
        select(func.count(), func.coalesce(func.sum(Image.size), 0)).where(
            Image.deleted_at.is_not(None)
        )
    ).one()
    return Tally(count, int(size))


def _waiting_why(
    health: S3Health, workers: Sequence[WorkerFacts], run: RunProgress | None
) -> Message | None:
    if health.state == "off":
        return Message("No bucket is set (S3_BUCKET_NAME is empty).")
    if not health.answers:
        return _trouble(health)
    if run and run.state == "paused":
        return Message("The move is paused.")
    if not any(worker.is_fresh for worker in workers):
        return Message("No mover is running. Start catalog serve or catalog worker.")
    return None


def _trouble(health: S3Health) -> Message:
    if health.reason is None:
        return Message("S3 does not answer.")
    return Message("S3 does not answer: %(reason)s.", {"reason": health.reason})
