"""The chunks of a WebP file, without decoding it."""

from collections.abc import Iterator

from catalog.domain.pictures.exif import orientation_only

_PICTURE = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04


def stripped(data: bytes, orientation: int) -> bytes:
    """Return the same picture, bit for bit, without metadata and whatever follows its end."""
    turned = orientation > 1
    parts = [
        _flagged(body, exif=turned) if kind == b"VP8X" else _chunk(kind, body)
        for kind, body in _chunks(data)
        if kind in _PICTURE
    ]
    if turned:
        parts.append(_chunk(b"EXIF", orientation_only(orientation)))
    content = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(content).to_bytes(4, "little") + content


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    stop = min(len(data), int.from_bytes(data[4:8], "little") + 8)
    start = 12
    while start + 8 <= stop:
        end = start + 8 + int.from_bytes(data[start + 4 : start + 8], "little")
        yield data[start : start + 4], data[start + 8 : end]
        start = end + end % 2


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _flagged(body: bytes, *, exif: bool) -> bytes:
    """The header of an extended file announces which metadata follow."""
    flags = body[0] & ~(_EXIF_FLAG | _XMP_FLAG) | (_EXIF_FLAG if exif else 0)
    return _chunk(b"VP8X", bytes([flags]) + body[1:])
