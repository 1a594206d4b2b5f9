"""The segments of a JPEG file, without decoding it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

SOI, EOI, SOS = 0xD8, 0xD9, 0xDA
APP0, APP1, APP2, APP14, APP15, COM = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF, 0xFE

_ALONE = {0x01, SOI, EOI, *range(0xD0, 0xD8)}  # markers without a length
# Within picture data a 0xFF is followed by 0x00, by a restart marker, or begins the next segment.
_NEXT_MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]", re.DOTALL)


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
