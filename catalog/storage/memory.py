"""Bytes in a dictionary, for tests that are not about bytes."""

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from catalog.storage.base import (
    IMMUTABLE,
    ByteRange,
    ChecksumMismatch,
    Deletions,
    FailureClass,
    FileMissing,
    FileTaken,
    StorageLocation,
    StorageUnavailable,
    StoredFile,
)
from catalog.storage.keys import check_key
from catalog.storage.streams import Body, StoredStream


class MemoryStorage:
    """Plays the part of either location; `objects` is open to tests that spoil bytes."""

    def __init__(self, location: StorageLocation = StorageLocation.S3) -> None:
        self.location = location
        self.objects: dict[str, bytes] = {}
        self._facts: dict[str, StoredFile] = {}
        self._lock = Lock()

    def save(
        self,
        key: str,
        body: Body,
        *,
        media_type: str,
        checksum: str,
        metadata: Mapping[str, str] | None = None,
        cache_control: str = IMMUTABLE,
    ) -> StoredFile:
        data = _read(body)
        if hashlib.sha256(data).hexdigest() != checksum:
            raise ChecksumMismatch(key)
        facts = StoredFile(
            location=self.location,
            key=check_key(key),
            size=len(data),
            modified_at=datetime.now(UTC),
            media_type=media_type,
            checksum=checksum,
            cache_control=cache_control,
            metadata=dict(metadata or {}),
        )
        with self._lock:
            if self.objects.setdefault(key, data) != data:
                raise FileTaken(key)
            return self._facts.setdefault(key, facts)

    def open(self, key: str, byte_range: ByteRange | None = None) -> StoredStream:
        data = self._data(key)
        wanted = byte_range or ByteRange(0)
        size = wanted.length_within(len(data), key) if byte_range or data else 0
        part = io.BytesIO(data[wanted.first : wanted.first + size])
        return StoredStream(part, size=size, total=len(data), short=_cut_short)

    def stat(self, key: str) -> StoredFile:
        size = len(self._data(key))
        return replace(self._facts[key], size=size)

    def delete(self, keys: Sequence[str]) -> Deletions:
        for key in [check_key(key) for key in keys]:
            self.objects.pop(key, None)
            self._facts.pop(key, None)
        return dict.fromkeys(keys)

    def list(self, prefix: str = "", after: str | None = None) -> Iterator[StoredFile]:
        for key in sorted(self.objects):
            if key.startswith(prefix) and key > (after or ""):
                yield self.stat(key)

    def _data(self, key: str) -> bytes:
        try:
            return self.objects[check_key(key)]
        except KeyError:
            raise FileMissing(key) from None


def _cut_short() -> StorageUnavailable:
    return StorageUnavailable("cut short", FailureClass.TRANSIENT)


def _read(body: Body) -> bytes:
    if isinstance(body, bytes):
        return body
    return body.read_bytes() if isinstance(body, Path) else body.read()
