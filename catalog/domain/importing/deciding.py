"""What each row of a sheet means to the catalog: new, changed, the same, or not to be had.

A row is left out only when it would do harm: what may not repeat repeats, or nobody can tell which
row is meant. Otherwise it comes in. Values that do not convert are kept in new rows, flagged, and
in changed ones only where there was no good value. Blank cells erase nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Row
from catalog.domain.cells import JSONValue
from catalog.domain.documents import (
    CellState,
    ColumnLike,
    Document,
    document_builder,
    state_of,
    with_states,
)
from catalog.domain.importing.identities import SEVERAL, Identities
from catalog.domain.importing.planning import Plan, PlannedColumn
from catalog.domain.importing.results import Tally
from catalog.domain.spreadsheets import Converted, NumberedRow, RowError
from catalog.i18n import Message

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NewRow:
    number: int
    """In the sheet, as a spreadsheet program shows it."""
    document: Document
    status: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    number: int
    row: Row
    document: Document
    states: dict[str, CellState]
    """The cells that change, by column key."""


@dataclass
class Batch:
    new: list[NewRow] = field(default_factory=list)
    changed: list[ChangedRow] = field(default_factory=list)
    same: list[tuple[int, int]] = field(default_factory=list)
    """(number in the sheet, id of the row)"""


class Decider:
    """Goes through a sheet once, batch by batch; remembers what it has seen."""

    def __init__(self, plan: Plan, tally: Tally) -> None:
        self._plan = plan
        self._tally = tally
        self._errors: list[RowError] = []
        self._convert = plan.converter()
        self._read = plan.read
        self._columns: Sequence[ColumnLike] = plan.documented
        self._locale = plan.target.locale
        self._build = document_builder(self._columns, self._locale)
        self._required = [c for c in plan.target.columns if c.required]
        self._unique = {
            column.key: (column, Identities(column.type))
            for column in self._read
            if column.unique or column is plan.key
        }

    def load(self, session: Session) -> None:
        """Read what the catalog has in the columns that may not repeat."""
        catalog_id = self._plan.target.catalog_id
        if catalog_id is None:
            return
        for column, identities in self._unique.values():
            if column.column_id is not None:
                identities.load(session, catalog_id, column.key)

    def decide(self, session: Session, rows: Iterable[NumberedRow]) -> Batch:
        """Say what these rows mean; those that are changed are locked where that is possible."""
        batch = Batch()
        meant: dict[int, tuple[int, Converted]] = {}
        for number, cells in rows:
            converted = _cleaned(self._convert(cells, number))
            if not (converted.values or converted.invalid):
                self._tally.skipped += 1
                continue
            row_id = self._place(number, converted)
            if row_id is None:
                continue
            if row_id:
                meant[row_id] = number, converted
            else:
                batch.new.append(self._new(number, converted))
        self._compare(session, meant, batch)
        self._tally.add_errors(sorted(self._errors, key=_row_of))
        self._errors.clear()
        return batch

    def _leave_out(self, error: RowError) -> None:
        self._tally.failed += 1
        self._errors.append(error)

    def _place(self, number: int, converted: Converted) -> int | None:
        """Return the id of the row that is meant, 0 for a new one, None when it cannot be had."""
        row_id = 0
        if self._plan.key is not None:
            found = self._meant(number, converted, self._plan.key)
            if found is None:
                return None
            row_id = found
        fault = self._repetition(number, converted, row_id)
        if fault:
            self._leave_out(fault)
            return None
        return row_id

    def _meant(self, number: int, converted: Converted, key: PlannedColumn) -> int | None:
        value = converted.values.get(key.key)
        if value is None:
            text = converted.invalid.get(key.key, "")
            message = Message("The key is missing, so nobody can tell which row is meant.")
            self._leave_out(RowError(number, key.name, text, message))
            return None
        owner = self._unique[key.key][1].owner(value)
        if owner == SEVERAL:
            message = Message("Several rows of the catalog have this key.")
            self._leave_out(RowError(number, key.name, str(value), message))
            return None
        return owner or 0

    def _repetition(self, number: int, converted: Converted, row_id: int) -> RowError | None:
        """Return what is wrong when a value that may not repeat does; else it is taken."""
        held = [
            (column, identities, value)
            for key, (column, identities) in self._unique.items()
            if (value := converted.values.get(key)) is not None
        ]
        for column, identities, value in held:
            if message := _taken(identities, value, row_id):
                return RowError(number, column.name, str(value), message)
        for _, identities, value in held:
            identities.take(value, number)
        return None

    def _new(self, number: int, converted: Converted) -> NewRow:
        self._tally.created += 1
        self._errors.extend(converted.errors)
        document = self._build(converted.values, converted.invalid)
        return NewRow(number, document, self._status(number, document))

    def _status(self, number: int, document: Document) -> str:
        """A row that lacks what is required comes in as a draft."""
        lacking = [
            RowError(number, column.name, "", Message("It may not be blank: the row is a draft."))
            for column in self._required
            if column.key not in document.values and column.key not in document.invalid
        ]
        self._errors.extend(lacking)
        return "draft" if lacking else "published"

    def _compare(
        self, session: Session, meant: Mapping[int, tuple[int, Converted]], batch: Batch
    ) -> None:
        found = {row.id: row for row in _rows(session, meant)}
        for row_id, (number, converted) in meant.items():
            row = found.get(row_id)
            if row is None:
                message = Message("Somebody deleted this row meanwhile.")
                self._leave_out(RowError(number, "", "", message))
                continue
            states = _changes(row, converted)
            self._errors.extend(converted.errors)
            if states:
                self._tally.updated += 1
                document = with_states(row, states, self._columns, self._locale)
                batch.changed.append(ChangedRow(number, row, document, states))
            else:
                self._tally.unchanged += 1
                batch.same.append((number, row.id))


def _row_of(error: RowError) -> int:
    return error.row


def _taken(identities: Identities, value: JSONValue, row_id: int) -> Message | None:
    if identities.owner(value) not in {None, row_id}:
        return Message("Another row of the catalog has this already.")
    if (first := identities.row_of_sheet(value)) is not None:
        return Message("Row %(row)s of the sheet has this already.", {"row": first})
    return None


def _cleaned(converted: Converted) -> Converted:
    """Take out of texts that did not convert what no database stores."""
    for key, text in converted.invalid.items():
        converted.invalid[key] = _UNSTORABLE.sub("", text)
    return converted


def _changes(row: Row, converted: Converted) -> dict[str, CellState]:
    states: dict[str, CellState] = {
        key: {"value": value}
        for key, value in converted.values.items()
        if row.values.get(key) != value
    }
    for key, text in converted.invalid.items():
        if key not in row.values and state_of(row, key) != {"invalid": text}:
            states[key] = {"invalid": text}
    return states


_AT_ONCE = 500


def _rows(session: Session, row_ids: Iterable[int]) -> list[Row]:
    """Return those that are still there, as they are now."""
    ids = sorted(row_ids)
    found: list[Row] = []
    for start in range(0, len(ids), _AT_ONCE):
        chosen = select(Row).where(
            Row.id.in_(ids[start : start + _AT_ONCE]), Row.deleted_at.is_(None)
        )
        locked = chosen.with_for_update().execution_options(populate_existing=True)
        found += session.scalars(locked)
    return found
