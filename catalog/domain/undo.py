"""Taking a change set back, as far as nothing came after it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Catalog, Change, ChangeSet, Column, Row
from catalog.domain import catalogs, changes
from catalog.domain.accounts import Person
from catalog.domain.cell_reading import revalidated
from catalog.domain.changes import Alteration
from catalog.domain.documents import CellState, state_of
from catalog.domain.picture_undo import is_of_pictures, revert_pictures
from catalog.domain.queries.columns import columns_of
from catalog.domain.row_writing import alterations_of, forget_rows, write_states
from catalog.domain.trash import put_in_trash, take_from_trash
from catalog.errors import Conflict, NotFound
from catalog.i18n import Message

_BATCH = 500


@dataclass(frozen=True)
class Undone:
    change_set: ChangeSet
    """The step back, which can itself be undone."""
    reverted: int
    kept: int
    """Changes that stay, because the same was changed again since."""


def undo_change_set(
    session: Session, catalog: Catalog, change_set_id: int, person: Person | None
) -> Undone:
    """Give each cell and row of the set what it had before, unless it changed again since.

    Raises NotFound for a set of another catalog, Conflict when it was undone before or when
    everything in it changed since.
    """
    original = _undoable(session, catalog, change_set_id)
    step = changes.record(session, catalog.id, person, "undo")
    if step is None:
        raise AssertionError("a change set without an operation is always new")
    undoing = _Undoing(session, catalog, columns_of(session, catalog.id))
    for batch in _batches(session, change_set_id):
        changes.add_to(session, step, undoing.batch(batch))
    if not undoing.reverted:
        raise Conflict(Message("All of this was changed again since; there is nothing to undo."))
    original.undone_at = now()
    catalogs.touch(session, catalog.id)
    return Undone(step, undoing.reverted, undoing.kept)


def _undoable(session: Session, catalog: Catalog, change_set_id: int) -> ChangeSet:
    found = session.get(ChangeSet, change_set_id)
    if found is None or found.catalog_id != catalog.id:
        raise NotFound(Message("There is no such change."))
    if found.undone_at is not None:
        raise Conflict(Message("This was undone already."))
    return found


def _batches(session: Session, change_set_id: int) -> Iterator[Sequence[Alteration]]:
    """Give the changes of the set, the newest first."""
    chosen = (
        select(
            Change.id,
            Change.row_id,
            Change.column_id,
            Change.old,
            Change.new,
            Change.row_version,
        )
        .where(Change.change_set_id == change_set_id)
        .order_by(Change.id.desc())
        .limit(_BATCH)
    )
    found = session.execute(chosen).all()
    while found:
        yield [Alteration(*change[1:]) for change in found]
        found = session.execute(chosen.where(Change.id < found[-1].id)).all()


@dataclass
class _Undoing:
    session: Session
    catalog: Catalog
    columns: Sequence[Column]
    reverted: int = 0
    kept: int = 0
    _to_trash: list[int] = field(default_factory=list)
    _to_restore: list[int] = field(default_factory=list)

    def batch(self, alterations: Sequence[Alteration]) -> list[Alteration]:
        """Revert what can be and return what that changed, for the log."""
        by_row: dict[int, list[Alteration]] = defaultdict(list)
        pictures = [alteration for alteration in alterations if is_of_pictures(alteration)]
        for alteration in alterations:
            if not is_of_pictures(alteration):
                by_row[alteration.row_id].append(alteration)
        rows = self.session.scalars(select(Row).where(Row.id.in_(by_row))).all()
        done = [step for row in rows for step in self._row(row, by_row[row.id])]
        done += put_in_trash(self.session, self.catalog.id, self._to_trash)
        done += take_from_trash(self.session, self.catalog.id, self._to_restore)
        done += revert_pictures(self.session, pictures)
        self._to_trash, self._to_restore = [], []
        self.reverted += len(done)
        self.kept += len(alterations) - len(done)
        forget_rows(self.session)
        return done

    def _row(self, row: Row, alterations: Sequence[Alteration]) -> list[Alteration]:
        states: dict[str, CellState] = {}
        attributes: dict[str, str] = {}
        for alteration in alterations:
            if not _is_of_row(alteration):
                states |= self._cell(row, alteration)
            elif alteration.old and alteration.new:
                attributes |= _status(row, alteration)
            else:
                self._presence(row, alteration)
        done = alterations_of(row, self.columns, states)
        if attributes:
            old, new = {"status": row.status}, dict(attributes)
            done.append(Alteration(row.id, None, old, new, row.version + 1))
        if done:
            write_states(self.session, self.catalog, row, self.columns, states, **attributes)
        return done

    def _cell(self, row: Row, alteration: Alteration) -> dict[str, CellState]:
        """Return the state to go back to, by key; nothing when the cell changed since."""
        column = next((c for c in self.columns if c.id == alteration.column_id), None)
        if column is None or state_of(row, column.key) != alteration.new:
            return {}
        locale = catalogs.locale_of(self.catalog)
        return {column.key: revalidated(column, alteration.old, locale)}

    def _presence(self, row: Row, alteration: Alteration) -> None:
        """Note a row to be deleted (it was added or restored) or restored (it was deleted)."""
        if not alteration.new:
            self._to_restore.append(row.id)
        elif row.version == alteration.row_version or _is_as_added(row, alteration.new):
            self._to_trash.append(row.id)


def _is_of_row(alteration: Alteration) -> bool:
    """Tell a row's change from a cell's whose column was removed since."""
    return "status" in alteration.old or "status" in alteration.new


def _status(row: Row, alteration: Alteration) -> dict[str, str]:
    return {"status": alteration.old["status"]} if row.status == alteration.new["status"] else {}


def _is_as_added(row: Row, new: dict[str, Any]) -> bool:
    return {"status": row.status, "values": row.values, "invalid": row.invalid} == new
