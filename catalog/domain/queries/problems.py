"""What is wrong with images, grouped by cause: each with its words, its remedy and examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from catalog.db.models import Image, ImageCopy
from catalog.i18n import Message

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """`failure` is the class of the failure, `cause` its words, `remedy` what to do about it."""

    failure: str
    detail: str
    images: int
    examples: Sequence[tuple[str, str]]
    """Public id and filename of a few."""

    @property
    def cause(self) -> Message:
        return Message(self.detail)

    @property
    def remedy(self) -> Message:
        return _REMEDIES[self.failure]


def problems(session: Session) -> list[Problem]:
    """Return why images that should move do not, the most frequent first; one query."""
    group = (Image.error_class, Image.error_detail)
    each = (
        select(
            func.coalesce(Image.error_class, "").label("failure"),
            func.coalesce(Image.error_detail, "").label("detail"),
            func.count().over(partition_by=group).label("images"),
            func.row_number().over(partition_by=group, order_by=Image.id.desc()).label("place"),
            Image.public_id,
            Image.filename,
        )
        .where(has_failed())
        .subquery()
    )
    rows = session.execute(
        select(each).where(each.c.place <= EXAMPLES).order_by(each.c.images.desc(), each.c.place)
    )
    found: dict[tuple[str, str], Problem] = {}
    for row in rows:
        known = found.get((row.failure, row.detail))
        examples = (*(known.examples if known else ()), (row.public_id, row.filename))
        found[row.failure, row.detail] = Problem(row.failure, row.detail, row.images, examples)
    return list(found.values())


def has_failed() -> ColumnElement[bool]:
    """The image should be elsewhere, and its last move failed."""
    return (
        (Image.wanted_location != Image.storage_location)
        & Image.deleted_at.is_(None)
        & Image.error_class.is_not(None)
    )


def damaged_copies(session: Session) -> dict[tuple[str, str], int]:
    """Return (location, state) -> how many copies of live images are missing or corrupt."""
    rows = session.execute(
        select(ImageCopy.location, ImageCopy.state, func.count())
        .join(Image, Image.id == ImageCopy.image_id)
        .where(ImageCopy.state.in_(("missing", "corrupt", "suspect")), Image.deleted_at.is_(None))
        .group_by(ImageCopy.location, ImageCopy.state)
    )
    return {(location, state): count for location, state, count in rows}


_TRIED_AGAIN = Message("Nothing to do: it is tried again by itself.")
_REMEDIES = {
    "transient": _TRIED_AGAIN,
    "throttled": Message("Nothing to do: the store asks for fewer requests, and gets them."),
    "ambiguous": _TRIED_AGAIN,
    "configuration": Message("Correct the S3 settings or permissions, then try again."),
    "clock": Message("Set the clock of this machine; let a time service keep it."),
    "object": Message(
        "Restore the file from a backup or upload the picture again, then try again."
    ),
    "local": Message("Check the disk of the pictures: free space, permissions, that it is there."),
}
