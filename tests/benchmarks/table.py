"""The table that is measured: many rows of ten mixed columns, as the product keeps them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import insert

from catalog.db.models import Catalog, Column, Row
from catalog.db.session import Database
from catalog.domain.accounts import Person
from catalog.domain.catalogs import create_catalog, locale_of, publish_catalog
from catalog.domain.cells import JSONValue
from catalog.domain.columns import add_column, columns_of
from catalog.domain.documents import build_document, fields_of

NAME = "Bench"
SLUG = "bench"
BATCH = 5000
MATERIALS = ["Oro", "Plata", "Bronce", "Marfil", "Seda", "Vidrio", "Esmalte", "Coral"]
THINGS = ["Anillo", "Collar", "Broche", "Pendiente", "Cáliz", "Abanico", "Reloj", "Peineta"]
PLACES = ["Córdoba", "París", "Logroño", "Lisboa", "Nápoles", "A Coruña", "Málaga", "Düsseldorf"]
NOTE = "Pieza de {place} con marca del taller; restaurada, y prestada dos veces a museos."
COLUMNS: list[tuple[str, str, dict[str, Any]]] = [
    ("title", "text", {}),
    ("code", "text", {}),
    ("notes", "long_text", {}),
    ("pieces", "integer", {}),
    ("weight", "decimal", {"places": 2}),
    ("price", "money", {}),
    ("bought", "date", {}),
    ("made", "approximate_date", {}),
    ("signed", "boolean", {}),
    ("material", "choice", {"choices": MATERIALS}),
]


def make_table(database: Database, owner: Person, rows: int) -> None:
    """Add a published catalog of that many rows."""
    with database.writing() as session:
        catalog = create_catalog(session, owner, NAME)
        for key, type_name, options in COLUMNS:
            add_column(session, catalog, key.title(), type_name, options=options, key=key)
        publish_catalog(session, catalog)
        made = _rows(catalog, columns_of(session, catalog.id), rows)
        while batch := list(islice(made, BATCH)):
            session.execute(insert(Row), batch)


def _rows(catalog: Catalog, columns: list[Column], count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)  # noqa: S311 - the same table every time
    locale = locale_of(catalog)
    for number in range(1, count + 1):
        document = build_document(columns, _values(number, chance), {}, locale)
        place = {"catalog_id": catalog.id, "position": number * 1024, "status": "published"}
        yield fields_of(document) | place


def _values(number: int, chance: random.Random) -> dict[str, JSONValue]:
    thing, material, place = chance.choice(THINGS), chance.choice(MATERIALS), chance.choice(PLACES)
    return {
        "title": f"{thing} de {material.lower()}, {place}",
        "code": f"A-{number:06}",
        "notes": NOTE.format(place=place),
        "pieces": chance.randint(1, 40),
        "weight": f"{chance.randint(100, 99_999) / 100:.2f}",
        "price": f"{chance.randint(100, 9_999_999) / 100:.2f}",
        "bought": str(date(1970, 1, 1) + timedelta(days=chance.randint(0, 20_000))),
        "made": f"c. {chance.randint(1700, 1950)}",
        "signed": chance.random() < 0.5,
        "material": material,
    }
