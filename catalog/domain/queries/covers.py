"""The first pictures of catalogs, for lists of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session

from catalog.db.models import Column, Image, Row
from catalog.domain.queries.images import ImageRecord, images_of_rows

SHOWN = 3
FIRST_ROWS = 24
"""Where pictures are looked for: further down it would take a walk through the catalog."""
MOST_CATALOGS = 200
"""So many parts one statement may have, with room to spare; the rest have no cover."""


def covers_of(session: Session, catalog_ids: Sequence[int]) -> dict[int, list[ImageRecord]]:
    """Return up to SHOWN pictures of each catalog, each of another row, for its members.

    Two queries, however many catalogs there are.
    """
    if not catalog_ids:
        return {}
    chosen = _chosen(session, catalog_ids[:MOST_CATALOGS])
    row_ids = [row_id for places in chosen.values() for row_id in places]
    records = {
        image.id: image
        for columns in images_of_rows(session, row_ids).values()
        for images in columns.values()
        for image in images
    }
    return {
        catalog_id: [records[image_id] for image_id in places.values()]
        for catalog_id, places in chosen.items()
    }


def _chosen(session: Session, catalog_ids: Sequence[int]) -> dict[int, dict[int, int]]:
    """Return catalog id -> row id -> id of its first picture."""
    found = union_all(*map(_first_pictures, catalog_ids)).subquery()
    in_order = select(found.c.catalog_id, found.c.row_id, found.c.image_id).order_by(
        found.c.row_position, found.c.row_id, found.c.column_position, found.c.position
    )
    chosen: dict[int, dict[int, int]] = {}
    for catalog_id, row_id, image_id in session.execute(in_order):
        places = chosen.setdefault(catalog_id, {})
        if row_id in places or len(places) < SHOWN:
            places.setdefault(row_id, image_id)
    return chosen


def _first_pictures(catalog_id: int) -> Select[Any]:
    rows = (
        select(Row.id, Row.position)
        .where(Row.catalog_id == catalog_id, Row.deleted_at.is_(None))
        .order_by(Row.position, Row.id)
        .limit(FIRST_ROWS)
        .subquery()
    )
    return (
        select(
            literal(catalog_id).label("catalog_id"),
            rows.c.id.label("row_id"),
            rows.c.position.label("row_position"),
            Column.position.label("column_position"),
            Image.position,
            Image.id.label("image_id"),
        )
        .join(rows, rows.c.id == Image.row_id)
        .join(Column, Column.id == Image.column_id)
        .where(Image.deleted_at.is_(None), Column.removed_at.is_(None))
    )
