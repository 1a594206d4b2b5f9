"""Bytes on their way into a storage and out of it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import IO, Protocol, Self

CHUNK = 256 * 1024
_SPOOL_BYTES = 8 * 1024 * 1024


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def close(self) -> None: ...


Body = bytes | Path | Readable


@contextmanager
def rewindable(body: Body) -> Iterator[tuple[bytes | IO[bytes], int]]:
    """Yield content that can be hashed, sent and sent again, and its size in bytes."""
    if isinstance(body, bytes):
        yield body, len(body)
    elif isinstance(body, Path):
        with body.open("rb") as file:
            yield file, body.stat().st_size
    else:
        with SpooledTemporaryFile(_SPOOL_BYTES) as spool:
            shutil.copyfileobj(body, spool, CHUNK)
            size = spool.tell()
            spool.seek(0)
            yield spool, size


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
        self.short = short

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`, all that is left where it is negative."""
        if size < 0:
            return b"".join(self)
        wanted = min(size, self._left)
        data = self._source.read(wanted) if wanted else b""
        if wanted and not data:
            raise self.short()
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
