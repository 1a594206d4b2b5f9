"""The items of an AVIF or HEIC file, without decoding it.

Items are found by absolute offsets from many places, so nothing may move: what is to go is blanked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.domain.pictures.boxes import Box, boxes

_FILE_BOXES = frozenset({b"ftyp", b"meta", b"mdat", b"moov", b"free", b"skip"})
_FULL = 4  # version and flags, before the content of most boxes
# An EXIF block with no entry in it, for readers that trip over zeros.
_NO_EXIF = b"\0\0\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0"
_IN_FILE, _IN_META = 0, 1


@dataclass
class _Cursor:
    data: bytes
    at: int

    def number(self, size: int) -> int:
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at], "big")


def stripped(data: bytes) -> bytes:
    """Return the same picture, bit for bit, with EXIF, XMP and what makers appended blanked."""
    result = bytearray(data)
    for box in boxes(data, 0, len(data)):
        if box.kind not in _FILE_BOXES:
            _free(result, box)
        elif box.kind == b"meta":
            _blank_items(result, data, box)
        elif box.kind == b"moov":
            for inner in boxes(data, box.body, box.end):
                if inner.kind in (b"udta", b"meta"):
                    _free(result, inner)
    return bytes(result)


def _free(result: bytearray, box: Box) -> None:
    name = box.start + 4
    result[name : name + 4] = b"free"
    _overwrite(result, box.body, box.end, b"")


def _overwrite(result: bytearray, start: int, end: int, content: bytes) -> None:
    end = min(end, len(result))
    if start < end:
        result[start:end] = content[: end - start].ljust(end - start, b"\0")


def _blank_items(result: bytearray, data: bytes, meta: Box) -> None:
    parts = {box.kind: box for box in boxes(data, meta.body + _FULL, meta.end)}
    if b"iinf" not in parts or b"iloc" not in parts:
        return
    doomed = dict(_metadata_items(data, parts[b"iinf"]))
    own = parts[b"idat"].body if b"idat" in parts else len(data)
    for item, method, start, length in _extents(data, parts[b"iloc"]):
        if item in doomed and method in (_IN_FILE, _IN_META):
            place = start + own if method == _IN_META else start
            _overwrite(result, place, place + length, doomed[item])


def _metadata_items(data: bytes, iinf: Box) -> Iterator[tuple[int, bytes]]:
    """Yield the number of each metadata item and what shall stand in its place."""
    count = 2 if data[iinf.body] == 0 else 4
    for box in boxes(data, iinf.body + _FULL + count, iinf.end):
        size = 2 if data[box.body] == 2 else 4
        cursor = _Cursor(data, box.body + _FULL)
        item = cursor.number(size)
        kind = data[cursor.at + 2 : cursor.at + 6]
        if kind in (b"Exif", b"mime"):
            yield item, _NO_EXIF if kind == b"Exif" else b""


def _extents(data: bytes, iloc: Box) -> Iterator[tuple[int, int, int, int]]:
    """Yield item, construction method, offset and length of every piece of every item."""
    version, cursor = data[iloc.body], _Cursor(data, iloc.body + _FULL)
    sizes = cursor.number(2)
    of_offset, of_length, of_base, of_index = ((sizes >> shift) & 15 for shift in (12, 8, 4, 0))
    wide = 4 if version == 2 else 2
    for _ in range(cursor.number(wide)):
        item = cursor.number(wide)
        method = cursor.number(2) & 15 if version else _IN_FILE
        cursor.number(2)
        base = cursor.number(of_base)
        for _ in range(cursor.number(2)):
            cursor.number(of_index if version else 0)
            yield item, method, base + cursor.number(of_offset), cursor.number(of_length)
        if cursor.at > iloc.end:
            raise ValueError("the table of items is longer than its box")
