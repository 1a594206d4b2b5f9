"""LocalStorage on a real disk."""

import errno
import io
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from catalog.storage.base import (
    ChecksumMismatch,
    FailureClass,
    FileTaken,
    StorageFull,
    StorageUnavailable,
)
from catalog.storage.local import LocalStorage
from tests.storage.contract import (
    BODY,
    StorageContract,
    a_key,
    keys_of,
    put,
    read,
    sha256,
)


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "images")


class TestLocalStorage(StorageContract):
    @pytest.fixture
    def storage(self, tmp_path: Path) -> LocalStorage:
        return LocalStorage(tmp_path / "images")


def test_lists_files_and_folders_of_like_names_in_byte_order(storage: LocalStorage) -> None:
    keys = ["a/b/1.jpg", "a/b.jpg", "a/b-c/1.jpg", "a/b0.jpg", "a/c/1.jpg", "b/1.jpg"]
    for key in keys:
        put(storage, key)
    assert keys_of(storage, "a/b") == sorted(key for key in keys if key.startswith("a/b"))
    for place, key in enumerate(sorted(keys)):
        assert keys_of(storage, after=key) == sorted(keys)[place + 1 :]


def test_moves_a_staged_file(storage: LocalStorage) -> None:
    path = storage.new_staging_path()
    path.write_bytes(BODY)
    inode = path.stat().st_ino
    key = a_key()
    storage.save(key, path, media_type="image/jpeg", checksum=sha256(BODY))
    assert not path.exists()
    assert (storage.root / key).stat().st_ino == inode


def test_keeps_a_staged_file_that_it_could_not_save(storage: LocalStorage) -> None:
    path = storage.new_staging_path()
    path.write_bytes(BODY)
    with pytest.raises(ChecksumMismatch):
        storage.save(a_key(), path, media_type="image/jpeg", checksum=sha256(b"other"))
    assert path.read_bytes() == BODY


def test_leaves_no_copy_in_staging(storage: LocalStorage) -> None:
    put(storage, a_key())
    with pytest.raises(ChecksumMismatch):
        storage.save(a_key(), BODY, media_type="image/jpeg", checksum=sha256(b"other"))
    assert list(storage.staging.iterdir()) == []


def test_sweeps_what_interrupted_uploads_left(storage: LocalStorage) -> None:
    old, young = storage.new_staging_path(), storage.new_staging_path()
    for path in (old, young):
        path.write_bytes(BODY)
    os.utime(old, (0, 0))
    assert storage.sweep_staging(older_than=3600) == 1
    assert list(storage.staging.iterdir()) == [young]


def test_tells_how_much_the_disk_takes(storage: LocalStorage) -> None:
    assert storage.free_bytes() == pytest.approx(shutil.disk_usage(storage.root).free, rel=0.1)
    shutil.rmtree(storage.root)
    for call in (storage.free_bytes, lambda: storage.sweep_staging(0)):
        with pytest.raises(StorageUnavailable):
            call()


