"""Places in an ordered list of rows: cursors instead of offsets, so that deep pages cost nothing.

A list sorted by a column has two segments, the rows with a value and then, in both directions, the
blank ones: an index serves each of them in order.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, Self

import msgspec
from sqlalchemy import ColumnElement, and_, literal, true, tuple_

from catalog.db.models import Row
from catalog.domain.queries.documents import Documents

_LARGEST = 2**63 - 1


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The place right beside a row: after it, or before it when `is_backward`."""

    sort: str
    segment: int
    key: str | int | None
    row_id: int
    is_backward: bool = False

    def encode(self) -> str:
        return base64.urlsafe_b64encode(msgspec.json.encode(self)).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, sort: str) -> Self | None:
        """Return the place, or None (the first page) for text that is no cursor of this order."""
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            cursor = msgspec.json.decode(raw, type=cls)
        except (binascii.Error, ValueError, msgspec.MsgspecError):
            return None
        return cursor if cursor.sort == sort and _is_sound(cursor) else None


def _is_sound(cursor: Cursor) -> bool:
    """Return whether it can be asked of a database: it comes from an address."""
    if not cursor.sort:
        fits = cursor.segment == 0 and isinstance(cursor.key, int)
    elif cursor.segment == 0:
        fits = isinstance(cursor.key, str) and "\0" not in cursor.key
    else:
        fits = cursor.segment == 1 and cursor.key is None
    numbers = [cursor.row_id, cursor.key if isinstance(cursor.key, int) else 0]
    return fits and all(-_LARGEST <= number <= _LARGEST for number in numbers)


@dataclass(frozen=True)
class Segment:
    """A run of rows that is ordered by `key` and then by id."""

    number: int
    condition: ColumnElement[bool]
    key: ColumnElement[Any]
    has_keys: bool = True
    is_descending: bool = False

    def beyond(self, cursor: Cursor) -> ColumnElement[bool]:
        """Return the condition of rows that lie beyond the cursor, in its direction."""
        greater = self.is_descending == cursor.is_backward
        if not self.has_keys:
            return Row.id > cursor.row_id if greater else Row.id < cursor.row_id
        place = tuple_(self.key, Row.id)
        limit = tuple_(literal(cursor.key), literal(cursor.row_id))
        # SQLite begins at the place in an index only for a comparison of the key alone.
        if greater:
            return and_(self.key >= cursor.key, place > limit)
        return and_(self.key <= cursor.key, place < limit)

    def order(self, *, backward: bool) -> list[ColumnElement[Any]]:
        parts: list[ColumnElement[Any]] = [self.key, Row.id.expression]
        descending = self.is_descending != backward
        return [part.desc() if descending else part.asc() for part in parts]


def segments(documents: Documents, sort: str) -> list[Segment]:
    """Return the segments of an order, first to last."""
    if not sort:
        return [Segment(0, true(), Row.position.expression)]
    key = documents.sort_key(sort.removeprefix("-"))
    return [
        Segment(0, key.is_not(None), key, is_descending=sort.startswith("-")),
        Segment(1, key.is_(None), key, has_keys=False),
    ]
