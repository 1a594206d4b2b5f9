"""The chunks of a PNG file, without decoding it."""

import zlib
from collections.abc import Iterator

from catalog.domain.pictures.exif import orientation_only

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COLOUR = frozenset(b"PLTE tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD".split())
_PICTURE = _COLOUR | frozenset(b"IHDR IDAT IEND pHYs acTL fcTL fdAT".split())


def stripped(data: bytes, orientation: int) -> bytes:
    """Return the same picture, bit for bit, without text, times and whatever follows its end."""
    parts = [_SIGNATURE]
    for kind, chunk in _chunks(data):
        if kind in _PICTURE:
            parts.append(chunk)
        if kind == b"IHDR" and orientation > 1:
            parts.append(_chunk(b"eXIf", orientation_only(orientation)))
    return b"".join(parts)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = len(_SIGNATURE)
    while start + 8 <= len(data):
        end = start + 12 + int.from_bytes(data[start : start + 4], "big")
        kind = data[start + 4 : start + 8]
        yield kind, data[start:end]
        if kind == b"IEND":
            return
        start = end


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + checksum
