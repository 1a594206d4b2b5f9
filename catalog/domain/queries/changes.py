"""Questions about what was changed, by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.db.models import Change, ChangeSet, Column, Row, User

DETAILED = 3
"""Change sets of up to so many changes are listed change by change."""


class StepRecord(NamedTuple):
    """A change set in a list."""

    id: int
    kind: str
    who: str
    at: datetime
    is_undone: bool
    changes: int
    rows: int


class ChangeRecord(NamedTuple):
    """One change, with the row as it is now."""

    change_set_id: int
    row_id: int
    column: Column | None
    old: dict[str, Any]
    new: dict[str, Any]
    values: dict[str, Any]
    invalid: dict[str, Any]
    short_id: str
    is_deleted: bool


class StepPage(NamedTuple):
    steps: list[StepRecord]
    next: int | None
    """The id before which the following page begins."""


def page_of_steps(
    session: Session,
    catalog_id: int,
    *,
    before: int | None = None,
    row_id: int | None = None,
    size: int = 50,
) -> StepPage:
    """Return change sets of a catalog, or those that touched one row, the newest first."""
    chosen = (
        select(
            ChangeSet.id,
            ChangeSet.kind,
            func.coalesce(func.nullif(User.name, ""), User.email, ""),
            ChangeSet.created_at,
            ChangeSet.undone_at.is_not(None),
        )
        .outerjoin(User, User.id == ChangeSet.user_id)
        .where(ChangeSet.catalog_id == catalog_id)
        .order_by(ChangeSet.id.desc())
        .limit(size + 1)
    )
    if before is not None:
        chosen = chosen.where(ChangeSet.id < before)
    if row_id is not None:
        touched = select(Change.change_set_id).where(Change.row_id == row_id)
        chosen = chosen.where(ChangeSet.id.in_(touched))
    found = session.execute(chosen).all()
    counts = _counts(session, [step.id for step in found[:size]])
    steps = [StepRecord._make((*step, *counts.get(step.id, (0, 0)))) for step in found[:size]]
    return StepPage(steps, steps[-1].id if len(found) > size else None)


def _counts(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return per change set how many changes it has, and of how many rows."""
    counted = (
        select(Change.change_set_id, func.count(), func.count(func.distinct(Change.row_id)))
        .where(Change.change_set_id.in_(ids))
        .group_by(Change.change_set_id)
    )
    return {each[0]: (each[1], each[2]) for each in session.execute(counted)}


def changes_of(session: Session, steps: Sequence[StepRecord]) -> dict[int, list[ChangeRecord]]:
    """Return the changes of the small ones among these change sets, by one query."""
    ids = [step.id for step in steps if 0 < step.changes <= DETAILED]
    found = session.execute(
        select(
            Change.change_set_id,
            Change.row_id,
            Column,
            Change.old,
            Change.new,
            Row.values,
            Row.invalid,
            Row.short_id,
            Row.deleted_at.is_not(None),
        )
        .join(Row, Row.id == Change.row_id)
        .outerjoin(Column, Column.id == Change.column_id)
        .where(Change.change_set_id.in_(ids))
        .order_by(Change.id)
    )
    details: dict[int, list[ChangeRecord]] = {}
    for record in map(ChangeRecord._make, found):
        details.setdefault(record.change_set_id, []).append(record)
    return details


def change_set_in(session: Session, catalog_id: int, text: str) -> StepRecord | None:
    """Return the change set that an address names by its number, if it is of this catalog."""
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        return None
    page = page_of_steps(session, catalog_id, before=int(text) + 1, size=1)
    return next((step for step in page.steps if step.id == int(text)), None)


class TrashRecord(NamedTuple):
    id: int
    short_id: str
    values: dict[str, Any]
    invalid: dict[str, Any]
    deleted_at: datetime


def rows_in_trash(session: Session, catalog_id: int, limit: int = 200) -> list[TrashRecord]:
    """Return the rows deleted last."""
    found = session.execute(
        select(Row.id, Row.short_id, Row.values, Row.invalid, Row.deleted_at)
        .where(
            Row.catalog_id == catalog_id,
            Row.deleted_at.is_not(None),
            Row.status != "purged",
        )
        .order_by(Row.deleted_at.desc(), Row.id)
        .limit(limit)
    )
    return [TrashRecord._make(record) for record in found]
