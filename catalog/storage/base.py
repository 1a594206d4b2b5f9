"""What every storage promises: five verbs, three answers (yes, no, cannot tell)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.streams import Body, StoredStream

IMMUTABLE = "public, max-age=31536000, immutable"
DEFAULT_MEDIA_TYPE = "application/octet-stream"
MEDIA_TYPES: Mapping[str, str] = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "heic": "image/heic",
    "heif": "image/heif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "png": "image/png",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "txt": "text/plain",
    "webp": "image/webp",
}
"""Extension of a key -> media type: how a local copy knows its type."""


def media_type_of(key: str) -> str:
    return MEDIA_TYPES.get(PurePosixPath(key).suffix[1:], DEFAULT_MEDIA_TYPE)


class StorageLocation(StrEnum):
    LOCAL = "local"
    S3 = "s3"


class FailureClass(StrEnum):
    """What to do about a failure, rather than what it was."""

    TRANSIENT = "transient"
    """Try again later; the store may be away."""
    THROTTLED = "throttled"
    """The store is there and asks for fewer requests."""
    CONFIGURATION = "configuration"
    """Somebody has to change a setting or a permission; trying again is no use."""
    CLOCK = "clock"
    """This machine's clock is too far off for signed requests."""
    OBJECT = "object"
    """The store is well; something is wrong with this one object."""
    LOCAL = "local"
    """This machine's disk: full, read-only, not there."""
    AMBIGUOUS = "ambiguous"
    """The request was sent and the answer lost: look before deciding."""


class StorageUnavailable(StorageError):
    """Cannot tell: neither that the object is there nor that it is missing.

    The message is a short cause ("wrong secret key"), `remedy` a sentence that says what to do,
    `skew` the seconds the store's clock is ahead of ours where that is the trouble.
    """

    def __init__(
        self,
        message: Message | str,
        failure: FailureClass,
        *,
        remedy: Message | None = None,
        skew: float | None = None,
    ) -> None:
        super().__init__(message)
        self.failure = failure
        self.remedy = remedy
        self.skew = skew


class StorageFull(StorageUnavailable):
    """No room left where the bytes should go."""

    def __init__(self) -> None:
        super().__init__(
            Message("the disk is full"),
            FailureClass.LOCAL,
            remedy=Message("Free some space on the disk that holds the pictures."),
        )


class FileMissing(StorageError):
    """The store is well and has no such object."""

    failure = FailureClass.OBJECT

    def __init__(self, key: str) -> None:
        super().__init__(Message("There is no stored file %(key)s", {"key": key}))
        self.key = key


class FileTaken(StorageError):
    """The key already holds other bytes; nothing was changed."""

    failure = FailureClass.OBJECT

    def __init__(self, key: str) -> None:
        super().__init__(Message("Another file is already stored as %(key)s", {"key": key}))
        self.key = key


class ChecksumMismatch(StorageError):
    """The bytes given are not the bytes announced; nothing was published."""

    failure = FailureClass.OBJECT

    def __init__(self, key: str) -> None:
        super().__init__(Message("The content of %(key)s is not what was expected", {"key": key}))
        self.key = key


class RangeUnsatisfiable(StorageError):
    """The range begins behind the end of the object."""

    failure = FailureClass.OBJECT

    def __init__(self, key: str) -> None:
        super().__init__(Message("%(key)s is shorter than the part asked for", {"key": key}))
        self.key = key


class ByteRange(NamedTuple):
    """First and last byte, both included, as in HTTP; no last means to the end."""

    first: int
    last: int | None = None

    def length_within(self, size: int, key: str) -> int:
        """Return how many bytes it covers of an object; raise RangeUnsatisfiable for none."""
        last = size - 1 if self.last is None else min(self.last, size - 1)
        if not 0 <= self.first <= last:
            raise RangeUnsatisfiable(key)
        return last - self.first + 1


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What a storage knows of an object. None: it cannot say without reading the bytes.

    `checksum` is the SHA-256 (hex) that was recorded at save; a claim, not a proof.
    """

    location: StorageLocation
    key: str
    size: int
    modified_at: datetime
    media_type: str | None = None
    checksum: str | None = None
    cache_control: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


Deletions = Mapping[str, StorageError | None]
"""Key -> None when it is gone (also when it never was there), or why it may still be there."""


class Storage(Protocol):
    """Keeps bytes under keys. Every verb raises InvalidKey for what is no key.

    All but delete raise StorageUnavailable where the store cannot answer.
    """

    @property
    def location(self) -> StorageLocation: ...

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
        """Store the bytes durably, whole or not at all, and never over other bytes.

        Saving the same content again is fine. A file or stream is given at its beginning and left
        open. Raises ChecksumMismatch where the body is not `checksum` (SHA-256, hex), FileTaken
        where the key holds something else.
        """
        ...

    def open(self, key: str, byte_range: ByteRange | None = None) -> StoredStream:
        """Return the bytes as a stream to be closed; raise FileMissing or RangeUnsatisfiable.

        Bytes that end too early raise StorageUnavailable while reading.
        """
        ...

    def stat(self, key: str) -> StoredFile:
        """Return the facts; raise FileMissing only where the store surely lacks it."""
        ...

    def delete(self, keys: Sequence[str]) -> Deletions:
        """Remove the objects; every key gets its own result, nothing about one hides another."""
        ...

    def list(self, prefix: str = "", after: str | None = None) -> Iterator[StoredFile]:
        """Yield objects whose key begins with prefix, behind the key `after`.

        They come in byte order, if their keys were made by image_key: some stores put a file
        and a folder of like names the other way round.
        """
        ...
