"""Renditions kept on this machine beside their store, by checksum: never wrong, always dispensable.

Thumbs have room of their own, so that pages keep their pictures while S3 is away.
"""

import hashlib
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Lock

from catalog.storage.keys import random_suffix

THUMBS_BYTES = 200 * 1000 * 1000
RENDITIONS_BYTES = 300 * 1000 * 1000
_EMPTIED_TO = 0.8
"""Of the room: so that not every further picture looks for something to remove."""


class PictureCache:
    """A folder of at most about `room` bytes; the longest unused goes first.

    Trouble with the disk is no trouble here: what cannot be kept is fetched again.
    """

    def __init__(self, folder: Path, room: int) -> None:
        self._folder = folder
        self._room = room
        self._lock = Lock()
        self._kept: int | None = None

    def get(self, checksum: str) -> bytes | None:
        path = self._path(checksum)
        with suppress(OSError):
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() == checksum:
                os.utime(path)
                return data
            path.unlink()
        return None

    def put(self, checksum: str, data: bytes) -> None:
        path = self._path(checksum)
        draft = self._folder / f".{random_suffix()}"
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(path)
            self._count(len(data))

    def _path(self, checksum: str) -> Path:
        return self._folder / checksum[:2] / checksum

    def _count(self, size: int) -> None:
        with self._lock:
            if self._kept is None:
                self._kept = sum(path.stat().st_size for path in self._files())
            else:
                self._kept += size
            if self._kept > self._room:
                self._kept = self._make_room()

    def _make_room(self) -> int:
        """Remove the longest unused; return the bytes that stay."""
        facts = [(path.stat(), path) for path in self._files()]
        facts.sort(key=lambda fact: fact[0].st_mtime, reverse=True)
        kept = 0
        for stat, path in facts:
            if kept + stat.st_size > self._room * _EMPTIED_TO:
                path.unlink(missing_ok=True)
            else:
                kept += stat.st_size
        return kept

    def _files(self) -> list[Path]:
        return list(self._folder.glob("??/*"))


class PictureCaches:
    """What this machine keeps of pictures whose store is elsewhere."""

    def __init__(self, folder: Path) -> None:
        self._thumbs = PictureCache(folder / "thumbs", THUMBS_BYTES)
        self._renditions = PictureCache(folder / "renditions", RENDITIONS_BYTES)

    def of(self, name: str) -> PictureCache:
        """Return the cache for renditions of this name."""
        return self._thumbs if name == "thumb" else self._renditions


@lru_cache(maxsize=8)
def picture_caches(data_dir: Path) -> PictureCaches:
    """Return the caches of this data folder, the same for all of the process."""
    return PictureCaches(data_dir / "cache")
