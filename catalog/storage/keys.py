"""Names of objects: one key, the same on disk and in the bucket.

A key is lower-case ASCII and is made by us alone; what a person called the file never reaches it.
"""

import hashlib
import re
import secrets

from catalog.errors import StorageError
from catalog.i18n import Message

MAX_KEY_LENGTH = 512
_SEGMENT = r"[a-z0-9][a-z0-9._-]{0,199}"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_PUBLIC_ID = re.compile(r"[a-z0-9]{1,64}")
_PART = re.compile(r"[a-z0-9_]{1,32}")
_SUFFIX = re.compile(r"[0-9a-f]{16}")
_EXTENSION = re.compile(r"[a-z0-9]{1,8}")


class InvalidKey(StorageError):
    """The text cannot be the key of an object."""

    def __init__(self, key: str) -> None:
        super().__init__(Message("Not a key of a stored file: %(key)r", {"key": key}))


def is_key(key: str) -> bool:
    return len(key) <= MAX_KEY_LENGTH and _KEY.fullmatch(key) is not None


def check_key(key: str) -> str:
    """Return the key; raise InvalidKey where it could escape, hide or differ between stores."""
    if not is_key(key):
        raise InvalidKey(key)
    return key


def random_suffix() -> str:
    """Return 16 hex digits: nobody guesses an original's key from a rendition's."""
    return secrets.token_hex(8)


def image_prefix(public_id: str, version: int | None = None) -> str:
    """Return what all keys of an image, or of one version of its content, begin with."""
    if not _PUBLIC_ID.fullmatch(public_id):
        raise InvalidKey(public_id)
    shard = hashlib.sha256(public_id.encode()).hexdigest()[:2]
    prefix = f"images/{shard}/{public_id}/"
    return prefix if version is None else f"{prefix}{version:d}/"


def image_key(public_id: str, version: int, part: str, suffix: str, extension: str) -> str:
    """Return `images/<2 hex>/<public_id>/<version>/<part>-<suffix>.<extension>`.

    `suffix` comes from random_suffix() and is kept with the part; `extension` has no dot.
    """
    key = f"{image_prefix(public_id, version)}{part}-{suffix}.{extension}"
    parts_are_right = (
        version >= 0
        and _PART.fullmatch(part)
        and _SUFFIX.fullmatch(suffix)
        and _EXTENSION.fullmatch(extension)
    )
    if not parts_are_right:
        raise InvalidKey(key)
    return key
