"""What every storage promises, run against memory, disk and S3 alike."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest

from catalog.storage.base import (
    ByteRange,
    ChecksumMismatch,
    FileMissing,
    FileTaken,
    RangeUnsatisfiable,
    Storage,
)
from catalog.storage.keys import InvalidKey, image_key, image_prefix, random_suffix

BODY = bytes(range(256)) * 40


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def a_key(part: str = "original", extension: str = "jpg") -> str:
    return image_key("k3v9q2m7", 1, part, random_suffix(), extension)


def put(storage: Storage, key: str, body: bytes = BODY, **more: Any) -> None:
    storage.save(key, body, media_type="image/jpeg", checksum=sha256(body), **more)


def read(storage: Storage, key: str) -> bytes:
    with storage.open(key) as stream:
        return stream.read()


def keys_of(storage: Storage, prefix: str = "", after: str | None = None) -> list[str]:
    return [file.key for file in storage.list(prefix, after)]


class StorageContract:
    """Subclasses give a `storage` fixture: a storage with nothing in it."""

    def test_gives_back_what_was_saved(self, storage: Storage) -> None:
        key = a_key()
        put(storage, key)
        with storage.open(key) as stream:
            assert (stream.size, stream.total) == (len(BODY), len(BODY))
            assert stream.read() == BODY

    @pytest.mark.parametrize("kind", ["file", "path", "stream", "bytes"])
    def test_takes_every_kind_of_body(self, storage: Storage, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "body"
        path.write_bytes(BODY)
        key, source = a_key(), a_key("source")
        put(storage, source)
        with path.open("rb") as file, storage.open(source) as stream:
            body = {"file": file, "path": path, "stream": stream, "bytes": BODY}[kind]
            saved = storage.save(key, body, media_type="image/jpeg", checksum=sha256(BODY))
        assert saved.size == len(BODY)
        assert read(storage, key) == BODY
        assert path.read_bytes() == BODY

    def test_leaves_the_file_open(self, storage: Storage) -> None:
        body = io.BytesIO(BODY)
        storage.save(a_key(), body, media_type="image/jpeg", checksum=sha256(BODY))
        assert not body.closed

    def test_keeps_an_empty_file(self, storage: Storage) -> None:
        key = a_key()
        put(storage, key, b"")
        assert read(storage, key) == b""
        assert storage.stat(key).size == 0

    def test_knows_size_type_and_place(self, storage: Storage) -> None:
        key = a_key()
        put(storage, key)
        facts = storage.stat(key)
        assert (facts.key, facts.size, facts.media_type) == (key, len(BODY), "image/jpeg")
        assert facts.location == storage.location
        assert facts.modified_at.tzinfo is not None

    @pytest.mark.parametrize(
        ("wanted", "bytes_given"),
        [
            (ByteRange(0, 0), BODY[:1]),
            (ByteRange(10, 19), BODY[10:20]),
            (ByteRange(10), BODY[10:]),
            (ByteRange(len(BODY) - 1), BODY[-1:]),
            (ByteRange(5, 10 * len(BODY)), BODY[5:]),
        ],
    )
    def test_reads_a_part(self, storage: Storage, wanted: ByteRange, bytes_given: bytes) -> None:
        key = a_key()
        put(storage, key)
        with storage.open(key, wanted) as stream:
            assert (stream.size, stream.total) == (len(bytes_given), len(BODY))
            assert stream.read() == bytes_given

    def test_reads_in_pieces(self, storage: Storage) -> None:
        key = a_key()
        put(storage, key)
        with storage.open(key) as stream:
            assert stream.read(100) == BODY[:100]
            assert stream.read(0) == b""
            assert b"".join(stream) == BODY[100:]
            assert stream.read(1) == b""

    def test_refuses_a_part_behind_the_end(self, storage: Storage) -> None:
        key = a_key()
        put(storage, key)
        with pytest.raises(RangeUnsatisfiable):
            storage.open(key, ByteRange(len(BODY)))

    def test_says_that_a_file_is_missing(self, storage: Storage) -> None:
        with pytest.raises(FileMissing):
            storage.open(a_key())
        with pytest.raises(FileMissing):
            storage.stat(a_key())

    def test_saves_the_same_again(self, storage: Storage) -> None:
        key = a_key()
        put(storage, key)
        put(storage, key)
        assert read(storage, key) == BODY

    def test_never_replaces_other_bytes(self, storage: Storage) -> None:
        key = a_key()
        put(storage, key)
        with pytest.raises(FileTaken):
            put(storage, key, BODY[::-1])
        assert read(storage, key) == BODY

    def test_publishes_nothing_under_a_wrong_checksum(self, storage: Storage) -> None:
        key = a_key()
        with pytest.raises(ChecksumMismatch):
            storage.save(key, BODY, media_type="image/jpeg", checksum=sha256(b"other"))
        with pytest.raises(FileMissing):
            storage.stat(key)

    def test_deletes_twice_and_gives_the_key_free(self, storage: Storage) -> None:
        key, other = a_key(), a_key("thumb", "webp")
        put(storage, key)
        put(storage, other)
        assert set(storage.delete([key, a_key()]).values()) == {None}
        assert list(storage.delete([key]).items()) == [(key, None)]
        with pytest.raises(FileMissing):
            storage.stat(key)
        assert storage.stat(other).size == len(BODY)
        put(storage, key, b"new")
        assert storage.stat(key).size == 3

    def test_deletes_nothing_for_no_keys(self, storage: Storage) -> None:
        assert storage.delete([]) == {}

    def test_lists_in_byte_order(self, storage: Storage) -> None:
        keys = sorted(
            image_key(public_id, version, part, random_suffix(), "webp")
            for public_id in ("a1", "a10", "b2")
            for version in (1, 2, 10)
            for part in ("card", "thumb")
        )
        for key in keys:
            put(storage, key)
        assert keys_of(storage) == keys
        for prefix in ("images/", image_prefix("a1"), image_prefix("a1", 1), keys[3][:-8]):
            assert keys_of(storage, prefix) == [key for key in keys if key.startswith(prefix)]
        for place in range(len(keys)):
            assert keys_of(storage, "images/", keys[place]) == keys[place + 1 :]

    def test_lists_nothing_of_a_neighbour(self, storage: Storage) -> None:
        for key in ("a/b/1.jpg", "a/b.jpg", "a/bc/1.jpg"):
            put(storage, key)
        assert keys_of(storage, "a/b/") == ["a/b/1.jpg"]
        assert keys_of(storage, "a/bc") == ["a/bc/1.jpg"]
        assert keys_of(storage, "none/") == []

    def test_lists_facts(self, storage: Storage) -> None:
        put(storage, "a/b.jpg")
        [file] = storage.list()
        assert (file.key, file.size, file.location) == ("a/b.jpg", len(BODY), storage.location)

    @pytest.mark.parametrize("key", ["../up.jpg", "/etc/passwd", "a//b", "A.jpg", "a/../b", ""])
    def test_keys_cannot_escape(self, storage: Storage, key: str) -> None:
        with pytest.raises(InvalidKey):
            put(storage, key)
        with pytest.raises(InvalidKey):
            storage.open(key)
        with pytest.raises(InvalidKey):
            storage.stat(key)
        with pytest.raises(InvalidKey):
            storage.delete(["a/b.jpg", key])
