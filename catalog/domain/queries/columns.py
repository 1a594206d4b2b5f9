"""Which columns a catalog has."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Column


def columns_of(session: Session, catalog_id: int) -> list[Column]:
    """Return the columns in order."""
    live = (Column.catalog_id == catalog_id, Column.removed_at.is_(None))
    chosen = select(Column).where(*live).order_by(Column.position, Column.id)
    return list(session.scalars(chosen))


def removed_columns_of(session: Session, catalog_id: int) -> list[Column]:
    """Return the columns that were removed, the last one first."""
    removed = (Column.catalog_id == catalog_id, Column.removed_at.is_not(None))
    chosen = select(Column).where(*removed).order_by(Column.removed_at.desc(), Column.id)
    return list(session.scalars(chosen))


def taken_keys(session: Session, catalog_id: int) -> set[str]:
    """Return every key of the catalog; a removed column keeps its own, since it can come back."""
    return set(session.scalars(select(Column.key).where(Column.catalog_id == catalog_id)))
