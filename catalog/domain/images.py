"""Pictures on rows: their order, their words, their way to the trash and back.

New content comes in through `catalog.domain.uploads`. What a cell of pictures holds is the ordered
list of their public ids; each step is in the change log as such a list before and after.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypedDict, Unpack

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Change, ChangeSet, Deletion, Image, ImageCopy, Row
from catalog.domain import catalogs, changes
from catalog.domain.accounts import Person
from catalog.domain.changes import Alteration
from catalog.errors import Conflict, Invalid, NotFound
from catalog.i18n import Message
from catalog.storage.keys import image_prefix

LONGEST_WORDS = {"alt": 1000, "caption": 5000, "credit": 1000}
STALE_PAGES = timedelta(minutes=10)
"""How long replaced content is kept for pages that were opened before."""


class Cell(NamedTuple):
    """The place that pictures belong to."""

    row_id: int
    column_id: int


def locked_row(session: Session, row_id: int) -> Row:
    """Return the row as it is now; other changes of it wait until this one ends.

    Raises NotFound when it is not there or in the trash.
    """
    row = session.scalar(
        select(Row)
        .where(Row.id == row_id, Row.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound(Message("There is no such row."))
    return row


def record_step(
    session: Session,
    row: Row,
    column_id: int,
    change: tuple[str, dict[str, Any], dict[str, Any]],
    person: Person | None,
    operation_id: str | None = None,
) -> ChangeSet:
    """Write (kind, old, new) to the change log and count the row's change.

    Raises Conflict when the same operation was done at the same moment.
    """
    kind, old, new = change
    count_step(row)
    alteration = Alteration(row.id, column_id, old, new, row.version)
    change_set = changes.record(
        session, row.catalog_id, person, kind, [alteration], operation_id=operation_id
    )
    if change_set is None:
        raise Conflict(Message("This was being done already."))
    catalogs.touch(session, row.catalog_id)
    return change_set


def count_step(row: Row) -> None:
    """Note one more change of a locked row."""
    row.version += 1
    row.updated_at = now()


def pictures_of_cell(session: Session, cell: Cell) -> list[Image]:
    """Return those that are not in the trash, in order."""
    return list(
        session.scalars(
            select(Image)
            .where(
                Image.row_id == cell.row_id,
                Image.column_id == cell.column_id,
                Image.deleted_at.is_(None),
            )
            .order_by(Image.position, Image.id)
            .execution_options(populate_existing=True)
        )
    )


def listed(images: Sequence[Image]) -> dict[str, Any]:
    """Return the state of a cell that holds these pictures, as the change log keeps it."""
    return {"images": [image.public_id for image in images]} if images else {}


def added_by_operation(session: Session, catalog_id: int, operation_id: str | None) -> list[str]:
    """Return the public ids of what this operation put into cells when it was first asked for."""
    if operation_id is None:
        return []
    steps = session.execute(
        select(Change.old, Change.new)
        .join(ChangeSet, ChangeSet.id == Change.change_set_id)
        .where(ChangeSet.catalog_id == catalog_id, ChangeSet.operation_id == operation_id)
    )
    return [
        public_id
        for old, new in steps
        for public_id in new.get("images", ())
        if public_id not in old.get("images", ())
    ]


def set_pictures(
    session: Session,
    cell: Cell,
    public_ids: Sequence[str],
    person: Person | None,
    kind: str = "images",
    operation_id: str | None = None,
) -> ChangeSet | None:
    """Let the cell hold exactly these of its pictures, in this order.

    Those left out go to the trash, those that lay there come back; unknown ones are ignored.
    Returns None, recording nothing, when nothing changes or the operation was done before.
    """
    row = locked_row(session, cell.row_id)
    before = pictures_of_cell(session, cell)
    if changes.rows_of_operation(session, row.catalog_id, operation_id):
        return None
    wanted = put_pictures(session, cell, before, public_ids)
    if wanted == before:
        return None
    change = (kind, listed(before), listed(wanted))
    return record_step(session, row, cell.column_id, change, person, operation_id)


def put_pictures(
    session: Session, cell: Cell, before: Sequence[Image], public_ids: Sequence[str]
) -> list[Image]:
    """Do so without a word to the log; `before` are those in a cell whose row is locked."""
    wanted = _known(session, cell, public_ids)
    for image in before:
        if image not in wanted:
            _set_deleted(image, now())
    for position, image in enumerate(wanted, 1):
        image.position = position
        if image.deleted_at is not None:
            _set_deleted(image, None)
    session.flush()
    return wanted


def _known(session: Session, cell: Cell, public_ids: Sequence[str]) -> list[Image]:
    chosen = select(Image).where(
        Image.row_id == cell.row_id,
        Image.column_id == cell.column_id,
        Image.public_id.in_(public_ids),
    )
    found = {image.public_id: image for image in session.scalars(chosen)}
    return [found[public_id] for public_id in dict.fromkeys(public_ids) if public_id in found]


def _set_deleted(image: Image, moment: datetime | None) -> None:
    image.deleted_at = moment
    image.generation += 1


def cell_of(image: Image) -> Cell:
    return Cell(image.row_id, image.column_id)


def detach_image(
    session: Session, image: Image, person: Person | None, operation_id: str | None = None
) -> ChangeSet | None:
    """Put a picture into the trash; `restore_image` brings it back until its time is over."""
    cell = cell_of(image)
    kept = [other.public_id for other in pictures_of_cell(session, cell) if other.id != image.id]
    return set_pictures(session, cell, kept, person, "image_delete", operation_id)


def restore_image(session: Session, image: Image, person: Person | None) -> ChangeSet | None:
    """Bring a picture back from the trash, to the place where it was."""
    cell = cell_of(image)
    pictures = [other for other in pictures_of_cell(session, cell) if other.id != image.id]
    place = sum(other.position < image.position for other in pictures)
    ids = [other.public_id for other in pictures]
    ids.insert(place, image.public_id)
    return set_pictures(session, cell, ids, person, "image_restore")


def reorder_images(
    session: Session, cell: Cell, public_ids: Sequence[str], person: Person | None
) -> ChangeSet | None:
    """Put the named pictures in this order; those not named follow in theirs."""
    live = [image.public_id for image in pictures_of_cell(session, cell)]
    first = [public_id for public_id in public_ids if public_id in live]
    rest = [public_id for public_id in live if public_id not in first]
    return set_pictures(session, cell, first + rest, person, "image_order")


def move_image(
    session: Session, image: Image, step: int, person: Person | None
) -> ChangeSet | None:
    """Move a picture by so many places, as far as there are places."""
    cell = cell_of(image)
    ids = [other.public_id for other in pictures_of_cell(session, cell)]
    place = ids.index(image.public_id)
    ids.insert(max(0, place + step), ids.pop(place))
    return set_pictures(session, cell, ids, person, "image_order")


def make_cover(session: Session, image: Image, person: Person | None) -> ChangeSet | None:
    return reorder_images(session, cell_of(image), [image.public_id], person)


class Words(TypedDict, total=False):
    """What is said about a picture."""

    alt: str
    caption: str
    credit: str
    is_internal: bool


def update_image(
    session: Session, image: Image, person: Person | None, **words: Unpack[Words]
) -> Image:
    """Change the words that are given and leave the rest. Raises Invalid."""
    given = {
        name: _clean(name, value) if isinstance(value, str) else value
        for name, value in words.items()
    }
    new = {name: value for name, value in given.items() if value != getattr(image, name)}
    if new:
        _write_words(session, image, new, person)
    return image


def _write_words(
    session: Session, image: Image, new: dict[str, Any], person: Person | None
) -> None:
    old = {name: getattr(image, name) for name in new}
    named = {"image": image.public_id}
    row = locked_row(session, image.row_id)
    for name, value in new.items():
        setattr(image, name, value)
    session.flush()
    change = ("image_words", named | old, named | new)
    record_step(session, row, image.column_id, change, person)


def _clean(field: str, text: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_WORDS[field]:
        message = Message("Use at most %(n)s characters.", {"n": LONGEST_WORDS[field]})
        raise Invalid(field, message)
    return text


def order_deletions(
    session: Session, image: Image, reason: str, not_before: datetime | None = None
) -> None:
    """Forget the copies of the image's present content and order their bytes removed.

    For content that nobody is to see any more: replaced, or deleted for good.
    """
    copies = session.scalars(select(ImageCopy).where(ImageCopy.image_id == image.id)).all()
    session.add_all(
        Deletion(
            location=copy.location,
            node=copy.node,
            key_prefix=image_prefix(image.public_id, image.version),
            identity=image.sha256,
            reason=reason,
            not_before=not_before or now(),
        )
        for copy in copies
    )
    session.execute(delete(ImageCopy).where(ImageCopy.image_id == image.id))
    session.flush()


def purge_image(session: Session, image: Image) -> None:
    """Delete a picture for good; its bytes go as soon as the outbox is worked off."""
    order_deletions(session, image, "purged")
    session.delete(image)
    session.flush()
