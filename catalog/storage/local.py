"""Bytes on this machine's disk: whole or not at all, and durable before anyone relies on them."""

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import BinaryIO, TypeGuard

from catalog.errors import StorageError
from catalog.i18n import Message
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
    media_type_of,
)
from catalog.storage.folders import (
    disk_errors,
    open_file,
    open_folder,
    remove_empty_folders,
    walk,
)
from catalog.storage.keys import check_key, is_key, random_suffix
from catalog.storage.streams import CHUNK, Body, StoredStream

_MARKER = ".catalog-storage"
_STAGING = ".staging"
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS}
_PUBLISH_TRIES = 5


class LocalStorage:
    """Files under `root`, named as their keys are.

    Type and checksum are kept by the database; here the type follows from the key's extension.
    A marker file in the root tells "no such file" from "the disk is not mounted".
    """

    location = StorageLocation.LOCAL

    def __init__(self, root: Path, *, create: bool = True) -> None:
        """Make the root ready, unless `create` is false: then a root without marker stays unusable.

        Raises StorageUnavailable where it cannot be made.
        """
        self.root = root
        self.staging = root / _STAGING
        if create:
            with disk_errors():
                self.staging.mkdir(parents=True, exist_ok=True)
                (root / _MARKER).touch()

    def new_staging_path(self) -> Path:
        """Return a free path on the disk of the root.

        A Path in here is moved by save, not copied; where save raises it stays.
        """
        return self.staging / random_suffix()

    def sweep_staging(self, older_than: float) -> int:
        """Remove what interrupted uploads left, `older_than` seconds old; return how many."""
        self._check_mounted()
        oldest = time.time() - older_than
        with disk_errors():
            stale = [path for path in self.staging.iterdir() if _is_older(path, oldest)]
            for path in stale:
                path.unlink(missing_ok=True)
        return len(stale)

    def free_bytes(self) -> int:
        """Return how much more the disk takes; raise StorageUnavailable where it is not there."""
        self._check_mounted()
        with disk_errors():
            return shutil.disk_usage(self.root).free

    def save(
        self,
        key: str,
        body: Body,
        *,
        media_type: str,  # noqa: ARG002 - follows from the key
        checksum: str,
        metadata: Mapping[str, str] | None = None,  # noqa: ARG002 - the database has it
        cache_control: str = IMMUTABLE,  # noqa: ARG002 - sent by the application
    ) -> StoredFile:
        check_key(key)
        with _saving(), self._staged(body) as path:
            _make_durable(path, checksum, key)
            self._publish(path, key, checksum)
            path.unlink(missing_ok=True)  # a disk without links has moved it already
        return self.stat(key)

    def open(self, key: str, byte_range: ByteRange | None = None) -> StoredStream:
        with self._disk(key):
            file = self._open(key)
        total = os.fstat(file.fileno()).st_size
        try:
            size = byte_range.length_within(total, key) if byte_range else total
        except StorageError:
            file.close()
            raise
        file.seek(byte_range.first if byte_range else 0)
        return StoredStream(_DiskFile(file), size=size, total=total, short=_cut_short)

    def stat(self, key: str) -> StoredFile:
        with self._disk(key), self._open(key) as file:
            return _stored_file(key, os.fstat(file.fileno()))

    def delete(self, keys: Sequence[str]) -> Deletions:
        return {key: self._delete(key) for key in [check_key(key) for key in keys]}

    def list(self, prefix: str = "", after: str | None = None) -> Iterator[StoredFile]:
        with self._disk(prefix), open_folder(self.root, ()) as root:
            self._check_mounted()
            for key, facts in walk(root, "", prefix, after or ""):
                if is_key(key):
                    yield _stored_file(key, facts)

    def _open(self, key: str) -> FileIO:
        *folders, name = check_key(key).split("/")
        with open_folder(self.root, tuple(folders)) as folder:
            return FileIO(open_file(folder, name), "rb")

    @contextmanager
    def _disk(self, key: str) -> Iterator[None]:
        """Turn what the disk says into the answers of a storage."""
        with disk_errors():
            try:
                yield
            except FileNotFoundError:
                self._check_mounted()
                raise FileMissing(key) from None

    def _check_mounted(self) -> None:
        if not (self.root / _MARKER).exists():
            raise StorageUnavailable(
                Message("the picture folder is not there"),
                FailureClass.LOCAL,
                remedy=Message(
                    "Check that the disk with %(root)s is mounted.", {"root": self.root}
                ),
            )

    @contextmanager
    def _staged(self, body: Body) -> Iterator[Path]:
        """Yield the bytes as a file on the disk of the root; a copy made here never stays."""
        self._check_mounted()
        if self._is_staged(body):
            yield body
            return
        path = self.new_staging_path()
        try:
            with path.open("xb") as file:
                _write(body, file)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _is_staged(self, body: Body) -> TypeGuard[Path]:
        return isinstance(body, Path) and body.parent == self.staging

    def _publish(self, path: Path, key: str, checksum: str) -> None:
        *folders, name = key.split("/")
        for _ in range(_PUBLISH_TRIES):
            try:
                with open_folder(self.root, tuple(folders), create=True) as folder:
                    _link(path, folder, name)
                    os.fsync(folder)
            except FileExistsError:
                return self._check_same(key, checksum)
            except FileNotFoundError:
                continue  # somebody pruned the empty folder between making it and using it
            else:
                return None
        raise StorageUnavailable(Message("the folder keeps vanishing"), FailureClass.LOCAL)

    def _check_same(self, key: str, checksum: str) -> None:
        with self._open(key) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != checksum:
                raise FileTaken(key)

    def _delete(self, key: str) -> StorageError | None:
        try:
            with self._disk(key):
                self._unlink(key)
        except FileMissing:
            return None
        except StorageError as error:
            return error
        return None

    def _unlink(self, key: str) -> None:
        *folders, name = key.split("/")
        with open_folder(self.root, tuple(folders)) as folder:
            os.unlink(name, dir_fd=folder)
            os.fsync(folder)
        remove_empty_folders(self.root, tuple(folders))


