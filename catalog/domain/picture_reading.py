"""A picture's bytes from whichever copy can give them, the nearest first."""

import hashlib
from io import BytesIO
from typing import NamedTuple

from sqlalchemy import select, update

from catalog.db.models import Image, ImageCopy
from catalog.db.session import Database
from catalog.domain.image_parts import ORIGINAL, Part, part_key
from catalog.domain.picture_cache import picture_caches
from catalog.domain.queries.images import CopyRecord, FoundImage
from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.settings import Settings
from catalog.storage.base import (
    ByteRange,
    FileMissing,
    RangeUnsatisfiable,
    Storage,
    StorageUnavailable,
)
from catalog.storage.storages import Storages
from catalog.storage.streams import StoredStream

WHOLE_BYTES = 1024 * 1024
"""A part up to this long is read whole and compared with its checksum before it is shown."""
_READABLE = ("verified", "suspect", "present", "retiring")


class PictureUnknown(StorageError):
    """No copy can be read at the moment; there may be one."""


class PictureLost(StorageError):
    """Surely no copy is left."""


class Wanted(NamedTuple):
    """One part of a picture, and perhaps only some of its bytes."""

    found: FoundImage
    name: str
    byte_range: ByteRange | None = None

    @property
    def part(self) -> Part:
        return self.found.image.parts[self.name]

    @property
    def key(self) -> str:
        image = self.found.image
        return part_key(image.public_id, image.version, self.name, self.part)

    @property
    def is_small(self) -> bool:
        return bool(self.part["size"] <= WHOLE_BYTES)


class _Damaged(StorageError):
    """These are not the bytes that were stored."""


class PictureReader:
    """Reads for one machine of the installation; made once, used by all threads."""

    def __init__(self, database: Database, storages: Storages, settings: Settings) -> None:
        self._database = database
        self._storages = storages
        self._node = settings.node
        self._caches = picture_caches(settings.data_dir)

    def has_copy_here(self, found: FoundImage) -> bool:
        return any(self._is_here(copy) for copy in found.copies)

    def open(self, wanted: Wanted) -> StoredStream:
        """Return the bytes of the first copy that gives the right ones.

        A copy that gives others is marked suspect, to be checked. Raises PictureUnknown,
        PictureLost, or RangeUnsatisfiable.
        """
        if wanted.byte_range:
            wanted.byte_range.length_within(wanted.part["size"], wanted.key)
        bad: set[CopyRecord] = set()
        for copy, storage in self._in_reach(wanted.found):
            if copy.location == "s3" and (kept := self._cached(wanted)) is not None:
                return _stream_of(kept, wanted)
            try:
                return self._read(storage, wanted)
            except StorageUnavailable:
                continue
            except (FileMissing, RangeUnsatisfiable, _Damaged):
                bad.add(copy)
                self._suspect(wanted.found, copy)
        raise _without_copy(wanted.found, bad)

    def _is_here(self, copy: CopyRecord) -> bool:
        return copy.location == "local" and copy.node == self._node and copy.state in _READABLE

    def _in_reach(self, found: FoundImage) -> list[tuple[CopyRecord, Storage]]:
        local = [(copy, self._storages.local) for copy in found.copies if self._is_here(copy)]
        s3 = self._storages.s3
        remote = [
            (copy, s3)
            for copy in found.copies
            if s3 and copy.location == "s3" and copy.state in _READABLE
        ]
        return [*local, *remote]

    def _read(self, storage: Storage, wanted: Wanted) -> StoredStream:
        size = wanted.part["size"]
        if not wanted.is_small:
            stream = storage.open(wanted.key, wanted.byte_range)
            if stream.total == size:
                return stream
            stream.close()
            raise _Damaged
        with storage.open(wanted.key) as stream:
            data = stream.read()
        if hashlib.sha256(data).hexdigest() != wanted.part["sha256"]:
            raise _Damaged
        if storage is not self._storages.local and wanted.name != ORIGINAL:
            self._caches.of(wanted.name).put(wanted.part["sha256"], data)
        return _stream_of(data, wanted)

    def _cached(self, wanted: Wanted) -> bytes | None:
        if wanted.name == ORIGINAL:
            return None
        return self._caches.of(wanted.name).get(wanted.part["sha256"])

    def _suspect(self, found: FoundImage, copy: CopyRecord) -> None:
        """Have the copy checked, unless the picture was replaced since it was looked up."""
        image = found.image
        same = select(Image.id).where(Image.id == image.id, Image.version == image.version)
        with self._database.writing() as session:
            session.execute(
                update(ImageCopy)
                .where(
                    ImageCopy.image_id.in_(same),
                    ImageCopy.location == copy.location,
                    ImageCopy.node == copy.node,
                    ImageCopy.state.in_(("verified", "present")),
                )
                .values(state="suspect")
            )


def _stream_of(data: bytes, wanted: Wanted) -> StoredStream:
    first, size = 0, len(data)
    if wanted.byte_range:
        first, size = wanted.byte_range.first, wanted.byte_range.length_within(size, wanted.key)
    part = BytesIO(data[first : first + size])
    return StoredStream(part, size=size, total=len(data), short=_Damaged)


def _without_copy(found: FoundImage, bad: set[CopyRecord]) -> StorageError:
    """Say that it is lost only where no copy is left that somebody might still reach."""
    if all(copy in bad or copy.state not in _READABLE for copy in found.copies):
        return PictureLost(Message("This picture is lost."))
    return PictureUnknown(Message("This picture cannot be read at the moment."))
