"""Emptying the trash for good, once its days are over."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from catalog.db.models import Change, Image, Row
from catalog.db.session import Database
from catalog.domain.images import purge_image

BATCH = 50
"""Rows, and pictures, of one transaction: others want to write too."""
PURGED = "purged"
"""The status of what is left of a row: its short id, so that its address says that it is gone."""


def purge_trash(database: Database, days: int, now: datetime) -> int:
    """Empty rows and pictures that were deleted more than so many days ago; return how many.

    Bytes go by the outbox. A row's values and history go; its short id stays, never used again.
    """
    limit, purged = now - timedelta(days=days), 0
    while True:
        with database.writing() as session:
            batch = _purge_rows(session, limit) + _purge_images(session, limit)
        if not batch:
            return purged
        purged += batch


def _purge_rows(session: Session, limit: datetime) -> int:
    due = (Row.deleted_at < limit, Row.status != PURGED)
    ids = session.scalars(select(Row.id).where(*due).order_by(Row.id).limit(BATCH)).all()
    _purge(session, session.scalars(select(Image).where(Image.row_id.in_(ids))).all())
    session.execute(delete(Change).where(Change.row_id.in_(ids)))
    session.execute(
        update(Row)
        .where(Row.id.in_(ids))
        .values(
            status=PURGED,
            values={},
            invalid={},
            sort_keys={},
            search_text="",
            public_search_text="",
        )
        .execution_options(synchronize_session=False)
    )
    return len(ids)


def _purge_images(session: Session, limit: datetime) -> int:
    """Purge pictures that were deleted by themselves, and any that came to a purged row late."""
    due = or_(Image.deleted_at < limit, Row.status == PURGED)
    chosen = select(Image).join(Row, Row.id == Image.row_id).where(due).limit(BATCH)
    return _purge(session, session.scalars(chosen).all())


def _purge(session: Session, images: Sequence[Image]) -> int:
    for image in images:
        purge_image(session, image)
    return len(images)
