"""Reads about migration runs: which is active, how far one is, what became of its images."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from catalog.db.models import Image, MigrationRun, MoveOutcome
from catalog.errors import NotFound
from catalog.i18n import Message

WITH_RENDITIONS = 1.6
"""Bytes of an image with all its renditions for each byte of its original, roughly."""


@dataclass(frozen=True, slots=True)
class RunProgress:
    """One run, counted from its facts. Bytes are those of the originals.

    `total` = `moved` + `skipped` (there already) + `failed` + `left`.
    """

    id: int
    direction: str
    state: str
    total: int
    moved: int
    skipped: int
    failed: int
    left: int
    bytes_moved: int
    bytes_total: int
    scope: Mapping[str, Any]
    keep_days: int | None
    started_by: int | None
    started_at: datetime
    ended_at: datetime | None
    last_moved_at: datetime | None

    @property
    def is_active(self) -> bool:
        return self.ended_at is None

    @property
    def share(self) -> float:
        """Return how much is done, from 0 to 1, by bytes."""
        if self.ended_at and not self.left:
            return 1.0
        return min(1.0, self.bytes_moved / self.bytes_total) if self.bytes_total else 0.0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do, counted beforehand; nothing is written."""

    direction: str
    scope: Mapping[str, Any]
    images: int
    bytes: int
    already_there: int
    to_move: int
    bytes_to_move: int
    source_missing: int
    source_corrupt: int
    without_transfer: int
    """Of those to move: the target holds a verified copy, so only the pointer changes."""

    @property
    def room_needed(self) -> int:
        """Return about how many bytes the target needs, renditions included."""
        share = 1 - self.without_transfer / self.to_move if self.to_move else 0.0
        return int(self.bytes_to_move * min(max(share, 0.0), 1.0) * WITH_RENDITIONS)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FailedImage:
    """An image that a run could not move; `detail` is an untranslated sentence."""

    public_id: str
    filename: str
    detail: str

    @property
    def why(self) -> Message:
        return Message(self.detail)


def active_run(session: Session) -> MigrationRun | None:
    return session.scalar(
        select(MigrationRun).where(MigrationRun.ended_at.is_(None), MigrationRun.dry_run.is_(False))
    )


def run_by_id(session: Session, run_id: int) -> MigrationRun:
    run = session.get(MigrationRun, run_id)
    if run is None:
        raise NotFound(Message("There is no such move."))
    return run


def recent_runs(session: Session, count: int = 20) -> Sequence[MigrationRun]:
    newest = select(MigrationRun).order_by(MigrationRun.id.desc()).limit(count)
    return session.scalars(newest).all()


def failed_images(session: Session, run_id: int, count: int = 100) -> list[FailedImage]:
    rows = session.execute(
        select(Image.public_id, Image.filename, func.coalesce(MoveOutcome.detail, ""))
        .join(MoveOutcome, MoveOutcome.image_id == Image.id)
        .where(MoveOutcome.run_id == run_id, MoveOutcome.outcome == "failed")
        .order_by(MoveOutcome.id)
        .limit(count)
    )
    return [FailedImage(*row) for row in rows]


def progress_of(session: Session, run: MigrationRun) -> RunProgress:
    """Count what became of a run's images, in three queries."""
    moved, bytes_moved, failed, bytes_failed, last = _outcomes(session, run.id)
    skipped = run.totals["already_there"] + _arrived_there(session, run)
    left, bytes_left = _left(session, run, moved + failed, bytes_moved + bytes_failed)
    return RunProgress(
        id=run.id,
        direction=run.direction,
        state=run.state,
        total=moved + skipped + failed + left,
        moved=moved,
        skipped=skipped,
        failed=failed,
        left=left,
        bytes_moved=bytes_moved,
        bytes_total=bytes_moved + bytes_failed + bytes_left,
        scope=run.scope,
        keep_days=run.keep_days,
        started_by=run.started_by,
        started_at=run.started_at,
        ended_at=run.ended_at,
        last_moved_at=last,
    )


def kept_progress(run: MigrationRun) -> RunProgress:
    """Return what an ended run kept of itself, without counting; for lists of many."""
    kept = {"moved": 0, "skipped": 0, "failed": 0, "left": 0, "bytes_moved": 0, **run.counts}
    done = kept["moved"] + kept["skipped"] + kept["failed"] + kept["left"]
    return RunProgress(
        id=run.id,
        direction=run.direction,
        state=run.state,
        total=done,
        moved=kept["moved"],
        skipped=kept["skipped"],
        failed=kept["failed"],
        left=kept["left"],
        bytes_moved=kept["bytes_moved"],
        bytes_total=kept["bytes_moved"] + kept.get("bytes_left", 0),
        scope=run.scope,
        keep_days=run.keep_days,
        started_by=run.started_by,
        started_at=run.started_at,
        ended_at=run.ended_at,
        last_moved_at=None,
    )


def is_left(run: MigrationRun) -> ColumnElement[bool]:
    """The image belongs to the run and still has to be moved by it."""
    has_failed = exists().where(
        MoveOutcome.run_id == run.id,
        MoveOutcome.image_id == Image.id,
        MoveOutcome.outcome == "failed",
    )
    return and_(
        Image.run_id == run.id,
        Image.storage_location != run.direction,
        Image.deleted_at.is_(None),
        ~has_failed,
    )


def _outcomes(session: Session, run_id: int) -> tuple[int, int, int, int, datetime | None]:
    rows = session.execute(
        select(
            MoveOutcome.outcome,
            func.count(),
            func.sum(MoveOutcome.bytes),
            func.max(MoveOutcome.at),
        )
        .where(MoveOutcome.run_id == run_id)
        .group_by(MoveOutcome.outcome)
    )
    found = {outcome: (count, int(size), last) for outcome, count, size, last in rows}
    moved, bytes_moved, last = found.get("moved", (0, 0, None))
    failed, bytes_failed, _last = found.get("failed", (0, 0, None))
    return moved, bytes_moved, failed, bytes_failed, last


def _arrived_there(session: Session, run: MigrationRun) -> int:
    """Count uploads since the start that needed no move."""
    was_moved = exists().where(
        MoveOutcome.run_id == run.id,
        MoveOutcome.image_id == Image.id,
        MoveOutcome.outcome == "moved",
    )
    found = session.scalar(
        select(func.count()).where(
            Image.id > run.totals["last_id"],
            Image.run_id == run.id,
            Image.storage_location == run.direction,
            Image.deleted_at.is_(None),
            ~was_moved,
        )
    )
    return found or 0


def _left(session: Session, run: MigrationRun, done: int, bytes_done: int) -> tuple[int, int]:
    """While images are still being assigned, the plan tells; an ended run has kept its number."""
    if run.ended_at is not None:
        return run.counts.get("left", 0), run.counts.get("bytes_left", 0)
    if not run.counts.get("assigned"):
        planned, planned_bytes = run.totals["to_move"], run.totals["bytes_to_move"]
        return max(0, planned - done), max(0, planned_bytes - bytes_done)
    count, size = session.execute(
        select(func.count(), func.coalesce(func.sum(Image.size), 0)).where(is_left(run))
    ).one()
    return count, int(size)
