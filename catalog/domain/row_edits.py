"""One step of one person on one row: what changed meanwhile, and writing what is new."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Row
from catalog.db.models.row import STATUSES
from catalog.domain import catalogs, changes
from catalog.domain.accounts import Person
from catalog.domain.cell_reading import check_all_rules
from catalog.domain.cells import Locale
from catalog.domain.changes import Alteration, LastChange
from catalog.domain.documents import CellState, state_of, text_of
from catalog.domain.row_writing import alterations_of, write_states
from catalog.errors import Conflict, Invalid
from catalog.i18n import Message


@dataclass(frozen=True)
class Theirs:
    """What somebody else put into a cell meanwhile."""

    text: str
    who: str
    when: datetime


class CellConflict(Conflict):
    """The cell changed since it was read."""

    def __init__(self, theirs: Theirs, version: int) -> None:
        who = theirs.who or Message("Somebody")
        super().__init__(Message("%(who)s changed this cell meanwhile.", {"who": who}))
        self.theirs = theirs.text
        self.who = theirs.who
        self.when = theirs.when
        self.version = version
        """The row's version now: with it as base, a change overrules theirs."""


class RowConflict(Conflict):
    """Cells of the row changed since it was read: column key -> theirs.

    `mine` are the keys of all cells that the person changed. The others are to be shown as they are
    now, or saving again, on the new version, would put back what the person saw at first.
    """

    def __init__(self, cells: dict[str, Theirs], version: int, mine: frozenset[str]) -> None:
        super().__init__(Message("Somebody changed this row meanwhile."))
        self.cells = cells
        self.version = version
        self.mine = mine


@dataclass(frozen=True)
class SavedCell:
    row: Row
    column: Column
    text: str
    """As it is shown and edited from now on."""
    is_changed: bool


@dataclass(frozen=True)
class RowEdit:
    """`base_version` is the version that the person saw; None overrules whatever came since."""

    session: Session
    catalog: Catalog
    row: Row
    columns: Sequence[Column]
    person: Person | None
    base_version: int | None

    @property
    def locale(self) -> Locale:
        return catalogs.locale_of(self.catalog)

    def changed_since(self, columns: Iterable[Column]) -> dict[int, LastChange]:
        """Return which of these columns' cells changed meanwhile, by column id."""
        if self.base_version is None or self.base_version >= self.row.version:
            return {}
        ids = [column.id for column in columns]
        return changes.last_changes(self.session, self.row.id, ids, self.base_version)

    def seen(self, column: Column, since: Mapping[int, LastChange]) -> CellState:
        """Return what the cell held at the base version."""
        change = since.get(column.id)
        return change.old if change else state_of(self.row, column.key)

    def conflicts(
        self, states: Mapping[str, CellState], since: Mapping[int, LastChange]
    ) -> dict[str, Theirs]:
        """Return the cells that both changed, each to something else."""
        return {
            column.key: self.theirs(column, since[column.id])
            for column in self.columns
            if column.id in since
            and column.key in states
            and states[column.key] != state_of(self.row, column.key)
        }

    def theirs(self, column: Column, change: LastChange) -> Theirs:
        return Theirs(self._text(column), change.who, change.at)

    def _text(self, column: Column) -> str:
        return text_of(state_of(self.row, column.key), column, self.locale)

    def is_repeated(self, operation_id: str | None) -> bool:
        done = changes.rows_of_operation(self.session, self.catalog.id, operation_id)
        return self.row.id in done

    def check(self, states: Mapping[str, CellState], status: str | None) -> None:
        """Raise InvalidForm by the columns' rules; what is published may lack nothing required."""
        checked = dict(states)
        if status == "published" != self.row.status:
            checked |= {
                column.key: state_of(self.row, column.key)
                for column in self.columns
                if column.required and column.key not in states
            }
        status = known_status(status or self.row.status)
        check_all_rules(self.session, self.columns, checked, status=status, row_id=self.row.id)

    def write(
        self,
        kind: str,
        states: Mapping[str, CellState],
        operation_id: str | None,
        status: str | None = None,
    ) -> bool:
        """Record and write; False, writing nothing, when nothing is new or it was done before."""
        alterations = alterations_of(self.row, self.columns, states)
        attributes = {}
        if status and status != self.row.status:
            attributes["status"] = status
            alterations.append(_status_alteration(self.row, status))
        if not alterations or not changes.record(
            self.session, self.catalog.id, self.person, kind, alterations, operation_id=operation_id
        ):
            return False
        write_states(self.session, self.catalog, self.row, self.columns, states, **attributes)
        catalogs.touch(self.session, self.catalog.id)
        return True

    def saved(self, column: Column, *, is_changed: bool) -> SavedCell:
        return SavedCell(self.row, column, self._text(column), is_changed)


def _status_alteration(row: Row, status: str) -> Alteration:
    return Alteration(row.id, None, {"status": row.status}, {"status": status}, row.version + 1)


def known_status(status: str) -> str:
    if status not in STATUSES:
        raise Invalid("status", Message("Choose draft, published or archived."))
    return status
