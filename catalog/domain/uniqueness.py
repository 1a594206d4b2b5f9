"""Columns whose values may not repeat, such as catalog numbers. Case and accents do not count."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.db.models import Column, Row
from catalog.domain import cells
from catalog.domain.cells import JSONValue
from catalog.domain.queries.documents import documents_of
from catalog.domain.text import fold
from catalog.errors import Invalid
from catalog.i18n import Message

_MOST_LOOKED_AT = 50


def check_unique(
    session: Session, column: Column, value: JSONValue, except_row_id: int | None = None
) -> None:
    """Raise Invalid, its field the column's key, when another live row has this value."""
    sort_key = cells.sort_key(column.type, value)
    if not column.unique or sort_key is None:
        return
    same_key = (
        select(Row.values)
        .where(
            Row.catalog_id == column.catalog_id,
            Row.deleted_at.is_(None),
            Row.id != (except_row_id or 0),
            documents_of(session).sort_key(column.key) == sort_key,
        )
        .limit(_MOST_LOOKED_AT)
    )
    if any(_alike(values.get(column.key), value) for values in session.scalars(same_key)):
        message = Message("Another row has “%(value)s” here already.", {"value": value})
        raise Invalid(column.key, message)


def _alike(first: Any, second: Any) -> bool:
    """Compare what sort keys leave out: "A-12" and "A-012" have one key, and are two numbers."""
    return fold(str(first)) == fold(str(second))


def check_no_duplicates(session: Session, column: Column) -> None:
    """Raise Invalid, its field `unique`, when live rows repeat a value of the column."""
    key = documents_of(session).sort_key(column.key)
    live = (Row.catalog_id == column.catalog_id, Row.deleted_at.is_(None), key.is_not(None))
    repeated = select(key).where(*live).group_by(key).having(func.count() > 1)
    suspects = select(Row.values).where(*live, key.in_(repeated)).order_by(key, Row.id)
    seen: set[str] = set()
    for values in session.scalars(suspects):
        value = values[column.key]
        if fold(str(value)) in seen:
            raise Invalid("unique", Message("Some rows share “%(value)s”.", {"value": value}))
        seen.add(fold(str(value)))
