"""The demo: catalogs worth looking at, made on the first start of a new installation."""

from typing import Any

from sqlalchemy.orm import Session

from catalog.db.models import Catalog
from catalog.db.session import Database
from catalog.domain import catalogs, columns, rows
from catalog.domain.accounts import Person
from catalog.domain.demo.pictures import House, Place
from catalog.domain.demo.words import CATALOGS, DemoCatalog, read
from catalog.settings import Settings
from catalog.storage.storages import Storages

__all__ = ["make_demo"]


def make_demo(
    database: Database, storages: Storages, settings: Settings, person: Person | None
) -> None:
    """Add the demo catalogs and then their pictures, unless there is any catalog.

    Each catalog comes whole, in one transaction, so that a crash leaves what can be used.
    """
    with database.reading() as session:
        if catalogs.count_catalogs(session):
            return
    places: list[Place] = []
    for name in CATALOGS:
        with database.writing() as session:
            places += _add_catalog(session, person, read(name))
    House(database, storages, settings, person).attach_all(places)


def _add_catalog(session: Session, person: Person | None, words: DemoCatalog) -> list[Place]:
    """Add a catalog with its rows, published; return where its pictures go."""
    catalog = catalogs.create_catalog(
        session,
        person,
        words.name,
        language=words.language,
        currency=words.currency,
        description=words.description,
    )
    pictures = [_add_column(session, catalog, dict(facts)) for facts in words.columns]
    column_id = next(number for number in pictures if number)
    added = [rows.add_row(session, catalog, person, row.texts) for row in words.rows]
    _give_types(session, catalog, words)
    catalogs.publish_catalog(session, catalog)
    return [
        Place(row.id, column_id, said.texts[words.code], said.piece, said, words)
        for row, said in zip(added, words.rows, strict=True)
        if said.piece
    ]


def _add_column(session: Session, catalog: Catalog, facts: dict[str, Any]) -> int | None:
    """Return the column's id when pictures go into it."""
    name, type_name = facts.pop("name"), facts.pop("type")
    type_name = facts.pop("first_type", type_name)
    column = columns.add_column(session, catalog, name, type_name, **facts)
    return column.id if type_name == "images" else None


def _give_types(session: Session, catalog: Catalog, words: DemoCatalog) -> None:
    """Retype columns that began as text: what is no number stays, flagged, as users see it."""
    by_key = {column.key: column for column in columns.columns_of(session, catalog.id)}
    for facts in words.columns:
        if "first_type" in facts:
            column = by_key[facts["key"]]
            columns.change_type(session, catalog, column, facts["type"], facts.get("options", {}))
