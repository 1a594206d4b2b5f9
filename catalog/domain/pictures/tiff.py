"""The directories of a TIFF file, without decoding it.

Strips are found by absolute offsets, so nothing may move: what is to go is blanked where it lies.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

# Tags that decide how the picture looks; all others go.
_PICTURE = frozenset(
    {
        *range(254, 267),
        *range(273, 275),
        *range(277, 285),
        *range(290, 298),
        *(301, *range(317, 326), 332, 334, 336),
        *range(338, 348),
        *range(512, 522),
        *range(529, 533),
        34675,
    }
)
_DIRECTORIES = frozenset(
    {330, 34665, 34853, 40965}
)  # smaller pictures, EXIF, GPS, interoperability
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
_SIZES |= {16: 8, 17: 8, 18: 8}


@dataclass(frozen=True)
class _Layout:
    """Numbers of both kinds of TIFF: how many entries, one entry, where something lies."""

    count: struct.Struct
    entry: struct.Struct
    offset: struct.Struct
    first: int  # where the offset of the first directory stands

    @classmethod
    def of(cls, data: bytes) -> "_Layout":
        order = "<" if data[:2] == b"II" else ">"
        big = 43 in data[2:4]
        count, entry, offset = ("Q", "HHQ8s", "Q") if big else ("H", "HHI4s", "I")
        first = 8 if big else 4
        numbers = [struct.Struct(order + form) for form in (count, entry, offset)]
        return cls(numbers[0], numbers[1], numbers[2], first)


@dataclass(frozen=True)
class _Entry:
    tag: int
    raw: bytes
    start: int  # of its value, which lies elsewhere unless it fits into the entry
    end: int


class _Stripper:
    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.layout = _Layout.of(data)
        # Values do not overlap, except in files made to keep us busy; twice, as those that stand
        # within an entry are counted with it again.
        self.budget = 2 * len(data)
        self.seen: set[int] = set()

    def run(self) -> bytes:
        at = self._offset(self.layout.first)
        while at and at not in self.seen:
            at = self._strip_directory(at, _PICTURE)
        return bytes(self.data)

    def _strip_directory(self, at: int, kept: frozenset[int]) -> int:
        """Keep only some tags of a directory; return where the next directory is."""
        self.seen.add(at)
        entries = list(self._entries(at))
        start = at + self.layout.count.size
        end = start + len(entries) * self.layout.entry.size
        following = self._offset(end)
        for entry in entries:
            if entry.tag not in kept:
                self._remove(entry)
        left = [entry.raw for entry in entries if entry.tag in kept]
        table = b"".join([*left, self.layout.offset.pack(following)])
        self._blank(start, end + self.layout.offset.size)
        self.layout.count.pack_into(self.data, at, len(left))
        self.data[start : start + len(table)] = table
        return following

    def _remove(self, entry: _Entry) -> None:
        if entry.tag in _DIRECTORIES:
            for place in range(entry.start, entry.end, self.layout.offset.size):
                directory = self._offset(place)
                if directory not in self.seen:
                    self._strip_directory(directory, frozenset())
        self._blank(entry.start, entry.end)

    def _entries(self, at: int) -> Iterator[_Entry]:
        (count,) = self.layout.count.unpack_from(self.data, at)
        size = self.layout.entry.size
        for start in range(
            at + self.layout.count.size, at + self.layout.count.size + count * size, size
        ):
            tag, kind, number, inline = self.layout.entry.unpack_from(self.data, start)
            length = _SIZES.get(kind, 1) * number
            place = start + size - len(inline)
            value = place if length <= len(inline) else self._offset(place)
            yield _Entry(tag, bytes(self.data[start : start + size]), value, value + length)

    def _offset(self, at: int) -> int:
        (value,) = self.layout.offset.unpack_from(self.data, at)
        return int(value)

    def _blank(self, start: int, end: int) -> None:
        end = min(end, len(self.data))
        self.budget -= max(0, end - start)
        if self.budget < 0:
            raise ValueError("the values of the directory overlap")
        if start < end:
            self.data[start:end] = bytes(end - start)


def stripped(data: bytes) -> bytes:
    """Return the same pages, bit for bit, with nothing said about place, time, camera or people."""
    return _Stripper(data).run()
