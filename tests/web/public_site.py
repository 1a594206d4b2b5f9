"""A published catalog with traps in every hidden place, for the visitors' pages."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Catalog, Column, Image, Row
from catalog.db.session import Database
from catalog.domain import catalogs
from tests.shelves import COLUMNS, put_row

SECRET = "zqxsecret"
"""Stands in every place that visitors may not see, and nowhere else."""

PARTS = {
    name: {
        "suffix": "0123456789abcdef",
        "ext": "webp",
        "sha256": f"{place}a2b3c4d" + "0" * 56,
        "size": 100,
        "media_type": "image/webp",
        "width": width,
        "height": width // 2,
    }
    for place, (name, width) in enumerate(
        [("thumb", 160), ("small", 320), ("card", 640), ("large", 1280), ("full", 2048)]
    )
}


@dataclass(frozen=True)
class Site:
    slug: str
    catalog_id: int
    ring: Row
    """With two public pictures and an internal one."""
    cup: Row
    removed: Row
    draft: Row
    secret_slugs: tuple[str, ...]


def make_site(database: Database) -> Site:
    with database.writing() as session:
        private = _private_catalog(session)
        catalog = _catalog(session, "Joyas del río")
        columns = _columns(session, catalog)
        ring = _ring(session, catalog, columns)
        cup = put_row(session, catalog, columns, {"name": "Copa", "note": "Sin fotos"}, position=2)
        draft = _hidden_row(session, catalog, columns, status="draft")
        removed = _hidden_row(session, catalog, columns, deleted_at=now())
        catalogs.publish_catalog(session, catalog)
        late = Column(
            catalog_id=catalog.id,
            key=f"{SECRET}_new",
            name=f"{SECRET} new",
            type="text",
            options={},
            position=90,
            visibility="internal",
        )
        session.add(late)
        session.flush()
        return Site(catalog.slug, catalog.id, ring, cup, removed, draft, (private.slug,))


def _catalog(session: Session, name: str) -> Catalog:
    description = "Piezas de oro y plata."
    return catalogs.create_catalog(session, None, name, language="es", description=description)


def _columns(session: Session, catalog: Catalog) -> list[Column]:
    kinds = [*COLUMNS, ("hidden", "text", {}), ("hidden_choice", "choice", {"choices": [SECRET]})]
    kinds.append(("hidden_pictures", "images", {}))
    columns = [
        Column(
            catalog_id=catalog.id,
            key=f"{SECRET}_{key}" if key.startswith("hidden") else key,
            name=f"{SECRET} {key}" if key.startswith("hidden") else key.title(),
            type=kind,
            options=options,
            position=place,
            visibility="internal" if key.startswith("hidden") else "unset",
        )
        for place, (key, kind, options) in enumerate(kinds)
    ]
    session.add_all(columns)
    session.flush()
    return columns


def _ring(session: Session, catalog: Catalog, columns: list[Column]) -> Row:
    texts = {
        "name": "Anillo “Ñandú” & Cía",
        "number": "12,50",
        "made": "31/12/1984",
        "period": "c. 1890",
        "material": "Oro",
        "themes": "Flores; Mar",
        "shown": "sí",
        "note": "Un anillo.\nDos líneas.",
        f"{SECRET}_hidden": f"{SECRET} text",
        f"{SECRET}_hidden_choice": SECRET,
    }
    ring = put_row(session, catalog, columns, texts, position=1)
    pictures = next(column for column in columns if column.key == "pictures")
    hidden = next(column for column in columns if column.key == f"{SECRET}_hidden_pictures")
    add_image(session, ring, pictures, 1, public_id="pring1", alt="Anillo de frente")
    add_image(session, ring, pictures, 2, public_id="pring2", caption="El reverso")
    add_image(session, ring, pictures, 3, public_id=f"{SECRET}3", is_internal=True)
    add_image(session, ring, hidden, 4, public_id=f"{SECRET}4", alt=SECRET)
    add_image(session, ring, pictures, 5, public_id=f"{SECRET}5", deleted_at=now())
    return ring


def add_image(session: Session, row: Row, column: Column, position: int, **facts: Any) -> Image:
    image = Image(
        row_id=row.id,
        column_id=column.id,
        position=position,
        filename=f"{SECRET}.jpg",
        sha256="0" * 64,
        size=1,
        media_type="image/jpeg",
        width=4000,
        height=2000,
        parts=PARTS,
        **facts,
    )
    session.add(image)
    session.flush()
    return image


def _hidden_row(session: Session, catalog: Catalog, columns: list[Column], **facts: Any) -> Row:
    texts = {"name": f"{SECRET} row", "note": f"{SECRET} note", "material": "Plata"}
    return put_row(session, catalog, columns, texts, position=3, **facts)


def _private_catalog(session: Session) -> Catalog:
    catalog = _catalog(session, f"{SECRET} private")
    column = Column(catalog_id=catalog.id, key="name", name=SECRET, type="text", options={})
    session.add(column)
    session.flush()
    put_row(session, catalog, [column], {"name": f"{SECRET} private row"}, position=1)
    return catalog
