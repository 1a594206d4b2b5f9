"""Tries out a bucket with one small object, and says in a line each what works and what to do."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.base import FileMissing, StorageUnavailable
from catalog.storage.keys import random_suffix
from catalog.storage.s3 import S3Storage

SKEW_NOTED = 60.0
SKEW_REFUSED = 15 * 60.0
"""Seconds; a store refuses requests signed further off than the second."""
_BODY = b"Catalog tries out this bucket; this object may be removed.\n"
_CHECKSUM = hashlib.sha256(_BODY).hexdigest()
_MEDIA_TYPE = "text/plain"
_CACHE = "private, max-age=60"


class Outcome(StrEnum):
    PASSED = "passed"
    NOTED = "noted"
    """Works, but somebody should know."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """Could not be tried because an earlier step failed."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    """One of `list write read type delete clock versions`."""
    words: Message
    outcome: Outcome
    detail: Message | str | None = None
    remedy: Message | None = None


@dataclass(frozen=True, slots=True)
class ProbeReport:
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Tell whether pictures may go there: nothing failed, nothing was left untried."""
        return all(check.outcome in (Outcome.PASSED, Outcome.NOTED) for check in self.checks)

    def check(self, name: str) -> Check:
        return next(check for check in self.checks if check.name == name)


class _Note(Exception):
    def __init__(self, detail: Message, remedy: Message | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    words: Message
    action: Callable[[S3Storage, str], None]
    needs: str = ""


def probe(storage: S3Storage) -> ProbeReport:
    """Try listing, writing, reading, removing, the clock and versions. Never raises."""
    key = f"probe/{random_suffix()}.txt"
    checks: dict[str, Check] = {}
    for step in _STEPS:
        needed = checks.get(step.needs)
        if needed and needed.outcome is Outcome.FAILED:
            checks[step.name] = Check(step.name, step.words, Outcome.SKIPPED)
        else:
            checks[step.name] = _run(step, storage, key)
    return ProbeReport(tuple(checks.values()))


def _run(step: _Step, storage: S3Storage, key: str) -> Check:
    try:
        step.action(storage, key)
    except _Note as note:
        return Check(step.name, step.words, Outcome.NOTED, note.detail, note.remedy)
    except StorageError as error:
        remedy = error.remedy if isinstance(error, StorageUnavailable) else None
        return Check(step.name, step.words, Outcome.FAILED, error.message, remedy)
    return Check(step.name, step.words, Outcome.PASSED)


def _list(storage: S3Storage, _key: str) -> None:
    storage.check_bucket()


def _write(storage: S3Storage, key: str) -> None:
    storage.save(key, _BODY, media_type=_MEDIA_TYPE, checksum=_CHECKSUM, cache_control=_CACHE)


def _read(storage: S3Storage, key: str) -> None:
    with storage.open(key) as stream:
        if hashlib.sha256(stream.read()).hexdigest() != _CHECKSUM:
            raise StorageError(Message("other bytes came back than were stored"))


def _type(storage: S3Storage, key: str) -> None:
    facts = storage.stat(key)
    kept = (facts.media_type, facts.checksum, facts.cache_control)
    if kept != (_MEDIA_TYPE, _CHECKSUM, _CACHE):
        raise StorageError(Message("the store changes types, cache headers or metadata"))


def _delete(storage: S3Storage, key: str) -> None:
    error = storage.delete([key])[key]
    if error:
        raise error
    try:
        storage.stat(key)
    except FileMissing:
        return
    raise StorageError(Message("a removed object is still there"))


def _clock(storage: S3Storage, _key: str) -> None:
    skew = storage.clock_skew
    if skew is None:
        raise _Note(Message("the store does not tell its time"))
    if abs(skew) < SKEW_NOTED:
        return
    words = Message("this machine's clock is %(seconds)d seconds off", {"seconds": -skew})
    remedy = Message("Set the clock of this machine; let a time service keep it.")
    if abs(skew) < SKEW_REFUSED:
        raise _Note(words, remedy)
    raise StorageError(words)


def _versions(storage: S3Storage, _key: str) -> None:
    try:
        kept = storage.bucket_is_versioned()
    except StorageUnavailable as error:
        words = Message("it cannot be seen whether the bucket keeps versions")
        raise _Note(words, error.remedy) from error
    if kept:
        raise _Note(
            Message("the bucket keeps old versions: removed pictures still take space there"),
            Message("Add a lifecycle rule that ends old versions, if you want the space back."),
        )


_STEPS = (
    _Step("list", Message("The bucket is there and can be listed"), _list),
    _Step("write", Message("An object can be stored"), _write),
    _Step("read", Message("The same bytes come back"), _read, "write"),
    _Step("type", Message("Type, checksum and cache header come back"), _type, "write"),
    _Step("delete", Message("An object can be removed"), _delete, "write"),
    _Step("clock", Message("The clocks agree"), _clock),
    _Step("versions", Message("Removed objects free their space"), _versions),
)
