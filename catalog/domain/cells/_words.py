"""Cleaning of what people type or paste before it is kept as text."""

import re
import unicodedata

from catalog.domain.cells._base import invalid

# Control characters, halves of broken surrogate pairs, byte order marks and zero-width spaces:
# nobody means them, databases refuse some, and searches miss what holds them.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u200b\ufeff]+")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES_AND_BREAKS = re.compile("[\t\n]+")


def one_line(text: str, limit: int) -> str:
    """Return the text as one trimmed line in NFC.

    Raises `Invalid` when it is longer than `limit` characters.
    """
    if not (text.isascii() and text.isprintable()):
        text = _SPACES_AND_BREAKS.sub(" ", _cleaned(text).strip())
    return _within(text.strip(), limit)


def many_lines(text: str, limit: int) -> str:
    r"""Return the text trimmed, in NFC, with lines ended by \n.

    Raises `Invalid` when it is longer than `limit` characters.
    """
    if not (text.isascii() and text.isprintable()):
        text = _cleaned(text)
    return _within(text.strip(), limit)


def _cleaned(text: str) -> str:
    plain = _UNWANTED.sub("", _BREAK.sub("\n", text))
    return unicodedata.normalize("NFC", plain)


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise invalid(
            "This text has %(length)s characters; up to %(limit)s fit here.",
            length=len(text),
            limit=limit,
        )
    return text
