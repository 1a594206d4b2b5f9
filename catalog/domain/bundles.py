"""The unit of storage: the original and all its renditions, kept, moved and judged together."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Any

from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.base import Storage
from catalog.storage.keys import image_key
from catalog.storage.streams import Readable, StoredStream

SPOOL_BYTES = 4 * 1024 * 1024
"""A part longer than this waits on disk, not in memory, while it is on its way."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an image; `checksum` is its SHA-256 in hex, `size` its bytes."""

    name: str
    key: str
    checksum: str
    size: int
    media_type: str


class CopyDamaged(StorageError):
    """A copy was read, and is not what the database says it is."""


def parts_of(public_id: str, version: int, parts: Mapping[str, Any]) -> tuple[Part, ...]:
    """Return every part of one version of an image. Raises CopyDamaged where there is none."""
    if not parts:
        raise CopyDamaged(Message("nothing is known of its files"))
    return tuple(
        Part(
            name=name,
            key=image_key(public_id, version, name, facts["suffix"], facts["ext"]),
            checksum=facts["sha256"],
            size=facts["size"],
            media_type=facts["media_type"],
        )
        for name, facts in parts.items()
    )


def check_bundle(storage: Storage, parts: Sequence[Part]) -> None:
    """Read every part and compare its SHA-256.

    Raises CopyDamaged, FileMissing, or StorageUnavailable where nobody can tell.
    """
    for part in parts:
        check_part(storage, part)


def check_part(storage: Storage, part: Part) -> None:
    digest = hashlib.sha256()
    with storage.open(part.key) as stream:
        _require_size(part, stream.size)
        for chunk in stream:
            digest.update(chunk)
    _require_checksum(part, digest.hexdigest())


def look_at_bundle(storage: Storage, parts: Sequence[Part]) -> None:
    """Compare what the store says of every part, without reading it. Raises as check_bundle.

    A look is enough to point to a copy that was read before, never to remove another one.
    """
    for part in parts:
        facts = storage.stat(part.key)
        _require_size(part, facts.size)
        if facts.checksum is not None:
            _require_checksum(part, facts.checksum)


@contextmanager
def checked_content(storage: Storage, part: Part) -> Iterator[bytes | Readable]:
    """Yield exactly the bytes that were compared, so that nothing comes between look and use."""
    with storage.open(part.key) as stream:
        _require_size(part, stream.size)
        if stream.size <= SPOOL_BYTES:
            content = stream.read()
            _require_checksum(part, hashlib.sha256(content).hexdigest())
            yield content
            return
        with SpooledTemporaryFile(SPOOL_BYTES) as spool:
            _require_checksum(part, _spool(stream, spool))
            spool.seek(0)
            yield spool


def _spool(stream: StoredStream, spool: "SpooledTemporaryFile[bytes]") -> str:
    digest = hashlib.sha256()
    for chunk in stream:
        digest.update(chunk)
        spool.write(chunk)
    return digest.hexdigest()


def _require_size(part: Part, size: int) -> None:
    if size != part.size:
        raise CopyDamaged(Message("a file has the wrong length"))


def _require_checksum(part: Part, checksum: str) -> None:
    if checksum != part.checksum:
        raise CopyDamaged(Message("a file has other content than it was given"))
