"""Looking after the active run: its images get their new place in batches, until none is left.

Everything is read from the tables: any mover can go on where another one died.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Image, MigrationRun, MoveOutcome
from catalog.db.session import Database
from catalog.domain.queries.migration_runs import is_left, progress_of
from catalog.domain.run_scopes import scope_of

BATCH = 1000
"""Images in one transaction: enough to be quick, few enough to let others write."""


def tend_run(database: Database) -> None:
    """Give the active run's images their place; end the run when nothing of it is left."""
    with database.reading() as session:
        run = session.scalar(select(MigrationRun).where(_is_running()))
    if run is None:
        return
    if run.counts.get("assigned"):
        with database.writing() as session:
            _look_after(session, run.id)
    else:
        _assign(database, run.id)


def _is_running() -> Any:
    return (MigrationRun.state == "running") & MigrationRun.ended_at.is_(None)


def _locked(session: Session, run_id: int) -> MigrationRun | None:
    """Return the run, ours until the transaction ends, unless it was stopped meanwhile."""
    return session.scalar(
        select(MigrationRun).where(MigrationRun.id == run_id, _is_running()).with_for_update()
    )


def _assign(database: Database, run_id: int) -> None:
    is_done = False
    while not is_done:
        with database.writing() as session:
            run = _locked(session, run_id)
            is_done = run is None or _assign_batch(session, run)


def _assign_batch(session: Session, run: MigrationRun) -> bool:
    """Take the next images in the order of their numbers; return whether they were the last."""
    counts, limit = dict(run.counts), scope_of(run.scope).limit
    taken = counts.get("taken", 0)
    room = BATCH if limit is None else min(BATCH, limit - taken)
    rows = _next_images(session, run, counts.get("cursor", 0), room)
    _want(session, run, [row.id for row in rows])
    _note_waiting(session, run, rows)
    counts["taken"] = taken + sum(row.storage_location != run.direction for row in rows)
    counts["cursor"] = rows[-1].id if rows else counts.get("cursor", 0)
    counts["assigned"] = len(rows) < room or counts["taken"] == limit
    run.counts = counts
    session.flush()
    return bool(counts["assigned"])


def _next_images(
    session: Session, run: MigrationRun, cursor: int, room: int
) -> Sequence[Row[int, str, str]]:
    """Find images that are elsewhere, or are meant to go elsewhere; a limit counts only moves."""
    scope = scope_of(run.scope)
    is_elsewhere = Image.storage_location != run.direction
    if scope.limit is None:
        is_elsewhere |= Image.wanted_location != run.direction
    return session.execute(
        select(Image.id, Image.storage_location, Image.wanted_location)
        .where(Image.id > cursor, Image.id <= run.totals["last_id"], is_elsewhere)
        .where(scope.condition())
        .order_by(Image.id)
        .limit(room)
    ).all()


def _want(session: Session, run: MigrationRun, ids: Sequence[int]) -> None:
    """Set where they should be. A move the other way, if one is at work, can no longer flip.

    They are due from the start of the run on: new uploads, due since ever, go first, and a paused
    run is left out by an index.
    """
    is_changed = Image.wanted_location != run.direction
    session.execute(
        update(Image)
        .where(Image.id.in_(ids))
        .values(
            run_id=run.id,
            generation=Image.generation + case((is_changed, 1), else_=0),
            wanted_location=run.direction,
            attempts=0,
            error_class=None,
            error_detail=None,
            next_attempt_at=case(
                (Image.lease_owner.is_(None), run.started_at), else_=Image.next_attempt_at
            ),
        )
        .execution_options(synchronize_session=False)
    )


def _note_waiting(session: Session, run: MigrationRun, rows: Sequence[Row[int, str, str]]) -> None:
    """Remember which were on their way before: a cancelled run leaves them on it."""
    waiting = [
        {"run_id": run.id, "image_id": row.id, "outcome": "waiting"}
        for row in rows
        if row.wanted_location == run.direction != row.storage_location
    ]
    if waiting:
        session.execute(insert(MoveOutcome), waiting)


def _look_after(session: Session, run_id: int) -> None:
    run = _locked(session, run_id)
    if run is None:
        return
    _join_uploads(session, run)
    if not session.scalar(select(exists().where(is_left(run)))):
        finish(session, run, "finished", now())


def _join_uploads(session: Session, run: MigrationRun) -> None:
    """Images that arrived since the start follow the run, as does new content of its images."""
    scope = scope_of(run.scope)
    arrived = Image.id > run.totals["last_id"]
    is_new = arrived & or_(Image.run_id.is_(None), Image.run_id != run.id)
    is_astray = (Image.run_id == run.id) & (Image.wanted_location != run.direction)
    chosen = or_(is_new, is_astray) if scope.takes_uploads else is_astray
    ids = session.scalars(select(Image.id).where(chosen, scope.condition())).all()
    if ids:
        _want(session, run, ids)


def finish(session: Session, run: MigrationRun, state: str, at: datetime) -> None:
    """End a run and keep its final counts."""
    progress = progress_of(session, run)
    kept = {
        "moved": progress.moved,
        "skipped": progress.skipped,
        "failed": progress.failed,
        "left": progress.left,
        "bytes_moved": progress.bytes_moved,
        "bytes_left": progress.bytes_total - progress.bytes_moved,
    }
    run.counts = {**run.counts, **kept}
    run.state, run.ended_at = state, at
    session.flush()
