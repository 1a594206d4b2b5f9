"""Load and authorise in one step: no handler reaches a record any other way.

"Does not exist" and "not yours" are the same NotFound; yours to read but not to change is
NotAllowed.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Image, Import, Membership, Row
from catalog.domain import policies
from catalog.domain.accounts import Person
from catalog.errors import NotAllowed, NotFound
from catalog.i18n import Message

_READ_ONLY = Message("You can look at this catalog but not change it.")
_NO_CATALOG = Message("There is no such catalog.")
_NO_ROW = Message("There is no such row.")
_NO_IMPORT = Message("There is no such import.")
_NO_IMAGE = Message("There is no such picture.")


@dataclass(frozen=True)
class CatalogAccess:
    """A catalog that this person may read, and what else they may do with it."""

    catalog: Catalog
    can_write: bool
    can_manage: bool


def catalog_for_reading(session: Session, person: Person, slug: str) -> CatalogAccess:
    return _catalog(session, person, Catalog.slug == slug)


def catalog_by_id_for_reading(session: Session, person: Person, catalog_id: int) -> CatalogAccess:
    return _catalog(session, person, Catalog.id == catalog_id)


def catalog_for_writing(session: Session, person: Person, slug: str) -> CatalogAccess:
    return _writable(catalog_for_reading(session, person, slug))


def catalog_for_managing(session: Session, person: Person, slug: str) -> CatalogAccess:
    """Columns, settings, publishing, members."""
    access = catalog_for_reading(session, person, slug)
    if not access.can_manage:
        raise NotAllowed(Message("Only the owner of this catalog can do that."))
    return access


def row_for_reading(
    session: Session, person: Person, row_id: str, slug: str | None = None
) -> tuple[CatalogAccess, Row]:
    """Find a live row by its number or its short id; of the named catalog, when one is named."""
    row = session.scalar(select(Row).where(_row_is(row_id), Row.deleted_at.is_(None)))
    if row is None:
        raise NotFound(_NO_ROW)
    access = _catalog(session, person, Catalog.id == row.catalog_id)
    if slug is not None and access.catalog.slug != slug:
        raise NotFound(_NO_ROW)
    return access, row


def row_for_writing(
    session: Session, person: Person, row_id: str, slug: str | None = None
) -> tuple[CatalogAccess, Row]:
    access, row = row_for_reading(session, person, row_id, slug)
    return _writable(access), row


def column_of(session: Session, access: CatalogAccess, key: str) -> Column:
    column = _column(session, access, key)
    if column is None or column.removed_at is not None:
        raise NotFound(Message("There is no such column."))
    return column


def removed_column_of(session: Session, access: CatalogAccess, key: str) -> Column:
    column = _column(session, access, key)
    if column is None or column.removed_at is None:
        raise NotFound(Message("There is no such column."))
    return column


def _column(session: Session, access: CatalogAccess, key: str) -> Column | None:
    return session.scalar(
        select(Column).where(Column.catalog_id == access.catalog.id, Column.key == key)
    )


def picture_column_of(session: Session, access: CatalogAccess, key: str) -> Column:
    column = column_of(session, access, key)
    if column.type != "images":
        raise NotFound(Message("There is no such column of pictures."))
    return column


def image_of(
    session: Session, row: Row, column: Column, public_id: str, *, in_trash: bool = False
) -> Image:
    """Find a picture of a cell that the person has access to already."""
    image = session.scalar(
        select(Image).where(
            Image.public_id == public_id, Image.row_id == row.id, Image.column_id == column.id
        )
    )
    if image is None or (image.deleted_at is not None) != in_trash:
        raise NotFound(_NO_IMAGE)
    return image


def image_for_reading(
    session: Session, person: Person, public_id: str
) -> tuple[CatalogAccess, Image]:
    found = session.execute(
        select(Image, Row.catalog_id)
        .join(Row, Row.id == Image.row_id)
        .where(Image.public_id == public_id, Image.deleted_at.is_(None), Row.deleted_at.is_(None))
    ).first()
    if found is None:
        raise NotFound(_NO_IMAGE)
    return _catalog(session, person, Catalog.id == found.catalog_id), found.Image


def image_for_writing(
    session: Session, person: Person, public_id: str
) -> tuple[CatalogAccess, Image]:
    access, image = image_for_reading(session, person, public_id)
    return _writable(access), image


def import_for_writing(
    session: Session, person: Person, token: str
) -> tuple[Import, CatalogAccess | None]:
    """Find an import by its token, with the catalog it goes into, if there is one.

    Uploads are of who sent them; what came of an import may be seen by all who write in its
    catalog.
    """
    record = session.scalar(select(Import).where(Import.token == token))
    if record is None:
        raise NotFound(_NO_IMPORT)
    is_own = record.user_id == person.id or person.is_admin
    if (record.catalog_id is None or record.state == "uploaded") and not is_own:
        raise NotFound(_NO_IMPORT)
    if record.catalog_id is None:
        return record, None
    return record, _writable(_catalog(session, person, Catalog.id == record.catalog_id))


def require_admin(person: Person) -> None:
    if not person.is_admin:
        raise NotAllowed(Message("Only an administrator can do that."))


def _catalog(session: Session, person: Person, condition: ColumnElement[bool]) -> CatalogAccess:
    membership = (Membership.catalog_id == Catalog.id) & (Membership.user_id == person.id)
    found = session.execute(
        select(Catalog, Membership.role).outerjoin(Membership, membership).where(condition)
    ).first()
    if found is None or not policies.can_read(person, found.Catalog.id, found.role):
        raise NotFound(_NO_CATALOG)
    return CatalogAccess(
        found.Catalog,
        can_write=policies.can_write(person, found.Catalog.id, found.role),
        can_manage=policies.can_manage(person, found.Catalog.id, found.role),
    )


def _writable(access: CatalogAccess) -> CatalogAccess:
    if not access.can_write:
        raise NotAllowed(_READ_ONLY)
    return access


def _row_is(row_id: str) -> ColumnElement[bool]:
    """A short id begins with a letter, so the two kinds of identifier never meet."""
    if row_id.isascii() and row_id.isdigit() and len(row_id) < 18:
        return Row.id == int(row_id)
    return Row.short_id == row_id