def test_makes_file_and_folders_durable_before_it_answers(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    fsync, link = os.fsync, os.link

    def watch_fsync(descriptor: int) -> None:
        steps.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def watch_link(*arguments: Any, **options: Any) -> None:
        steps.append("link")
        link(*arguments, **options)

    monkeypatch.setattr(os, "fsync", watch_fsync)
    monkeypatch.setattr(os, "link", watch_link)
    path = storage.new_staging_path()
    path.write_bytes(BODY)
    storage.save("a/b/1.jpg", path, media_type="image/jpeg", checksum=sha256(BODY))
    root = storage.root
    assert steps == [str(path), str(root), str(root / "a"), "link", str(root / "a" / "b")]


def test_removes_empty_folders_but_no_others(storage: LocalStorage) -> None:
    put(storage, "a/b/1.jpg")
    put(storage, "a/c/1.jpg")
    storage.delete(["a/b/1.jpg"])
    assert not (storage.root / "a" / "b").exists()
    assert keys_of(storage) == ["a/c/1.jpg"]
    storage.delete(["a/c/1.jpg"])
    assert not (storage.root / "a").exists()
    assert keys_of(storage) == []


def test_follows_no_links(storage: LocalStorage, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.jpg").write_bytes(b"secret")
    storage.root.joinpath("linked").symlink_to(outside)
    storage.root.joinpath("file.jpg").symlink_to(outside / "secret.jpg")
    for key in ("linked/secret.jpg", "file.jpg"):
        with pytest.raises(StorageUnavailable):
            storage.open(key)
    with pytest.raises(StorageUnavailable):
        put(storage, "linked/new.jpg")
    assert keys_of(storage) == []
    assert [path.name for path in outside.iterdir()] == ["secret.jpg"]


def test_reads_no_pipe_or_folder(storage: LocalStorage) -> None:
    os.mkfifo(storage.root / "pipe.jpg")
    (storage.root / "folder.jpg").mkdir()
    for key in ("pipe.jpg", "folder.jpg"):
        with pytest.raises(StorageUnavailable) as caught:
            storage.stat(key)
        assert caught.value.failure is FailureClass.LOCAL
    assert keys_of(storage) == []


def test_lists_no_staging_and_no_foreign_names(storage: LocalStorage) -> None:
    storage.new_staging_path().write_bytes(BODY)
    (storage.root / "Mamá y papá.jpg").write_bytes(BODY)
    put(storage, "a/1.jpg")
    assert keys_of(storage) == ["a/1.jpg"]


def test_a_disk_that_is_not_mounted_has_lost_nothing(tmp_path: Path) -> None:
    root = tmp_path / "images"
    storage = LocalStorage(root)
    put(storage, "a/1.jpg")
    root.rename(tmp_path / "elsewhere")
    root.mkdir()  # the bare mount point
    for wrong in (LocalStorage(root, create=False), storage):
        with pytest.raises(StorageUnavailable):
            wrong.stat("a/1.jpg")
        with pytest.raises(StorageUnavailable):
            put(wrong, "a/2.jpg")
        with pytest.raises(StorageUnavailable):
            keys_of(wrong)
        assert isinstance(wrong.delete(["a/1.jpg"])["a/1.jpg"], StorageUnavailable)
    assert list(root.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "kind"), [(errno.ENOSPC, StorageFull), (errno.EROFS, StorageUnavailable)]
)
@pytest.mark.parametrize("step", ["fsync", "link"])
def test_a_refusing_disk_publishes_nothing(
    storage: LocalStorage,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    code: int,
    kind: type[StorageUnavailable],
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, step, refuse)
    with pytest.raises(kind) as caught:
        put(storage, "1.jpg")
    assert caught.value.failure is FailureClass.LOCAL
    monkeypatch.undo()
    assert keys_of(storage) == []
    assert list(storage.staging.iterdir()) == []


def test_a_full_disk_while_copying_leaves_nothing(storage: LocalStorage) -> None:
    class Full(io.RawIOBase):
        def read(self, _size: int = -1, /) -> bytes:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(StorageFull):
        storage.save("1.jpg", Full(), media_type="image/jpeg", checksum=sha256(BODY))
    assert list(storage.staging.iterdir()) == []


def test_publishes_without_links_too(
    storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refuse)
    put(storage, "a/1.jpg")
    put(storage, "a/1.jpg")
    assert read(storage, "a/1.jpg") == BODY
    with pytest.raises(FileTaken):
        put(storage, "a/1.jpg", b"other")
    assert read(storage, "a/1.jpg") == BODY
    assert list(storage.staging.iterdir()) == []


def test_saving_and_pruning_at_once_lose_nothing(storage: LocalStorage) -> None:
    """One thread removes empty folders while others put files into them."""

    def work(number: int) -> None:
        for turn in range(60):
            key = f"a/b/{number}-{turn}.jpg"
            put(storage, key, b"x")
            assert read(storage, key) == b"x"
            assert storage.delete([key]) == {key: None}

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert keys_of(storage) == []


def test_a_file_cut_short_on_disk_is_noticed(storage: LocalStorage) -> None:
    put(storage, "1.jpg")
    with storage.open("1.jpg") as stream:
        os.truncate(storage.root / "1.jpg", 10)
        with pytest.raises(StorageUnavailable):
            stream.read()


def test_a_kill_while_saving_leaves_no_partial_file(tmp_path: Path) -> None:
    """The process dies in the middle of the copy: nothing is published, a sweep clears up."""
    program = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from catalog.storage.local import LocalStorage\n"
        "class Dies:\n"
        "    def __init__(self): self.left = 2\n"
        "    def read(self, size=-1):\n"
        "        self.left -= 1\n"
        "        if self.left < 0: os.kill(os.getpid(), signal.SIGKILL)\n"
        "        return b'x' * 1000\n"
        "LocalStorage(Path(sys.argv[1])).save('1.jpg', Dies(), media_type='a/b', checksum='0')\n"
    )
    root = tmp_path / "images"
    ended = subprocess.run([sys.executable, "-c", program, str(root)], check=False)
    assert ended.returncode == -signal.SIGKILL
    storage = LocalStorage(root)
    assert keys_of(storage) == []
    assert storage.sweep_staging(older_than=-1) == 1
