"""Taking a picture in: received within limits, judged, decoded, its renditions made beside it.

Nothing here touches the database, so no transaction waits while a picture is decoded.
"""

import hashlib
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from catalog.domain.image_parts import ORIGINAL
from catalog.domain.pictures.colour import dominant_colour
from catalog.domain.pictures.facts import PictureFacts, inspect
from catalog.domain.pictures.kinds import MAX_BYTES
from catalog.domain.pictures.reading import decoding_slot
from catalog.domain.pictures.stripping import strip_metadata
from catalog.domain.renditions import EXTENSION, RenditionFile, make_renditions
from catalog.storage.base import StorageFull
from catalog.storage.folders import disk_errors
from catalog.storage.keys import random_suffix
from catalog.storage.local import LocalStorage
from catalog.storage.streams import CHUNK

ROOM_KEPT_FREE = 100 * 1000 * 1000
"""Bytes of the disk that uploads leave alone: the database needs some to say what happened."""
STALE_SECONDS = 24 * 3600
"""After this a folder is what an interrupted upload left."""
_FOLDER = ".rendering"  # the walk through stored files passes it over


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


Source = Path | Readable


@dataclass(frozen=True)
class StagedPart:
    path: Path
    facts: dict[str, Any]
    """As `image.parts` keeps them."""


@dataclass(frozen=True)
class StagedPicture:
    """A good picture, with the files of all its parts, still outside the store."""

    facts: PictureFacts
    colour: str
    parts: dict[str, StagedPart]

    @property
    def original(self) -> dict[str, Any]:
        return self.parts[ORIGINAL].facts


@contextmanager
def staged(local: LocalStorage, source: Source, *, strip: bool) -> Iterator[StagedPicture]:
    """Give the picture for the block, without metadata where `strip`; its files are gone after it.

    Raises Invalid("file", why) for what is no good picture, StorageUnavailable for trouble with
    the disk, StorageFull among it.
    """
    with disk_errors(), _folder(local) as folder:
        original = folder / ORIGINAL
        checksum = _receive(source, original)
        if strip:
            strip_metadata(original)
            checksum = _checksum(original)
        yield _developed(original, checksum, folder)


def _developed(original: Path, checksum: str, folder: Path) -> StagedPicture:
    with decoding_slot():
        facts = inspect(original)
        renditions = make_renditions(original, folder)
        colour = dominant_colour(renditions["thumb"].path)
    parts = {ORIGINAL: StagedPart(original, _original_part(facts, original, checksum))}
    parts |= {name: StagedPart(file.path, _part(file)) for name, file in renditions.items()}
    return StagedPicture(facts, colour, parts)


def _original_part(facts: PictureFacts, path: Path, checksum: str) -> dict[str, Any]:
    return {
        "suffix": random_suffix(),
        "ext": facts.extension,
        "sha256": checksum,
        "size": path.stat().st_size,
        "media_type": facts.media_type,
        "width": facts.width,
        "height": facts.height,
    }


def _part(file: RenditionFile) -> dict[str, Any]:
    return {
        "suffix": random_suffix(),
        "ext": EXTENSION,
        "sha256": file.sha256,
        "size": file.size,
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
    }


@contextmanager
def _folder(local: LocalStorage) -> Iterator[Path]:
    """Make a folder of this upload's own, on the disk of the pictures; stale ones go."""
    sweep_rendering(local, STALE_SECONDS)
    folder = local.root / _FOLDER / random_suffix()
    folder.mkdir(parents=True)
    try:
        _check_room(folder)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < ROOM_KEPT_FREE:
        raise StorageFull


def _receive(source: Source, path: Path) -> str:
    """Write the bytes, one more than is allowed at most, and return their checksum."""
    with path.open("xb") as file:
        if not isinstance(source, Path):
            return _copy(source, file)
        with source.open("rb") as given:
            return _copy(given, file)


def _copy(source: Readable, file: BinaryIO) -> str:
    digest, left = hashlib.sha256(), MAX_BYTES + 1
    while left and (chunk := source.read(min(CHUNK, left))):
        digest.update(chunk)
        file.write(chunk)
        left -= len(chunk)
    return digest.hexdigest()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sweep_rendering(local: LocalStorage, older_than: float) -> int:
    """Remove what interrupted uploads left, `older_than` seconds old; return how many."""
    oldest = time.time() - older_than
    folders = (local.root / _FOLDER).glob("*")
    stale = [folder for folder in folders if _changed_at(folder) < oldest]
    for folder in stale:
        shutil.rmtree(folder, ignore_errors=True)
    return len(stale)


def _changed_at(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except FileNotFoundError:
        return time.time()  # that upload has just ended by itself
