"""A catalog with one column of every kind of rule, and rows to edit."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Row
from catalog.db.session import Database
from catalog.domain import rows
from catalog.domain.accounts import Person
from catalog.domain.columns import add_column, columns_of
from tests.factories import Cast, make_cast, make_catalog

COLUMNS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("name", "Nombre", "text", {"required": True}),
    ("code", "Código", "text", {"unique": True}),
    ("pieces", "Piezas", "integer", {}),
    ("price", "Precio", "money", {}),
    ("material", "Material", "choice", {"options": {"choices": ["Oro", "Plata"]}}),
    ("notes", "Notas", "long_text", {"visibility": "internal"}),
    ("pictures", "Fotos", "images", {}),
)


@dataclass(frozen=True)
class Table:
    """A catalog with people; `open` gives it in a writing transaction."""

    database: Database
    cast: Cast
    catalog_id: int
    slug: str

    @contextmanager
    def open(self) -> Iterator[tuple[Session, Catalog]]:
        with self.database.writing() as session:
            yield session, session.get_one(Catalog, self.catalog_id)

    def add(self, **texts: str) -> int:
        """Add a row and return its id."""
        with self.open() as (session, catalog):
            return rows.add_row(session, catalog, self.cast.owner, texts).id

    def save(
        self, row_id: int, key: str, text: str, *, base: int | None, by: Person | None = None
    ) -> int:
        """Save one cell and return the row's version."""
        with self.open() as (session, catalog):
            row = session.get_one(Row, row_id)
            column = self.column(session, key)
            rows.save_cell(
                session, catalog, row, column, text, base_version=base, person=by or self.cast.owner
            )
            return row.version

    def row(self, row_id: int) -> Row:
        with self.database.reading() as session:
            return session.get_one(Row, row_id)

    def values(self, row_id: int) -> Mapping[str, object]:
        return self.row(row_id).values

    def column(self, session: Session, key: str) -> Column:
        return next(c for c in columns_of(session, self.catalog_id) if c.key == key)


def make_table(database: Database, cast: Cast | None = None) -> Table:
    cast = cast or make_cast(database)
    catalog = make_catalog(database, cast)
    table = Table(database, cast, catalog.id, catalog.slug)
    with table.open() as (session, known):
        for key, name, type_name, facts in COLUMNS:
            add_column(session, known, name, type_name, key=key, **facts)
    return table
