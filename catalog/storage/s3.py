"""Bytes in a bucket of S3 or of a store that speaks like it."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any

from catalog.errors import StorageError
from catalog.storage.base import (
    IMMUTABLE,
    ByteRange,
    Deletions,
    FileMissing,
    FileTaken,
    RangeUnsatisfiable,
    StorageLocation,
    StorageUnavailable,
    StoredFile,
)
from catalog.storage.failures import (
    as_unavailable,
    code_of,
    refusal_of,
    s3_errors,
    skew_of,
    status_of,
    unsure,
)
from catalog.storage.keys import check_key, is_key
from catalog.storage.s3_client import CHECKSUM_KEY, S3Config, S3Connection, Signing
from catalog.storage.s3_reading import range_header, stream_of
from catalog.storage.streams import Body, StoredStream, rewindable

DELETE_BATCH = 1000
TRUST_SECONDS = 60.0
"""An object's own "not found" is believed while the bucket let itself be listed this recently; the
bare 404 of a HEAD, which a missing bucket gives as well, only after another look at the bucket."""
_UNSURE = {"404", "NotFound", "NoSuchKey", "403", "Forbidden", "AccessDenied"}
_NO_BATCHES = {"NotImplemented", "MethodNotAllowed", "MissingContentMD5", "InvalidRequest"}

_ALREADY_MADE = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}


class S3Storage:
    """Objects under `config.prefix` of one bucket. Wrong settings show at the first verb.

    `clock_skew`: seconds the store's clock was ahead at its last answer, None before the first.
    """

    location = StorageLocation.S3

    def __init__(self, config: S3Config, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.config = config
        self.clock_skew: float | None = None
        self.signing: Signing | None = None
        self._clock = clock
        self._listed_at = float("-inf")
        self._create_only = True
        self._connection: S3Connection | Exception = self._connect()

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
        facts = {**(metadata or {}), CHECKSUM_KEY: checksum}
        request = {
            **self._name(key),
            "ContentType": media_type,
            "CacheControl": cache_control,
            "Metadata": facts,
        }
        with rewindable(body) as (content, size):
            if not self._put(request, content):
                self._check_same(key, checksum)
        return StoredFile(
            location=self.location,
            key=key,
            size=size,
            modified_at=datetime.now(UTC),
            media_type=media_type,
            checksum=checksum,
            cache_control=cache_control,
            metadata=facts,
        )

    def open(self, key: str, byte_range: ByteRange | None = None) -> StoredStream:
        wanted = {"Range": range_header(byte_range)} if byte_range else {}
        with self._about(key):
            answer = self._client.get_object(**self._name(key), **wanted)
        self._note(answer)
        return stream_of(answer, partial=byte_range is not None)

    def stat(self, key: str) -> StoredFile:
        with self._about(key):
            answer = self._client.head_object(**self._name(key))
        self._note(answer)
        facts = answer.get("Metadata", {})
        return StoredFile(
            location=self.location,
            key=key,
            size=answer["ContentLength"],
            modified_at=answer["LastModified"],
            media_type=answer.get("ContentType"),
            checksum=facts.get(CHECKSUM_KEY),
            cache_control=answer.get("CacheControl"),
            metadata=facts,
        )

    def delete(self, keys: Sequence[str]) -> Deletions:
        wanted = [check_key(key) for key in keys]
        results: dict[str, StorageError | None] = {}
        for start in range(0, len(wanted), DELETE_BATCH):
            results |= self._delete_batch(wanted[start : start + DELETE_BATCH])
        return results

    def list(self, prefix: str = "", after: str | None = None) -> Iterator[StoredFile]:
        place = {"StartAfter": self.config.prefix + after} if after else {}
        while True:
            answer = self._list_page(self.config.prefix + prefix, **place)
            for entry in answer.get("Contents", []):
                key = entry["Key"].removeprefix(self.config.prefix)
                if is_key(key):
                    yield self._listed(key, entry)
            if not answer.get("IsTruncated"):
                return
            place = {"ContinuationToken": answer["NextContinuationToken"]}

    def check_bucket(self) -> None:
        """Raise StorageUnavailable unless the bucket is there and lets us list it."""
        self._list_page(self.config.prefix, MaxKeys=1)

    def make_bucket(self) -> None:
        """For the demo and for tests: make the bucket if it is not there."""
        try:
            with s3_errors(writing=True):
                self._client.create_bucket(Bucket=self.config.bucket)
        except StorageUnavailable as error:
            if _code(error) not in _ALREADY_MADE:
                raise

    def bucket_is_versioned(self) -> bool:
        with s3_errors():
            answer = self._client.get_bucket_versioning(Bucket=self.config.bucket)
        return bool(answer.get("Status") == "Enabled")

    def _connect(self) -> S3Connection | Exception:
        try:
            connection = S3Connection(self.config)
            self.signing = connection.signing()
        except Exception as error:  # noqa: BLE001 - no wrong setting may stop the start
            return error
        return connection

    @property
    def _client(self) -> Any:
        if isinstance(self._connection, S3Connection):
            return self._connection.client
        raise as_unavailable(self._connection) from self._connection

    def _name(self, key: str) -> dict[str, str]:
        return {"Bucket": self.config.bucket, "Key": self.config.prefix + check_key(key)}

    def _note(self, answer: Mapping[str, Any]) -> None:
        """Learn from a good answer: the store's clock, and credentials renewed for the request."""
        skew = skew_of(answer)
        self.clock_skew = self.clock_skew if skew is None else skew
        if isinstance(self._connection, S3Connection):
            self.signing = self._connection.signing()

    def _put(self, request: Mapping[str, Any], content: bytes | IO[bytes]) -> bool:
        """Return False where the key is taken; a second try after a lost answer finds it so."""
        only = {"IfNoneMatch": "*"} if self._create_only else {}
        try:
            with s3_errors(writing=True):
                answer = self._client.put_object(**request, **only, Body=content)
        except StorageUnavailable as error:
            if _status(error) == 412:
                return False
            if not only or _code(error) != "NotImplemented":
                raise
        else:
            self._note(answer)
            return True
        self._create_only = False  # a store of the plainer kind; keys are random all the same
        return self._put(request, content)

    def _check_same(self, key: str, checksum: str) -> None:
        digest = hashlib.sha256()
        with self.open(key) as stream:
            for chunk in stream:
                digest.update(chunk)
        if digest.hexdigest() != checksum:
            raise FileTaken(key)

    @contextmanager
    def _about(self, key: str) -> Iterator[None]:
        """Turn what the store says about one object into an answer that can be trusted."""
        try:
            with s3_errors():
                yield
        except StorageUnavailable as error:
            if _status(error) == 416:
                raise RangeUnsatisfiable(key) from error
            if _code(error) in _UNSURE:
                raise self._verdict(key, error) from error
            raise

    def _verdict(self, key: str, error: StorageUnavailable) -> StorageError:
        """Tell a missing object from a missing bucket, wrong keys and missing permissions."""
        missing = _status(error) == 404
        lately = self._clock() - self._listed_at < TRUST_SECONDS
        if not (lately and _code(error) == "NoSuchKey"):
            try:
                self.check_bucket()
            except StorageUnavailable as trouble:
                return unsure() if _code(trouble) == "AccessDenied" else trouble
        return FileMissing(key) if missing else refusal_of("AccessDenied")

    def _list_page(self, prefix: str, **more: Any) -> Mapping[str, Any]:
        with s3_errors():
            answer: Mapping[str, Any] = self._client.list_objects_v2(
                Bucket=self.config.bucket, Prefix=prefix, **more
            )
        self._note(answer)
        self._listed_at = self._clock()
        return answer

    def _listed(self, key: str, entry: Mapping[str, Any]) -> StoredFile:
        return StoredFile(
            location=self.location,
            key=key,
            size=entry["Size"],
            modified_at=entry["LastModified"],
        )

    def _delete_batch(self, keys: Sequence[str]) -> Deletions:
        names = [{"Key": self.config.prefix + key} for key in keys]
        try:
            with s3_errors(writing=True):
                answer = self._client.delete_objects(
                    Bucket=self.config.bucket, Delete={"Objects": names, "Quiet": True}
                )
        except StorageUnavailable as error:
            if _code(error) in _NO_BATCHES:
                return {key: self._delete_one(key) for key in keys}
            return dict.fromkeys(keys, error)
        failed = {entry["Key"]: entry["Code"] for entry in answer.get("Errors", [])}
        return {key: _deletion(failed.get(self.config.prefix + key)) for key in keys}

    def _delete_one(self, key: str) -> StorageError | None:
        try:
            with s3_errors(writing=True):
                self._client.delete_object(**self._name(key))
        except StorageUnavailable as error:
            return error
        return None


def _status(error: StorageUnavailable) -> int:
    return status_of(error.__cause__)


def _code(error: StorageUnavailable) -> str:
    return code_of(error.__cause__)


def _deletion(code: str | None) -> StorageError | None:
    return None if code in (None, "NoSuchKey") else refusal_of(code)
