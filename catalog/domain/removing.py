"""Taking a column out of a catalog, and bringing it back with what its cells held."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Catalog, Change, ChangeSet, Column
from catalog.domain import catalogs, changes
from catalog.domain.accounts import Person
from catalog.domain.changes import Alteration
from catalog.domain.documents import CellState, state_of
from catalog.domain.indexes import drop_sort_index
from catalog.domain.queries.columns import columns_of
from catalog.domain.rewriting import FoundRow, rewrite_rows
from catalog.domain.undo import undo_change_set

KIND = "column_remove"


def remove_column(
    session: Session, catalog: Catalog, column: Column, person: Person | None
) -> None:
    """Take the column out of every page, search and document; its pictures are kept, unseen.

    What its cells held goes into the change log, from where `restore_column` brings it back.
    """
    drop_sort_index(session, column)
    column.removed_at = now()
    session.flush()
    emptied: list[Alteration] = []

    def replacing(row: FoundRow) -> dict[str, CellState]:
        before = state_of(row, column.key)
        if not before:
            return {}
        emptied.append(Alteration(row.id, column.id, before, {}, row.version + 1))
        return {column.key: {}}

    rewrite_rows(session, catalog, columns_of(session, catalog.id), replacing)
    changes.record(session, catalog.id, person, KIND, emptied)
    catalogs.touch(session, catalog.id)


def restore_column(
    session: Session, catalog: Catalog, column: Column, person: Person | None
) -> None:
    """Bring a removed column back, at the end, with its pictures and what its cells held.

    In a catalog that was ever published it comes back internal, as any new column.
    """
    column.removed_at = None
    column.position = 1 + max((c.position for c in columns_of(session, catalog.id)), default=0)
    if catalog.first_published_at is not None:
        column.visibility = "internal"
    session.flush()
    removal = _removal(session, column)
    if removal is not None:
        undo_change_set(session, catalog, removal, person)
    catalogs.touch(session, catalog.id)


def _removal(session: Session, column: Column) -> int | None:
    """Return the step that emptied the column's cells; none when all of them were blank."""
    return session.scalar(
        select(ChangeSet.id)
        .join(Change, Change.change_set_id == ChangeSet.id)
        .where(Change.column_id == column.id, ChangeSet.kind == KIND, ChangeSet.undone_at.is_(None))
        .order_by(ChangeSet.id.desc())
        .limit(1)
    )
