"""By what rows are known again, and what may not be twice in a catalog."""

from collections.abc import Iterator
from typing import TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Row
from catalog.domain import cells
from catalog.domain.cells import JSONValue
from catalog.domain.text import fold

Identity: TypeAlias = tuple[str | None, str]

SEVERAL = -1
"""In place of a row's id: more than one row of the catalog has the value."""


def identity_of(type_name: str, value: JSONValue) -> Identity:
    """Return what two values have in common that are the same by `domain.uniqueness`.

    Case and accents do not count; "A-12" and "A-012" are two codes, n and ñ two letters.
    """
    return cells.sort_key(type_name, value), fold(str(value))


class Identities:
    """The values of one column, and whose they are."""

    def __init__(self, type_name: str) -> None:
        self._type_name = type_name
        self._owners: dict[Identity, int] = {}
        self._of_sheet: dict[Identity, int] = {}

    def load(self, session: Session, catalog_id: int, key: str) -> None:
        """Read those of the catalog's live rows."""
        for row_id, value in _values(session, catalog_id, key):
            identity = identity_of(self._type_name, value)
            self._owners[identity] = SEVERAL if identity in self._owners else row_id

    def owner(self, value: JSONValue) -> int | None:
        """Return the id of the row of the catalog that has this value, SEVERAL, or None."""
        return self._owners.get(identity_of(self._type_name, value))

    def row_of_sheet(self, value: JSONValue) -> int | None:
        """Return the number of the row of the sheet that has taken this value."""
        return self._of_sheet.get(identity_of(self._type_name, value))

    def take(self, value: JSONValue, number: int) -> None:
        self._of_sheet[identity_of(self._type_name, value)] = number


def _values(session: Session, catalog_id: int, key: str) -> Iterator[tuple[int, JSONValue]]:
    values = Row.values[key]
    found = session.execute(
        select(Row.id, values)
        .where(Row.catalog_id == catalog_id, Row.deleted_at.is_(None))
        .execution_options(yield_per=1_000)
    )
    return ((row_id, value) for row_id, value in found if value is not None)
