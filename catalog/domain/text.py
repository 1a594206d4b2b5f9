"""Text as people compare it: folded for searching, keyed for sorting.

Keys are compared as bytes of UTF-8 (the order of code points), so SQLite and PostgreSQL agree
whatever collations they were built with.
"""

import re
import unicodedata

KEY_LENGTH = 200
"""Characters of a text that take part in sorting: PostgreSQL refuses index entries over 2.7 kB."""

# Above every letter that may follow an n, so that ñ comes after "nz" and before "o".
_AFTER_N = "\U0010fffd"

_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
_DIGITS = re.compile("[0-9]+")
_OPENING = "\"'([{*¿¡ "

# Letters that Unicode does not take apart, and the marks of typographers as typewriters have them.
_PLAIN = {
    **dict.fromkeys("‘’‚‛′ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\0\u00ad\u200b\u200c\u200d\ufeff", ""),
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
}
_SPECIAL = re.compile(f"[{''.join(map(re.escape, _PLAIN))}]")


def clean_words(text: str, *, lines: bool = False) -> str:
    """Return the text in NFC without control characters, which PostgreSQL refuses or nobody sees.

    Spaces are squeezed into single ones; with `lines`, lines stay as they are.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if lines:
        return "".join(c for c in text if c in "\n\t" or _is_visible(c)).strip()
    return "".join(c for c in " ".join(text.split()) if _is_visible(c))


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cs"}


def fold(text: str) -> str:
    """Return the text for searching: lower case, no accents, ñ as n, single spaces."""
    if text.isascii():
        return " ".join(text.lower().replace("\0", "").split())
    return " ".join(_MARKS.sub("", _taken_apart(text)).split())


def natural_key(text: str) -> str:
    """Return a key whose byte order is the order people expect.

    Case and accents do not count, ñ is a letter between n and o, runs of digits count by their
    value, opening quotes and question marks are passed over. Texts that agree in their first
    `KEY_LENGTH` characters share a key.
    """
    text = text[:KEY_LENGTH]
    if text.isascii():
        folded = fold(text)
    else:
        lettered = _taken_apart(text).replace("n\u0303", "n" + _AFTER_N)
        folded = " ".join(_MARKS.sub("", lettered).split())
    folded = folded.lstrip(_OPENING) or folded
    return _DIGITS.sub(_by_value, folded)[: KEY_LENGTH * 2]


def _taken_apart(text: str) -> str:
    """Return the text in lower case with each accent as a character of its own."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return apart if apart.isascii() else _SPECIAL.sub(_made_plain, apart)


def _made_plain(found: re.Match[str]) -> str:
    return _PLAIN[found[0]]


def _by_value(run: re.Match[str]) -> str:
    """Put the number of digits before the digits: more digits, a greater number."""
    digits = run[0].lstrip("0") or "0"
    size = len(digits)
    return f"{size}{digits}" if size < 9 else f"9{size:03}{digits}"
