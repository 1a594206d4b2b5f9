"""Questions about pictures: those of rows on a page, one by its address, one by its former name."""

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Image, ImageCopy, Row


class ImageRecord(NamedTuple):
    """A picture as pages need it."""

    id: int
    public_id: str
    row_id: int
    column_id: int
    position: int
    filename: str
    alt: str
    caption: str
    credit: str
    is_internal: bool
    sha256: str
    size: int
    media_type: str
    width: int
    height: int
    colour: str
    parts: dict[str, dict[str, Any]]
    version: int
    storage_location: str


class CopyRecord(NamedTuple):
    location: str
    node: str
    state: str


class FoundImage(NamedTuple):
    """A picture asked for by its address, and who may see it."""

    image: ImageRecord
    catalog_id: int
    is_public: bool
    """A visitor may see its renditions."""
    copies: tuple[CopyRecord, ...]


RowImages = dict[int, dict[int, list[ImageRecord]]]
"""Row id -> column id -> its pictures in order."""

_FIELDS = tuple(getattr(Image, name) for name in ImageRecord._fields)
_IN_ORDER = (Image.row_id, Image.column_id, Image.position, Image.id)
_IS_PUBLIC = and_(
    Image.deleted_at.is_(None),
    Image.is_internal.is_(False),
    Row.deleted_at.is_(None),
    Row.status == "published",
    Column.visibility == "public",
    Column.removed_at.is_(None),
    Catalog.visibility == "public",
    Catalog.archived_at.is_(None),
)


def images_of_rows(
    session: Session, row_ids: Collection[int], *, public: bool = False
) -> RowImages:
    """Return the pictures of these rows by one query; for the public, none that are internal."""
    if not row_ids:
        return {}
    chosen = select(*_FIELDS).where(Image.row_id.in_(row_ids), Image.deleted_at.is_(None))
    if public:
        chosen = chosen.where(Image.is_internal.is_(False))
    found: RowImages = {}
    for record in map(ImageRecord._make, session.execute(chosen.order_by(*_IN_ORDER))):
        found.setdefault(record.row_id, {}).setdefault(record.column_id, []).append(record)
    return found


def images_of_cell(session: Session, row_id: int, column_id: int) -> list[ImageRecord]:
    return images_of_rows(session, [row_id]).get(row_id, {}).get(column_id, [])


def image_record(session: Session, image_id: int) -> ImageRecord:
    return ImageRecord._make(session.execute(select(*_FIELDS).where(Image.id == image_id)).one())


def image_by_public_id(session: Session, public_id: str) -> FoundImage | None:
    return _found(session, Image.public_id == public_id)


def image_by_legacy_name(session: Session, name: str) -> FoundImage | None:
    """Return the picture that came in under this name; of several the newest a visitor may see."""
    return _found(session, Image.legacy_name == name)


def _found(session: Session, condition: ColumnElement[bool]) -> FoundImage | None:
    row = session.execute(_with_audience().where(condition).limit(1)).first()
    if row is None:
        return None
    *fields, catalog_id, is_public = row
    image = ImageRecord._make(fields)
    return FoundImage(image, catalog_id, bool(is_public), copies_of(session, image.id))


def _with_audience() -> Select[Any]:
    return (
        select(*_FIELDS, Row.catalog_id, _IS_PUBLIC)
        .join(Row, Row.id == Image.row_id)
        .join(Column, Column.id == Image.column_id)
        .join(Catalog, Catalog.id == Row.catalog_id)
        .order_by(_IS_PUBLIC.desc(), Image.deleted_at.is_(None).desc(), Image.id.desc())
    )


def copies_of(session: Session, image_id: int) -> tuple[CopyRecord, ...]:
    chosen = select(ImageCopy.location, ImageCopy.node, ImageCopy.state)
    copies = session.execute(chosen.where(ImageCopy.image_id == image_id))
    return tuple(CopyRecord._make(copy) for copy in copies)


def count_in_cell(session: Session, row_id: int, column_id: int) -> int:
    live = (Image.row_id == row_id, Image.column_id == column_id, Image.deleted_at.is_(None))
    return session.scalar(select(func.count()).select_from(Image).where(*live)) or 0


def row_number(session: Session, catalog_id: int, row_id: str) -> int | None:
    """Return the number of a live row that is named by its number or its short id."""
    is_number = row_id.isascii() and row_id.isdigit() and len(row_id) < 18
    named = Row.id == int(row_id) if is_number else Row.short_id == row_id
    return session.scalar(
        select(Row.id).where(named, Row.catalog_id == catalog_id, Row.deleted_at.is_(None))
    )
