"""Orders to bring a set of images to one location: plan, start, pause, resume, cancel, undo.

A run only says where images should be; the mover does the moving.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, case, exists, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Image, ImageCopy, MigrationRun, MoveOutcome
from catalog.domain.amounts import Size
from catalog.domain.mover.runs import finish
from catalog.domain.queries.migration_runs import Plan, active_run
from catalog.domain.run_scopes import Scope
from catalog.errors import Conflict, Invalid
from catalog.i18n import Message
from catalog.settings import Settings
from catalog.storage.local import LocalStorage

DIRECTIONS = ("s3", "local")
_SEVERAL = Message("Another move is under way. Stop it first, or wait until it has ended.")
_ENDED = Message("This move has ended.")


def plan_run(session: Session, settings: Settings, direction: str, scope: Scope) -> Plan:
    """Count what a run would do. Raises Invalid or NotFound where it could not be started."""
    _check(settings, direction)
    scope.check(session)
    is_there = Image.storage_location == direction
    counted = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Image.size), 0),
            _count(is_there),
            _count(~is_there),
            func.coalesce(func.sum(case((~is_there, Image.size), else_=0)), 0),
            _count(~is_there & _source_is("missing")),
            _count(~is_there & _source_is("corrupt")),
            _count(~is_there & _target_is_ready(direction)),
        )
        .select_from(Image)
        .where(scope.condition())
    ).one()
    plan = Plan(direction, scope.as_json(), *(int(number) for number in counted))
    return _limited(session, plan, scope)


def start_run(
    session: Session,
    settings: Settings,
    direction: str,
    scope: Scope,
    *,
    keep_days: int | None,
    person_id: int | None,
) -> MigrationRun:
    """Start it; `keep_days`: when sources may go, None keeps them. Raises Conflict for a second."""
    plan = plan_run(session, settings, direction, scope)
    if active_run(session) is not None:
        raise Conflict(_SEVERAL)
    last_id = session.scalar(select(func.max(Image.id))) or 0
    run = MigrationRun(
        direction=direction,
        scope=scope.as_json(),
        keep_days=keep_days,
        state="running",
        totals={**plan.as_json(), "last_id": last_id},
        started_by=person_id,
    )
    session.add(run)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_SEVERAL) from error
    return run


def check_room(plan: Plan, local: LocalStorage) -> None:
    """Raise Invalid where the disk could not take what the plan brings to it."""
    if plan.direction != "local":
        return
    free = local.free_bytes()
    if plan.room_needed > free:
        facts = {"needed": Size(plan.room_needed), "free": Size(free)}
        words = Message(
            "The local disk has no room: about %(needed)s are needed, %(free)s are free.", facts
        )
        raise Invalid("to", words)


def usual_keep_days(settings: Settings) -> int | None:
    """Return how long sources are kept where nobody says otherwise; None: for good."""
    return None if settings.images.policy == "both" else settings.images.grace_days


def pause_run(session: Session, run: MigrationRun) -> None:
    """Let nothing more of it begin; what is on its way arrives."""
    _require_active(run)
    run.state = "paused"
    session.flush()


def resume_run(session: Session, run: MigrationRun) -> None:
    _require_active(run)
    run.state = "running"
    session.flush()


def cancel_run(session: Session, settings: Settings, run: MigrationRun) -> None:
    """Stop it: what was moved stays moved, the rest stays where it is."""
    _require_active(run)
    finish(session, run, "cancelled", now())
    wanted = _wanted_after_cancel(settings, run)
    session.execute(
        update(Image)
        .where(Image.run_id == run.id, Image.deleted_at.is_(None), ~_has_outcome(run, "moved"))
        .values(
            wanted_location=wanted,
            generation=Image.generation + case((Image.wanted_location != wanted, 1), else_=0),
            run_id=None,
        )
        .execution_options(synchronize_session=False)
    )


def undo_run(
    session: Session, settings: Settings, run: MigrationRun, *, person_id: int | None
) -> MigrationRun:
    """Bring back what a run moved, as a run of its own; within grace nothing is transferred."""
    if run.ended_at is None:
        cancel_run(session, settings, run)
    back = "local" if run.direction == "s3" else "s3"
    keep_days = usual_keep_days(settings)
    scope = Scope(undo=run.id)
    return start_run(session, settings, back, scope, keep_days=keep_days, person_id=person_id)


def _check(settings: Settings, direction: str) -> None:
    if direction not in DIRECTIONS:
        raise Invalid("to", Message("Choose where the pictures should go: s3 or local."))
    if settings.bucket is None:
        raise Invalid("to", Message("No bucket is set (S3_BUCKET_NAME is empty)."))


def _require_active(run: MigrationRun) -> None:
    if run.ended_at is not None:
        raise Conflict(_ENDED)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _source_is(state: str) -> ColumnElement[bool]:
    return exists().where(
        ImageCopy.image_id == Image.id,
        ImageCopy.location == Image.storage_location,
        ImageCopy.state == state,
    )


def _target_is_ready(direction: str) -> ColumnElement[bool]:
    return exists().where(
        ImageCopy.image_id == Image.id,
        ImageCopy.location == direction,
        ImageCopy.state == "verified",
    )


def _limited(session: Session, plan: Plan, scope: Scope) -> Plan:
    if scope.limit is None or plan.to_move <= scope.limit:
        return plan
    first = (
        select(Image.size)
        .where(scope.condition(), Image.storage_location != plan.direction)
        .order_by(Image.id)
        .limit(scope.limit)
        .subquery()
    )
    size = session.scalar(select(func.coalesce(func.sum(first.c.size), 0)))
    return replace(plan, to_move=scope.limit, bytes_to_move=int(size or 0))


def _has_outcome(run: MigrationRun, outcome: str) -> ColumnElement[bool]:
    return exists().where(
        MoveOutcome.run_id == run.id,
        MoveOutcome.image_id == Image.id,
        MoveOutcome.outcome == outcome,
    )


def _wanted_after_cancel(settings: Settings, run: MigrationRun) -> ColumnElement[str]:
    """Uploads since the start follow the policy, what waited before goes on waiting."""
    policy = "local" if settings.images.policy == "local" else "s3"
    return case(
        (Image.id > run.totals["last_id"], policy),
        (_has_outcome(run, "waiting"), Image.wanted_location),
        else_=Image.storage_location,
    )
