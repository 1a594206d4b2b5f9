"""A catalog with columns of many types, and rows put in by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Row
from catalog.db.session import Database
from catalog.domain.catalogs import create_catalog, locale_of
from catalog.domain.cells import parse
from catalog.domain.documents import build_document

COLUMNS: Sequence[tuple[str, str, dict[str, Any]]] = (
    ("name", "text", {}),
    ("number", "decimal", {}),
    ("made", "date", {}),
    ("period", "approximate_date", {}),
    ("material", "choice", {"choices": ["Oro", "Plata", "Latón"]}),
    ("themes", "choices", {"choices": ["Flores", "Años", "Mar"]}),
    ("shown", "boolean", {}),
    ("note", "long_text", {}),
    ("pictures", "images", {}),
)

Texts = Mapping[str, str]


def make_shelf(
    database: Database, rows: Sequence[Texts], name: str = "Joyas"
) -> tuple[int, list[Column]]:
    """Add a catalog with COLUMNS and these rows; return its id and its columns."""
    with database.writing() as session:
        catalog = create_catalog(session, None, name)
        columns = [
            Column(catalog_id=catalog.id, key=key, name=key.title(), type=kind, options=options)
            for key, kind, options in COLUMNS
        ]
        session.add_all(columns)
        session.flush()
        for position, texts in enumerate(rows):
            put_row(session, catalog, columns, texts, position=position)
        return catalog.id, columns


def put_row(
    session: Session, catalog: Catalog, columns: Sequence[Column], texts: Texts, **facts: Any
) -> Row:
    locale = locale_of(catalog)
    types = {column.key: column for column in columns}
    values = {
        key: parse(types[key].type, text, types[key].options, locale) for key, text in texts.items()
    }
    document = build_document(columns, values, {}, locale)
    row = Row(
        catalog_id=catalog.id,
        values=document.values,
        sort_keys=document.sort_keys,
        search_text=document.search_text,
        public_search_text=document.public_search_text,
        **facts,
    )
    session.add(row)
    session.flush()
    return row
