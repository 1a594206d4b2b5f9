"""What visitors may know: asked here and nowhere else."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Image, Row


class PublicFacts(NamedTuple):
    id: int
    slug: str
    name: str
    description: str
    language: str
    currency: str
    version: int
    updated_at: datetime


class PublicColumn(NamedTuple):
    id: int
    key: str
    name: str
    help: str
    type: str
    options: dict[str, Any]
    visibility: str = "public"


class RowStanding(NamedTuple):
    """Whether and where visitors find a row."""

    row_id: int
    slug: str
    status: str
    deleted_at: datetime | None


_VISIBLE = (Catalog.visibility == "public", Catalog.archived_at.is_(None))
_FACTS = (
    Catalog.id,
    Catalog.slug,
    Catalog.name,
    Catalog.description,
    Catalog.language,
    Catalog.currency,
    Catalog.version,
    Catalog.updated_at,
)


def public_catalogs(session: Session) -> list[PublicFacts]:
    """Return every catalog that visitors see, the one changed last first."""
    found = session.execute(
        select(*_FACTS).where(*_VISIBLE).order_by(Catalog.updated_at.desc(), Catalog.id)
    )
    return [PublicFacts._make(row) for row in found]


def public_catalog_facts(session: Session, slug: str) -> PublicFacts | None:
    found = session.execute(select(*_FACTS).where(*_VISIBLE, Catalog.slug == slug)).first()
    return PublicFacts._make(found) if found else None


def public_columns(session: Session, catalog_id: int) -> list[PublicColumn]:
    found = session.execute(
        select(Column.id, Column.key, Column.name, Column.help, Column.type, Column.options)
        .where(
            Column.catalog_id == catalog_id,
            Column.visibility == "public",
            Column.removed_at.is_(None),
        )
        .order_by(Column.position, Column.id)
    )
    return [PublicColumn(*row) for row in found]


def row_standing(session: Session, short_id: str) -> RowStanding | None:
    """Return where a row of a public catalog stands, removed ones included."""
    found = session.execute(
        select(Row.id, Catalog.slug, Row.status, Row.deleted_at)
        .join(Catalog, Catalog.id == Row.catalog_id)
        .where(*_VISIBLE, Row.short_id == short_id)
    ).first()
    return RowStanding._make(found) if found else None


class DatedRow(NamedTuple):
    """A published row as feeds and site maps tell of it."""

    id: int
    short_id: str
    version: int
    values: dict[str, Any]
    created_at: datetime
    updated_at: datetime


_DATED = (Row.id, Row.short_id, Row.version, Row.values, Row.created_at, Row.updated_at)


def newest_public_rows(session: Session, catalog_id: int, limit: int) -> list[DatedRow]:
    """Return the rows at the end of the catalog, the last first: new ones are added there."""
    found = session.execute(
        select(*_DATED)
        .where(*_published(catalog_id))
        .order_by(Row.position.desc(), Row.id.desc())
        .limit(limit)
    )
    return [DatedRow._make(row) for row in found]


def public_rows_from(session: Session, catalog_id: int, row_id: int, limit: int) -> list[DatedRow]:
    """Return published rows by id, those above `row_id`."""
    found = session.execute(
        select(*_DATED)
        .where(*_published(catalog_id), Row.id > row_id)
        .order_by(Row.id)
        .limit(limit)
    )
    return [DatedRow._make(row) for row in found]


def published_row(session: Session, catalog_id: int, short_id: str) -> DatedRow | None:
    found = session.execute(
        select(*_DATED).where(*_published(catalog_id), Row.short_id == short_id)
    ).first()
    return DatedRow._make(found) if found else None


def _published(catalog_id: int) -> tuple[Any, ...]:
    return Row.catalog_id == catalog_id, Row.deleted_at.is_(None), Row.status == "published"


def sitemap_starts(session: Session, catalog_id: int, step: int) -> list[int]:
    """Return ids after each of which up to `step` published rows follow, beginning with 0."""
    starts = [0]
    while True:
        ids = select(Row.id).where(*_published(catalog_id), Row.id > starts[-1]).order_by(Row.id)
        found = session.scalars(ids.offset(step - 1).limit(2)).all()
        if len(found) < 2:
            return starts
        starts.append(found[0])


COVER_ROWS = 200
"""A cover is looked for among so many rows from the beginning."""


def first_images(session: Session, catalog_id: int, limit: int) -> dict[int, int]:
    """Return row id -> id of its first public picture, for the first rows that have one."""
    rows = (
        select(Row.id, Row.position)
        .where(*_published(catalog_id))
        .order_by(Row.position, Row.id)
        .limit(COVER_ROWS)
        .subquery()
    )
    found = session.execute(
        select(Image.row_id, Image.id)
        .join(rows, rows.c.id == Image.row_id)
        .join(Column, Column.id == Image.column_id)
        .where(
            Image.deleted_at.is_(None),
            Image.is_internal.is_(False),
            Column.visibility == "public",
            Column.removed_at.is_(None),
        )
        .order_by(rows.c.position, rows.c.id, Column.position, Image.position, Image.id)
    )
    first: dict[int, int] = {}
    for row_id, image_id in found:
        first.setdefault(row_id, image_id)
    return dict(list(first.items())[:limit])
