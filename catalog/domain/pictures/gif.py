"""The blocks of a GIF file, without decoding it."""

from collections.abc import Iterator
from dataclasses import dataclass

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
COMMENT, APPLICATION = 0xFE, 0xFF

# Applications that say how often it plays and which colours are meant.
_KEPT = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012"})


@dataclass(frozen=True)
class Block:
    kind: int
    label: int  # of an extension, else 0
    start: int
    end: int


def frames(data: bytes, most: int) -> int:
    """Count the frames, up to `most`."""
    count = 0
    for block in blocks(data):
        count += block.kind == IMAGE
        if count == most:
            break
    return max(count, 1)


def header_end(data: bytes) -> int:
    """Return where the header and its colour table end."""
    return 13 + _table_size(data[10:11])


def blocks(data: bytes) -> Iterator[Block]:
    """Yield the blocks up to the trailer, as far as the file makes sense."""
    start = header_end(data)
    while start < len(data):
        kind = data[start]
        if kind == IMAGE:
            body = start + 10 + _table_size(data[start + 9 : start + 10]) + 1
        elif kind == EXTENSION:
            body = start + 2
        else:
            return
        label = data[start + 1] if kind == EXTENSION and start + 1 < len(data) else 0
        end = _chain_end(data, body)
        yield Block(kind, label, start, end)
        start = end


def _table_size(flags: bytes) -> int:
    return 3 << ((flags[0] & 7) + 1) if flags and flags[0] & 0x80 else 0


def _chain_end(data: bytes, start: int) -> int:
    while start < len(data) and data[start]:
        start += data[start] + 1
    return start + 1


def stripped(data: bytes) -> bytes:
    """Return the same picture, bit for bit, without comments and whatever follows its end."""
    kept = [data[block.start : block.end] for block in blocks(data) if _is_picture(data, block)]
    return b"".join([data[: header_end(data)], *kept, bytes([TRAILER])])


def _is_picture(data: bytes, block: Block) -> bool:
    if block.label == APPLICATION:  # its name follows the length of the first piece
        return data[block.start + 3 : block.start + 14] in _KEPT
    return block.label != COMMENT
