"""The boxes of an ISO media file (AVIF, HEIC), without decoding it."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Box:
    kind: bytes
    start: int
    body: int
    end: int  # as stated; past the end of the data when the file is cut short


def boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two offsets; stops where a stated length makes no sense."""
    while start + 8 <= end:
        size, body = int.from_bytes(data[start : start + 4], "big"), start + 8
        if size == 1:
            size, body = int.from_bytes(data[body : body + 8], "big"), start + 16
        stop = start + size if size else end
        if stop < body:
            return
        yield Box(data[start + 4 : start + 8], start, body, stop)
        start = stop
