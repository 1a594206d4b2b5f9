"""The answer to a GET as a stream of exactly the bytes asked for."""

from collections.abc import Mapping
from typing import Any

from catalog.i18n import Message
from catalog.storage.base import ByteRange, FailureClass, StorageUnavailable
from catalog.storage.failures import s3_errors
from catalog.storage.streams import StoredStream


class S3Body:
    """Bytes on the wire; trouble while reading them is the storage's trouble."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def read(self, size: int = -1, /) -> bytes:
        with s3_errors():
            data: bytes = self._body.read(None if size < 0 else size)
        return data

    def close(self) -> None:
        self._body.close()


def range_header(wanted: ByteRange) -> str:
    return f"bytes={wanted.first}-{'' if wanted.last is None else wanted.last}"


def stream_of(answer: Mapping[str, Any], *, partial: bool) -> StoredStream:
    """Raise StorageUnavailable where a part was asked for and something else is coming."""
    body = S3Body(answer["Body"])
    if partial and "ContentRange" not in answer:
        body.close()
        raise StorageUnavailable(Message("the store ignores ranges"), FailureClass.OBJECT)
    size = int(answer["ContentLength"])
    total = int(answer["ContentRange"].rpartition("/")[2]) if partial else size
    return StoredStream(body, size=size, total=total, short=_cut_short)


def _cut_short() -> StorageUnavailable:
    return StorageUnavailable(Message("the answer was cut short"), FailureClass.TRANSIENT)
