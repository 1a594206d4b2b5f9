"""Changing cells of a row that others may be changing too.

A change carries the version of the row that its author saw. It is refused only when one of *its*
cells has changed since, with what they hold now, so that a person can choose.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Row
from catalog.domain.accounts import Person
from catalog.domain.cell_reading import (
    check_keys,
    check_rules,
    read_cells,
    state_from_json,
    state_from_text,
)
from catalog.domain.documents import CellState, state_of, text_of
from catalog.domain.queries.columns import columns_of
from catalog.domain.row_edits import CellConflict, RowConflict, RowEdit, SavedCell

__all__ = ["CellConflict", "RowConflict", "SavedCell", "save_cell", "set_values", "update_row"]


def save_cell(  # noqa: PLR0913 - who changes what, seen at which version, in which step
    session: Session,
    catalog: Catalog,
    row: Row,
    column: Column,
    text: str,
    *,
    base_version: int | None,
    person: Person | None,
    operation_id: str | None = None,
    force: bool = False,
    columns: Sequence[Column] | None = None,
) -> SavedCell:
    """Put what was typed into one cell. Without a base version, or with force, it overrules.

    Raises Invalid, its field the column's key, and CellConflict. A repeated operation changes
    nothing and gets what the cell holds now. `columns` are the catalog's, when at hand.
    """
    known = columns or columns_of(session, catalog.id)
    edit = RowEdit(session, catalog, row, known, person, None if force else base_version)
    state = state_from_text(column, text, edit.locale)
    if state == state_of(row, column.key):
        return edit.saved(column, is_changed=False)
    since = edit.changed_since([column])
    if since and edit.is_repeated(operation_id):
        return edit.saved(column, is_changed=False)
    if since:
        raise CellConflict(edit.theirs(column, since[column.id]), row.version)
    check_rules(session, column, state, status=row.status, row_id=row.id)
    is_changed = edit.write("cell", {column.key: state}, operation_id)
    return edit.saved(column, is_changed=is_changed)


def update_row(  # noqa: PLR0913 - who changes what, seen at which version, in which step
    session: Session,
    catalog: Catalog,
    row: Row,
    texts: Mapping[str, str],
    *,
    base_version: int | None,
    person: Person | None,
    operation_id: str | None = None,
    status: str | None = None,
) -> Row:
    """Put what a form holds into the row, as one change set; fields left as they were do nothing.

    Raises InvalidForm (column key -> what is wrong) and RowConflict.
    """
    edit = RowEdit(session, catalog, row, columns_of(session, catalog.id), person, base_version)

    def read(column: Column, seen: CellState) -> CellState:
        text = texts[column.key]
        if _is_same(text, text_of(seen, column, edit.locale)):
            return seen
        return state_from_text(column, text, edit.locale)

    states = _new_states(edit, texts, read, status, operation_id)
    edit.write("row_form", states, operation_id, status)
    return row


def _is_same(typed: str, shown: str) -> bool:
    """Compare as forms send it: line ends differ and ends are trimmed."""
    return typed.replace("\r\n", "\n").strip() == shown.strip()


def set_values(  # noqa: PLR0913 - who changes what, seen at which version, in which step
    session: Session,
    catalog: Catalog,
    row: Row,
    values: Mapping[str, Any],
    *,
    base_version: int | None,
    person: Person | None,
    operation_id: str | None = None,
    status: str | None = None,
) -> Row:
    """Put JSON values (None: blank) into the cells of these keys, as one change set.

    Raises InvalidForm, for unknown keys too, and RowConflict.
    """
    edit = RowEdit(session, catalog, row, columns_of(session, catalog.id), person, base_version)
    check_keys(edit.columns, values)

    def read(column: Column, _seen: CellState) -> CellState:
        return state_from_json(column, values[column.key], edit.locale)

    states = _new_states(edit, values, read, status, operation_id)
    edit.write("values", states, operation_id, status)
    return row


def _new_states(
    edit: RowEdit,
    given: Mapping[str, Any],
    read: Callable[[Column, CellState], CellState],
    status: str | None,
    operation_id: str | None,
) -> dict[str, CellState]:
    """Return the cells that get other states than their author saw. Raises as its callers do."""
    columns = [column for column in edit.columns if column.key in given]
    since = edit.changed_since(columns)
    seen = {column.key: edit.seen(column, since) for column in columns}
    read_states = read_cells(columns, lambda column: read(column, seen[column.key]))
    states = {key: state for key, state in read_states.items() if state != seen[key]}
    edit.check(states, status)
    conflicts = edit.conflicts(states, since)
    if not conflicts:
        return states
    if edit.is_repeated(operation_id):
        return {}
    raise RowConflict(conflicts, edit.row.version, frozenset(states))
