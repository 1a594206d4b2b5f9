"""Folders reached step by step from a root, following no links, so that no path leads outside."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISREG

from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageFull, StorageUnavailable

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FULL = {errno.ENOSPC, errno.EDQUOT}
_CAUSES = {
    errno.EACCES: Message("this program may not write or read there"),
    errno.EPERM: Message("this program may not write or read there"),
    errno.EROFS: Message("the disk is read-only"),
    errno.EIO: Message("the disk reports errors"),
    errno.ELOOP: Message("a link stands where a file should be"),
    errno.ENOTDIR: Message("something else stands where a folder should be"),
}


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what the disk refuses into StorageUnavailable; FileNotFoundError passes through."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull from error
        cause = _CAUSES.get(error.errno or 0, error.strerror or str(error))
        raise StorageUnavailable(cause, FailureClass.LOCAL) from error


@contextmanager
def open_folder(root: Path, names: tuple[str, ...], *, create: bool = False) -> Iterator[int]:
    """Yield a descriptor of the folder; new folders are durable before anything lies in them."""
    folder = os.open(root, _FOLDER & ~os.O_NOFOLLOW)
    try:
        for name in names:
            inner = _step(folder, name, create=create)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


def _step(folder: int, name: str, *, create: bool) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except FileNotFoundError:
        if not create:
            raise
    make_folder(folder, name)
    return os.open(name, _FOLDER, dir_fd=folder)


def make_folder(folder: int, name: str) -> None:
    try:
        os.mkdir(name, 0o755, dir_fd=folder)
    except FileExistsError:
        return  # another thread or process was a moment faster
    os.fsync(folder)


def open_file(folder: int, name: str) -> int:
    """Return a descriptor of a regular file; a device or pipe counts as a link does."""
    descriptor = os.open(name, _FILE, dir_fd=folder)
    if S_ISREG(os.fstat(descriptor).st_mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


def remove_empty_folders(root: Path, names: tuple[str, ...]) -> None:
    """Remove the folder and those above it while they are empty; the root stays."""
    for depth in range(len(names), 0, -1):
        try:
            with open_folder(root, names[: depth - 1]) as parent:
                os.rmdir(names[depth - 1], dir_fd=parent)
        except OSError:
            return  # not empty, or gone already: both are how it should be


def walk(folder: int, above: str, prefix: str, after: str) -> Iterator[tuple[str, os.stat_result]]:
    """Yield (key, facts) of regular files in the byte order of their keys.

    Only folders that can hold a key with the prefix and behind `after` are entered.
    """
    for name, is_folder in _entries(folder):
        key = f"{above}{name}"
        if is_folder and _may_hold(f"{key}/", prefix, after):
            yield from _walk_into(folder, name, f"{key}/", prefix, after)
        elif not is_folder and key.startswith(prefix) and key > after:
            facts = _facts(folder, name)
            if facts is not None and S_ISREG(facts.st_mode):
                yield key, facts


def _entries(folder: int) -> list[tuple[str, bool]]:
    with os.scandir(folder) as entries:
        found = [
            (entry.name, entry.is_dir(follow_symlinks=False))
            for entry in entries
            if not entry.name.startswith(".")
        ]
    return sorted(found, key=lambda entry: entry[0] + "/" * entry[1])


def _may_hold(folder: str, prefix: str, after: str) -> bool:
    has_prefix = folder.startswith(prefix) or prefix.startswith(folder)
    return has_prefix and (folder > after or after.startswith(folder))


def _walk_into(
    folder: int, name: str, above: str, prefix: str, after: str
) -> Iterator[tuple[str, os.stat_result]]:
    try:
        inner = os.open(name, _FOLDER, dir_fd=folder)
    except FileNotFoundError:
        return  # pruned since it was listed
    try:
        yield from walk(inner, above, prefix, after)
    finally:
        os.close(inner)


def _facts(folder: int, name: str) -> os.stat_result | None:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return None  # removed since it was listed
