"""Which columns a catalog has."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Column


def columns_of(session: Session, catalog_id: int) -> list[Column]:
    """Return the columns in order."""
    return list(
        session.scalars(
            select(Column)
            .where(Column.catalog_id == catalog_id)
            .order_by(Column.position, Column.id)
        )
    )
