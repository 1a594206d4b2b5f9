"""Rows out of sight and back: nothing is lost by deleting."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Catalog, ChangeSet, Row
from catalog.domain import catalogs, changes
from catalog.domain.accounts import Person
from catalog.domain.changes import Alteration
from catalog.domain.row_writing import forget_rows

_AT_ONCE = 500
"""Ids in one statement: SQLite takes only so many parameters."""


def delete_rows(
    session: Session,
    catalog: Catalog,
    row_ids: Collection[int],
    person: Person | None,
    operation_id: str | None = None,
) -> ChangeSet:
    """Put rows into the trash; those of other catalogs and those in it already are passed over."""
    change_set = changes.record(session, catalog.id, person, "delete", operation_id=operation_id)
    if change_set is None:
        return changes.change_set_of(session, catalog.id, operation_id or "")
    changes.add_to(session, change_set, put_in_trash(session, catalog.id, row_ids))
    catalogs.touch(session, catalog.id)
    return change_set


def restore_rows(
    session: Session,
    catalog: Catalog,
    row_ids: Collection[int],
    person: Person | None,
    operation_id: str | None = None,
) -> ChangeSet:
    """Take rows out of the trash, to where they were."""
    change_set = changes.record(session, catalog.id, person, "restore", operation_id=operation_id)
    if change_set is None:
        return changes.change_set_of(session, catalog.id, operation_id or "")
    changes.add_to(session, change_set, take_from_trash(session, catalog.id, row_ids))
    catalogs.touch(session, catalog.id)
    return change_set


def put_in_trash(session: Session, catalog_id: int, row_ids: Collection[int]) -> list[Alteration]:
    """Return what changed, for the log."""
    found = _set_deleted(session, catalog_id, row_ids, now())
    return [Alteration(row_id, None, {"status": status}, {}, v) for row_id, status, v in found]


def take_from_trash(
    session: Session, catalog_id: int, row_ids: Collection[int]
) -> list[Alteration]:
    """Return what changed, for the log."""
    found = _set_deleted(session, catalog_id, row_ids, None)
    return [Alteration(row_id, None, {}, {"status": status}, v) for row_id, status, v in found]


def _set_deleted(
    session: Session, catalog_id: int, row_ids: Collection[int], moment: datetime | None
) -> list[tuple[int, str, int]]:
    """Return id, status and new version of the rows that this concerned."""
    session.flush()
    ids = sorted(set(row_ids))
    is_there = Row.deleted_at.is_(None) if moment else _can_come_back()
    found: list[tuple[int, str, int]] = []
    for start in range(0, len(ids), _AT_ONCE):
        statement = (
            update(Row)
            .where(Row.catalog_id == catalog_id, Row.id.in_(ids[start : start + _AT_ONCE]))
            .where(is_there)
            .values(deleted_at=moment, version=Row.version + 1, updated_at=now())
            .returning(Row.id, Row.status, Row.version)
            .execution_options(synchronize_session=False)
        )
        found += [(row.id, row.status, row.version) for row in session.execute(statement)]
    forget_rows(session)
    return found


def _can_come_back() -> ColumnElement[bool]:
    return and_(Row.deleted_at.is_not(None), Row.status != "purged")
