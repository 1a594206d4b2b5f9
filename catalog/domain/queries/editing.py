"""What editing one row needs to know, by as few queries as can be: saving a cell is done often."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Column, Row
from catalog.errors import NotFound
from catalog.i18n import Message


class RowInHand(NamedTuple):
    row: Row
    columns: list[Column]

    def column(self, key: str) -> Column:
        """Raises NotFound."""
        found = next((column for column in self.columns if column.key == key), None)
        if found is None:
            raise NotFound(Message("There is no such column."))
        return found


def row_in_hand(session: Session, catalog_id: int, row_id: int) -> RowInHand:
    """Return a live row of the catalog with all columns, by one query. Raises NotFound."""
    found = session.execute(
        select(Row, Column)
        .join(Column, Column.catalog_id == Row.catalog_id)
        .where(
            Row.id == row_id,
            Row.catalog_id == catalog_id,
            Row.deleted_at.is_(None),
            Column.removed_at.is_(None),
        )
        .order_by(Column.position, Column.id)
    ).all()
    if not found:
        raise NotFound(Message("There is no such row."))
    return RowInHand(found[0].Row, [each.Column for each in found])
