"""Rows: adding, duplicating, deleting and restoring them; each step is in the change log.

Changing the cells of a row is in `catalog.domain.editing`, and may be had from here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Row
from catalog.domain import catalogs, changes
from catalog.domain.accounts import Person
from catalog.domain.cell_reading import (
    check_all_rules,
    check_keys,
    read_cells,
    state_from_json,
    state_from_text,
)
from catalog.domain.changes import Alteration
from catalog.domain.documents import CellState, document_of_states, fields_of
from catalog.domain.editing import (
    CellConflict,
    RowConflict,
    SavedCell,
    save_cell,
    set_values,
    update_row,
)
from catalog.domain.queries.columns import columns_of
from catalog.domain.row_edits import known_status
from catalog.domain.trash import delete_rows, restore_rows

__all__ = [
    "CellConflict",
    "RowConflict",
    "SavedCell",
    "add_row",
    "add_row_of_values",
    "delete_rows",
    "duplicate_row",
    "last_position",
    "restore_rows",
    "save_cell",
    "set_values",
    "update_row",
]

STEP = 1024
"""Room left between positions, for rows that are put between two others."""


def add_row(  # noqa: PLR0913 - who adds what, where, in which step
    session: Session,
    catalog: Catalog,
    person: Person | None,
    texts: Mapping[str, str],
    *,
    operation_id: str | None = None,
    after: Row | None = None,
    status: str = "published",
) -> Row:
    """Add a row of what was typed, at the end or after another. Raises InvalidForm.

    A repeated operation gets the row that it made.
    """
    locale = catalogs.locale_of(catalog)
    columns = _writable(columns_of(session, catalog.id))
    states = read_cells(
        columns, lambda column: state_from_text(column, texts.get(column.key, ""), locale)
    )
    check_all_rules(session, columns, states, status=known_status(status))
    adding = _Adding(session, catalog, person, "add", operation_id)
    return adding.row(columns, states, after=after, status=status)


def add_row_of_values(
    session: Session,
    catalog: Catalog,
    person: Person | None,
    values: Mapping[str, Any],
    *,
    operation_id: str | None = None,
    status: str = "published",
) -> Row:
    """Add a row of JSON values at the end. Raises InvalidForm, for unknown keys too."""
    locale = catalogs.locale_of(catalog)
    columns = _writable(columns_of(session, catalog.id))
    check_keys(columns, values)
    states = read_cells(
        columns, lambda column: state_from_json(column, values.get(column.key), locale)
    )
    check_all_rules(session, columns, states, status=known_status(status))
    adding = _Adding(session, catalog, person, "add", operation_id)
    return adding.row(columns, states, after=None, status=status)


def duplicate_row(
    session: Session,
    catalog: Catalog,
    row: Row,
    person: Person | None,
    operation_id: str | None = None,
) -> Row:
    """Add a row after this one with the same cells, but for pictures and what may not repeat."""
    columns = columns_of(session, catalog.id)
    kept = {column.key for column in columns if not column.unique}
    states = {key: {"value": value} for key, value in row.values.items() if key in kept}
    states |= {key: {"invalid": text} for key, text in row.invalid.items() if key in kept}
    adding = _Adding(session, catalog, person, "duplicate", operation_id)
    return adding.row(columns, states, after=row, status=row.status)


def _writable(columns: Sequence[Column]) -> list[Column]:
    return [column for column in columns if column.type != "images"]


@dataclass(frozen=True)
class _Adding:
    """Puts one new row into a catalog, once per operation."""

    session: Session
    catalog: Catalog
    person: Person | None
    kind: str
    operation_id: str | None

    def row(
        self,
        columns: Sequence[Column],
        states: Mapping[str, CellState],
        *,
        after: Row | None,
        status: str,
    ) -> Row:
        done = changes.rows_of_operation(self.session, self.catalog.id, self.operation_id)
        if done:
            return self.session.get_one(Row, done[0])
        position = _position(self.session, self.catalog.id, after)
        row = Row(catalog_id=self.catalog.id, position=position, status=status, version=1)
        document = document_of_states(columns, states, catalogs.locale_of(self.catalog))
        for name, value in fields_of(document).items():
            setattr(row, name, value)
        self.session.add(row)
        self.session.flush()
        self._record(row)
        return row

    def _record(self, row: Row) -> None:
        alteration = Alteration(row.id, None, {}, row_state(row), row.version)
        changes.record(
            self.session,
            self.catalog.id,
            self.person,
            self.kind,
            [alteration],
            operation_id=self.operation_id,
        )
        catalogs.touch(self.session, self.catalog.id)


def row_state(row: Row) -> dict[str, Any]:
    """Return what the change log says of a row that is there."""
    return {"status": row.status, "values": row.values, "invalid": row.invalid}


def last_position(session: Session, catalog_id: int) -> int:
    """Return the position of the last row, 0 without rows; the next one's is STEP further."""
    position = session.scalar(
        select(Row.position)
        .where(Row.catalog_id == catalog_id, Row.deleted_at.is_(None))
        .order_by(Row.position.desc())
        .limit(1)
    )
    return position or 0


def _position(session: Session, catalog_id: int, after: Row | None) -> int:
    if after is None:
        return last_position(session, catalog_id) + STEP
    following = session.scalar(
        select(func.min(Row.position)).where(
            Row.catalog_id == catalog_id,
            Row.deleted_at.is_(None),
            Row.position > after.position,
        )
    )
    # With no room left it shares the place, where rows are in the order of their ids.
    return after.position + STEP if following is None else (after.position + following) // 2
