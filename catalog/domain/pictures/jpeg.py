"""The segments of a JPEG file, without decoding it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from catalog.domain.pictures.exif import orientation_only

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
APP0, APP2, APP14, APP15, COM = 0xE0, 0xE2, 0xEE, 0xEF, 0xFE

# Application segments that decide how the picture looks, and how they begin.
_KEPT = {APP0: b"JFIF\0", APP2: b"ICC_PROFILE\0", APP14: b"Adobe"}

_ALONE = {0x01, SOI, EOI, *range(0xD0, 0xD8)}  # markers without a length
# Within picture data a 0xFF is followed by 0x00, by a restart marker, or begins the next segment.
# One plain byte in front, not `\xff+`: the search is twenty times faster with it.
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


@dataclass(frozen=True)
class Segment:
    marker: int
    start: int  # of the 0xFF before the marker
    end: int  # a scan's picture data belongs to it
    body: int  # first byte after the length


def segments(data: bytes) -> Iterator[Segment]:
    """Yield the segments up to the end of the picture, as far as the file makes sense."""
    found = _NEXT_MARKER.search(data)
    while found:
        segment = _segment(data, found)
        yield segment
        if segment.marker == EOI:
            return
        found = _NEXT_MARKER.search(data, segment.end)


def _segment(data: bytes, found: re.Match[bytes]) -> Segment:
    marker, body = data[found.end() - 1], found.end()
    if marker in _ALONE:
        return Segment(marker, found.start(), body, body)
    end = min(body + max(2, int.from_bytes(data[body : body + 2], "big")), len(data))
    if marker == SOS:
        following = _NEXT_MARKER.search(data, end)
        end = following.start() if following else len(data)
    return Segment(marker, found.start(), end, min(body + 2, end))


def stripped(data: bytes, orientation: int) -> bytes:
    """Return the same picture, bit for bit, without metadata or whatever was put after its end."""
    parts = [data[piece.start : piece.end] for piece in segments(data) if _is_picture(data, piece)]
    if orientation > 1:
        body = b"Exif\0\0" + orientation_only(orientation)
        parts.insert(1, b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body)
    return b"".join(parts)


def _is_picture(data: bytes, segment: Segment) -> bool:
    if segment.marker in _KEPT:
        return data.startswith(_KEPT[segment.marker], segment.body)
    return segment.marker != COM and not APP0 <= segment.marker <= APP15
