"""Conditional requests and requests for a part of a file (RFC 9110)."""

import re
from collections.abc import Mapping

from catalog.storage.base import ByteRange

_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII | re.IGNORECASE)


def is_known(headers: Mapping[str, str], etag: str) -> bool:
    """Tell whether the client has what carries this strong ETag."""
    given = headers.get("if-none-match", "")
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return etag in known or "*" in known


def wanted_range(headers: Mapping[str, str], etag: str, size: int) -> ByteRange | None:
    """Return the one range asked for; None for the whole, also where the request makes no sense.

    The range may lie behind the end of the file: whoever reads it says so.
    """
    found = _RANGE.fullmatch(headers.get("range", "").replace(" ", ""))
    if found is None or headers.get("if-range", etag) != etag:
        return None
    first, last = found.groups()
    if first:
        is_whole = bool(last) and int(last) < int(first)
        return None if is_whole else ByteRange(int(first), int(last) if last else None)
    if not last:
        return None
    return ByteRange(max(0, size - int(last))) if int(last) else ByteRange(size)
