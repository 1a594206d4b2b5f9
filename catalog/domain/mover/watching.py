"""Knowing how S3 is, also when nothing moves: a light question now and then."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from catalog.db.models import Image
from catalog.domain.mover.failing import STORE_WIDE
from catalog.errors import StorageError
from catalog.storage.base import Storage
from catalog.storage.breaker import Breaker, Circuit

QUESTION = "catalog/question"
"""No image has this key: the answer "not there" says that the store is well."""
QUIET = timedelta(seconds=30)
"""After this long without a good answer the store is asked."""


class Watch:
    """Watches S3 through the eyes of one process."""

    def __init__(self, s3: Storage, breaker: Breaker) -> None:
        self._s3 = s3
        self._breaker = breaker
        self._was_closed = False
        """So that a first look counts as a return: settings may have been mended meanwhile."""

    def look(self, now: datetime, *, is_worried: bool = False) -> bool:
        """Ask if there is need; return whether S3 has just come back.

        `is_worried`: a move failed, so certainty is wanted at once.
        """
        state = self._breaker.state()
        is_quiet = state.last_success is None or now - state.last_success > QUIET
        if state.circuit is Circuit.HALF_OPEN or (
            self._breaker.is_closed and (is_quiet or is_worried)
        ):
            ask(self._s3)
        is_back = self._breaker.is_closed and not self._was_closed
        self._was_closed = self._breaker.is_closed
        return is_back


def ask(s3: Storage) -> StorageError | None:
    """Ask for a file that is not there; the breaker learns from the answer. Never raises."""
    try:
        s3.stat(QUESTION)
    except StorageError as error:
        return error
    return None


def try_again(session: Session) -> None:
    """S3 is back: whatever failed because of it is due at once."""
    session.execute(
        update(Image)
        .where(
            Image.wanted_location != Image.storage_location,
            Image.deleted_at.is_(None),
            Image.lease_owner.is_(None),
            Image.error_class.in_(STORE_WIDE),
        )
        .values(next_attempt_at=None)
    )
