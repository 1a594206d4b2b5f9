"""The change log: who changed which cell from what to what, and in which step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Select, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Change, ChangeSet, User
from catalog.domain.accounts import Person

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Alteration:
    """One change to be recorded; `column_id` None means the row as a whole.

    A cell's `old` and `new` are cell states. A row's are {} while it is not there (before it was
    added, in the trash) and otherwise {"status", and for an added row "values" and "invalid"}.
    """

    row_id: int
    column_id: int | None
    old: dict[str, Any]
    new: dict[str, Any]
    row_version: int
    """The row's version that the change makes."""


@dataclass(frozen=True)
class LastChange:
    """The newest change of one cell."""

    old: dict[str, Any]
    new: dict[str, Any]
    row_version: int
    at: datetime
    who: str


def record(
    session: Session,
    catalog_id: int,
    person: Person | None,
    kind: str,
    alterations: Iterable[Alteration] = (),
    *,
    operation_id: str | None = None,
) -> ChangeSet | None:
    """Write a change set and return it; None, writing nothing, for a repeated operation."""
    values = {
        "catalog_id": catalog_id,
        "user_id": person.id if person else None,
        "kind": kind,
        "operation_id": operation_id,
        "created_at": now(),
    }
    change_set = session.scalar(_insert_once(session).values(values).returning(ChangeSet))
    if change_set is not None:
        add_to(session, change_set, alterations)
    return change_set


def _insert_once(session: Session) -> Insert:
    """Insert nothing when the catalog has seen the operation: the unique constraint decides."""
    keys = ["catalog_id", "operation_id"]
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(ChangeSet).on_conflict_do_nothing(index_elements=keys)
    return sqlite.insert(ChangeSet).on_conflict_do_nothing(index_elements=keys)


def change_set_of(session: Session, catalog_id: int, operation_id: str) -> ChangeSet:
    """Return the change set that this operation made when it was first asked for."""
    return session.scalars(
        select(ChangeSet).where(
            ChangeSet.catalog_id == catalog_id, ChangeSet.operation_id == operation_id
        )
    ).one()


def add_to(session: Session, change_set: ChangeSet, alterations: Iterable[Alteration]) -> None:
    """Record more changes in a change set that was begun: long work adds batch by batch."""
    rows = [
        {
            "change_set_id": change_set.id,
            "row_id": item.row_id,
            "column_id": item.column_id,
            "old": item.old,
            "new": item.new,
            "row_version": item.row_version,
        }
        for item in alterations
    ]
    for start in range(0, len(rows), BATCH):
        session.execute(insert(Change.__table__), rows[start : start + BATCH])  # type: ignore[arg-type]


def last_changes(
    session: Session, row_id: int, column_ids: Sequence[int], since_version: int
) -> dict[int, LastChange]:
    """Return per column what changed in the row since that version.

    `old` is what the cell held at that version, `new`, `at` and `who` are of the newest change.
    """
    changes: dict[int, LastChange] = {}
    for found in session.execute(_since(row_id, column_ids, since_version)):
        before = changes[found.column_id].old if found.column_id in changes else found.old
        who = found.name or found.email or ""
        changes[found.column_id] = LastChange(
            before, found.new, found.row_version, found.created_at, who
        )
    return changes


def _since(row_id: int, column_ids: Sequence[int], version: int) -> Select[Any]:
    return (
        select(
            Change.column_id,
            Change.old,
            Change.new,
            Change.row_version,
            ChangeSet.created_at,
            User.name,
            User.email,
        )
        .join(ChangeSet, ChangeSet.id == Change.change_set_id)
        .outerjoin(User, User.id == ChangeSet.user_id)
        .where(
            Change.row_id == row_id,
            Change.row_version > version,
            Change.column_id.in_(column_ids),
        )
        .order_by(Change.row_version, Change.id)
    )


def rows_of_operation(session: Session, catalog_id: int, operation_id: str | None) -> list[int]:
    """Return the ids of the rows that this operation touched when it was first asked for."""
    if operation_id is None:
        return []
    return list(
        session.scalars(
            select(Change.row_id)
            .join(ChangeSet, ChangeSet.id == Change.change_set_id)
            .where(ChangeSet.catalog_id == catalog_id, ChangeSet.operation_id == operation_id)
            .order_by(Change.id)
        )
    )
