"""File names as people gave them: shown and handed back, never part of a key or a path."""

import re
import unicodedata
from urllib.parse import quote

MAX_BYTES = 255  # in UTF-8: what the disks of those who download can hold

_NAMELESS = "picture"
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset({"Cc", "Cs"})
_EXTENSION = re.compile(r"\.[^.\s]{1,16}$")
_LEGACY = re.compile(r"[0-9a-f]{32}_.", re.IGNORECASE)
_UNSAFE_IN_QUOTES = re.compile(r"[^ !#$&-\[\]-~]")  # also the percent sign, which some decode
_ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"  # RFC 8187 leaves these as they are


def clean_filename(name: str) -> str:
    """Return the name without folders and without characters that hide or turn what is read.

    NFC, at most 255 bytes of UTF-8 with the extension kept, never empty.
    """
    last = re.split(r"[/\\]", name)[-1]
    visible = "".join(character for character in last if not _hidden(character))
    words = " ".join(unicodedata.normalize("NFC", visible).split())
    if not words.strip(". "):
        return _NAMELESS
    return _shortened(words)


def legacy_name(filename: str) -> str | None:
    """Return the clean name if it is one the former site gave: 32 hex digits, `_`, a name."""
    name = clean_filename(filename)
    return name if _LEGACY.match(name) else None


def content_disposition(filename: str, *, inline: bool) -> str:
    """Return the header's value as RFC 6266 has it: ASCII for old clients, and the whole name."""
    name = clean_filename(filename)
    disposition = "inline" if inline else "attachment"
    plain = _plain(name)
    value = f'{disposition}; filename="{plain}"'
    if plain == name:
        return value
    return f"{value}; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE_CHARACTERS)}"


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip()
    nameless = letters.startswith(".") and not name.startswith(".")
    return _UNSAFE_IN_QUOTES.sub("_", _NAMELESS + letters if nameless else letters or _NAMELESS)


def _hidden(character: str) -> bool:
    if character.isspace():  # becomes one plain space
        return False
    return character in _DIRECTIONS or unicodedata.category(character) in _INVISIBLE


def _shortened(name: str) -> str:
    if len(name.encode()) <= MAX_BYTES:
        return name
    found = _EXTENSION.search(name)
    extension = found.group() if found else ""
    room = MAX_BYTES - len(extension.encode())
    stem = name[: len(name) - len(extension)].encode()[:room].decode(errors="ignore")
    return stem.rstrip() + extension