class _DiskFile:
    """An open file whose trouble while reading is the storage's trouble."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.close = file.close

    def read(self, size: int = -1, /) -> bytes:
        with disk_errors():
            return self._file.read(size) or b""


@contextmanager
def _saving() -> Iterator[None]:
    with disk_errors():
        try:
            yield
        except FileNotFoundError as error:
            cause = Message("the file to store is not there")
            raise StorageUnavailable(cause, FailureClass.LOCAL) from error


def _is_older(path: Path, oldest: float) -> bool:
    try:
        return path.lstat().st_mtime < oldest
    except FileNotFoundError:
        return False  # its upload has just ended


def _write(body: Body, file: BinaryIO) -> None:
    if isinstance(body, bytes):
        file.write(body)
    elif isinstance(body, Path):
        with body.open("rb") as source:
            shutil.copyfileobj(source, file, CHUNK)
    else:
        shutil.copyfileobj(body, file, CHUNK)


def _make_durable(path: Path, checksum: str, key: str) -> None:
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != checksum:
            raise ChecksumMismatch(key)
        os.fsync(file.fileno())


def _link(path: Path, folder: int, name: str) -> None:
    """Give the file its name in the folder; raise FileExistsError rather than replace one."""
    try:
        os.link(path, name, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        _rename(path, folder, name)


def _rename(path: Path, folder: int, name: str) -> None:
    """For disks without hard links. The gap after the look does no harm: keys are random."""
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        os.rename(path, name, dst_dir_fd=folder)
    else:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)


def _stored_file(key: str, facts: os.stat_result) -> StoredFile:
    return StoredFile(
        location=StorageLocation.LOCAL,
        key=key,
        size=facts.st_size,
        modified_at=datetime.fromtimestamp(facts.st_mtime, UTC),
        media_type=media_type_of(key),
    )


def _cut_short() -> StorageUnavailable:
    return StorageUnavailable(Message("the file ended too early"), FailureClass.LOCAL)
