"""Bytes from one location to the other, part by part, each compared before it is sent."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

from catalog.domain.bundles import (
    CopyDamaged,
    Part,
    check_bundle,
    check_part,
    checked_content,
    look_at_bundle,
)
from catalog.domain.mover.leases import Claim
from catalog.domain.mover.steps import crash_at
from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.base import (
    IMMUTABLE,
    FailureClass,
    FileMissing,
    FileTaken,
    Storage,
    StorageUnavailable,
)
from catalog.storage.streams import Body

FOR_MEMBERS = "private, max-age=31536000, immutable"
"""Cache header of originals: they may tell where a picture was taken."""


class SourceLost(StorageError):
    """The copy to read is damaged or missing: `state` is what to note of it."""

    def __init__(self, message: Message, state: str) -> None:
        super().__init__(message)
        self.state = state


class TargetDamaged(StorageError):
    """What arrived is not what was sent; it must go before another try."""


def bring(claim: Claim, source: Storage, target: Storage) -> str:
    """Make the target hold every part, proven; return how, as in `image_copy.verified_how`.

    Raises SourceLost, TargetDamaged, or StorageUnavailable where one of them does not answer.
    """
    parts = claim.parts()
    try:
        return _bring(claim, parts, source, target)
    except TargetDamaged:
        _prove_source(claim, source, parts)  # before anything at the target may be given up
        raise


def _bring(claim: Claim, parts: tuple[Part, ...], source: Storage, target: Storage) -> str:
    if claim.is_there:
        return _prove_what_is_there(target, parts)
    for part in parts:
        _send(claim, part, source, target)
        crash_at("part saved")
    crash_at("copied")
    _read_back(target, parts)
    crash_at("verified")
    return "readback"


def _prove_source(claim: Claim, source: Storage, parts: tuple[Part, ...]) -> None:
    with _source_trouble(claim):
        check_bundle(source, parts)


@contextmanager
def _source_trouble(claim: Claim) -> Iterator[None]:
    try:
        yield
    except FileMissing as error:
        raise SourceLost(_MISSING[claim.source], "missing") from error
    except CopyDamaged as error:
        raise SourceLost(_DAMAGED[claim.source], "corrupt") from error


def _prove_what_is_there(target: Storage, parts: tuple[Part, ...]) -> str:
    """A copy of before is read again where that costs nothing; from S3 no byte is transferred."""
    try:
        if target.location == "local":
            check_bundle(target, parts)
            return "readback"
        look_at_bundle(target, parts)
    except (FileMissing, CopyDamaged) as error:
        raise TargetDamaged(Message("the copy kept from before is damaged")) from error
    return "head"


def _send(claim: Claim, part: Part, source: Storage, target: Storage) -> None:
    with _source_trouble(claim), checked_content(source, part) as content:
        _save(claim, part, content, target)


def _save(claim: Claim, part: Part, content: Body, target: Storage) -> None:
    try:
        target.save(
            part.key,
            content,
            media_type=part.media_type,
            checksum=part.checksum,
            metadata=_metadata(claim, part),
            cache_control=FOR_MEMBERS if part.name == "original" else IMMUTABLE,
        )
    except (FileTaken, FileMissing) as error:
        raise TargetDamaged(Message("other content lies where the copy should be")) from error
    except StorageUnavailable as error:
        if error.failure is not FailureClass.AMBIGUOUS or not _has_arrived(target, part):
            raise


def _has_arrived(target: Storage, part: Part) -> bool:
    """The answer to a write was lost: look, rather than guess."""
    try:
        check_part(target, part)
    except StorageError:
        return False
    return True


def _read_back(target: Storage, parts: tuple[Part, ...]) -> None:
    try:
        check_bundle(target, parts)
    except (FileMissing, CopyDamaged) as error:
        message = Message("the store accepted a file and then gave back something else")
        raise TargetDamaged(message) from error


def _metadata(claim: Claim, part: Part) -> Mapping[str, str]:
    """Make the bucket readable without the database."""
    return {
        "public-id": claim.public_id,
        "version": str(claim.version),
        "part": part.name,
        "filename": quote(claim.filename[:100]),
    }


_MISSING = {
    "local": Message("the local file is missing"),
    "s3": Message("the file is missing on S3"),
}
_DAMAGED = {
    "local": Message("the local file is damaged"),
    "s3": Message("the file on S3 is damaged"),
}
