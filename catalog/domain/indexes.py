"""Indexes that belong to one column of one catalog, made when the catalog has grown."""

from typing import Any

from sqlalchemy import Select, bindparam, literal_column, select, text
from sqlalchemy.orm import Session

from catalog.db.models import Column, Row
from catalog.domain.queries.documents import documents_of

WORTHWHILE_ROWS = 5_000
"""Fewer rows are sorted in a few milliseconds without an index, which each edit would maintain."""


def ensure_sort_index(session: Session, catalog_id: int, column: Column) -> bool:
    """Make the index that sorting and filtering by this column uses; return whether it was made.

    Nothing is made for a small catalog. The catalog's writers wait meanwhile, about a second for
    100,000 rows, so call it after the answer or at the end of an import.
    """
    name = sort_index_name(column)
    if index_exists(session, name) or not _is_large(session, catalog_id):
        return False
    expression = documents_of(session).sort_key_ddl(column.key)
    session.execute(
        text(
            f'CREATE INDEX "{name}" ON "row" ({expression}, id) '
            f"WHERE catalog_id = {int(catalog_id)} AND deleted_at IS NULL"
        )
    )
    return True


def drop_sort_index(session: Session, column: Column) -> None:
    session.execute(text(f'DROP INDEX IF EXISTS "{sort_index_name(column)}"'))


def sort_index_name(column: Column) -> str:
    """Return a name that no other column ever has: numbers of columns are not used again."""
    return f"ix_row_sort_{int(column.id)}"


def index_exists(session: Session, name: str) -> bool:
    if session.get_bind().dialect.name == "sqlite":
        known = text("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = :name")
    else:
        known = text("SELECT 1 FROM pg_indexes WHERE indexname = :name")
    return session.execute(known, {"name": name}).first() is not None


def _is_large(session: Session, catalog_id: int) -> bool:
    catalog_id_literal = bindparam(None, catalog_id, Row.catalog_id.type, literal_execute=True)
    rows: Select[Any] = select(literal_column("1")).where(
        Row.catalog_id == catalog_id_literal, Row.deleted_at.is_(None)
    )
    return session.execute(rows.offset(WORTHWHILE_ROWS).limit(1)).first() is not None
