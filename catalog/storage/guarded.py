"""A storage that is asked only while its breaker allows, and tells the breaker how it went."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from catalog.errors import StorageError
from catalog.storage.base import (
    IMMUTABLE,
    ByteRange,
    Deletions,
    FailureClass,
    Storage,
    StorageUnavailable,
    StoredFile,
)
from catalog.storage.breaker import Breaker
from catalog.storage.keys import check_key
from catalog.storage.pace import Pace
from catalog.storage.streams import Body, StoredStream

_NOTHING = "health/"
"""A prefix without objects."""


def _no_skew() -> float | None:
    return None


class GuardedStorage:
    """With the breaker open every verb raises StorageUnavailable at once and asks nothing.

    `skew` tells how far ahead the store's clock was at its last answer, if it is known.
    """

    def __init__(
        self,
        storage: Storage,
        breaker: Breaker,
        pace: Pace | None = None,
        *,
        skew: Callable[[], float | None] = _no_skew,
    ) -> None:
        self.location = storage.location
        self.breaker = breaker
        self.pace = pace or Pace()
        self._storage = storage
        self._skew = skew

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
        with self._asking(measured=False):
            return self._storage.save(
                key,
                body,
                media_type=media_type,
                checksum=checksum,
                metadata=metadata,
                cache_control=cache_control,
            )

    def open(self, key: str, byte_range: ByteRange | None = None) -> StoredStream:
        with self._asking():
            stream = self._storage.open(key, byte_range)
        watched = _Watched(stream, self._failed)
        return StoredStream(watched, size=stream.size, total=stream.total, short=stream.short)

    def stat(self, key: str) -> StoredFile:
        with self._asking():
            return self._storage.stat(key)

    def delete(self, keys: Sequence[str]) -> Deletions:
        wanted = [check_key(key) for key in keys]
        try:
            self.breaker.admit()
        except StorageUnavailable as error:
            return dict.fromkeys(wanted, error)
        results = self._storage.delete(wanted)
        trouble = next((error for error in results.values() if _is_the_stores(error)), None)
        if isinstance(trouble, StorageUnavailable):
            self._failed(trouble)
        else:
            self._succeeded(None)
        return results

    def list(self, prefix: str = "", after: str | None = None) -> Iterator[StoredFile]:
        files = self._storage.list(prefix, after)
        with self._asking():
            first = next(files, None)
        if first is None:
            return
        yield first
        with self._asking(measured=False):
            yield from files

    def check(self) -> None:
        """Ask the store for next to nothing: how a backlog learns that it has come back.

        Raises StorageUnavailable, at once where another trial is not due.
        """
        next(self.list(_NOTHING), None)

    @contextmanager
    def _asking(self, *, measured: bool = True) -> Iterator[None]:
        """`measured`: the time it takes tells of the store, not of the size of a picture."""
        self.breaker.admit()
        started = time.monotonic()
        try:
            yield
        except StorageError as error:
            if isinstance(error, StorageUnavailable) and _is_the_stores(error):
                self._failed(error)
            else:
                self._succeeded(None)  # it answered: something is wrong with one object
            raise
        self._succeeded(time.monotonic() - started if measured else None)

    def _succeeded(self, latency: float | None) -> None:
        self.breaker.succeeded(latency, self._skew())
        self.pace.succeeded()

    def _failed(self, error: StorageUnavailable) -> None:
        self.breaker.failed(error)
        if error.failure is FailureClass.THROTTLED:
            self.pace.throttled()


class _Watched:
    """Bytes on their way; trouble in the middle of them is reported too."""

    def __init__(self, stream: StoredStream, failed: Callable[[StorageUnavailable], None]) -> None:
        self._stream = stream
        self._failed = failed
        self.close = stream.close

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._stream.read(size)
        except StorageUnavailable as error:
            self._failed(error)
            raise


def _is_the_stores(error: StorageError | None) -> bool:
    return isinstance(error, StorageUnavailable) and error.failure is not FailureClass.OBJECT
