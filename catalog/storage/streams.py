"""Bytes on their way out of a storage."""

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Protocol, Self

CHUNK = 256 * 1024


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...
    def close(self) -> None: ...


class StoredStream:
    """`size` bytes of an object whose whole length is `total`; close it, or use `with`.

    `short` makes the error that is raised where the bytes end before `size`.
    """

    def __init__(
        self, source: Readable, *, size: int, total: int, short: Callable[[], Exception]
    ) -> None:
        self.size = size
        self.total = total
        self._source = source
        self._left = size
        self._short = short

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`, all that is left where it is negative."""
        if size < 0:
            return b"".join(self)
        wanted = min(size, self._left)
        data = self._source.read(wanted) if wanted else b""
        if wanted and not data:
            raise self._short()
        self._left -= len(data)
        return data

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(CHUNK):
            yield chunk

    def close(self) -> None:
        self._source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
