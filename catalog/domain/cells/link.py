# ruff: noqa: ARG002 - what this type does not need, another one does
"""Addresses of the web."""

import re
from urllib.parse import urlsplit

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options, invalid, shortened
from catalog.domain.cells._words import one_line
from catalog.domain.text import natural_key
from catalog.i18n import Message

LONGEST = 2_000

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,24}(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)
_FILE = re.compile(
    r"[^/?#]+\.(?:jpe?g|png|gif|webp|avif|heic|tiff?|bmp|svg|pdf|docx?|xlsx?|csv|zip|mp[34]|mov)",
    re.IGNORECASE,
)
_DROPPED_IN_ORDER = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


class Link(ColumnType):
    name = "link"
    label = Message("Web address")
    position = 110
    plain = False

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """Take http and https only, and no sign-in data; "museo.es" becomes https://museo.es."""
        text = one_line(text, LONGEST)
        if not text:
            return None
        address = text if _SCHEME.match(text) else _completed(text)
        if not _is_sound(address):
            raise _refusal(text)
        return address

    def sort_key(self, value: JSONValue) -> str | None:
        return None if value is None else natural_key(_DROPPED_IN_ORDER.sub("", str(value), 1))


def _completed(text: str) -> str:
    if not _BARE.fullmatch(text) or _FILE.fullmatch(text):
        raise _refusal(text)
    return f"https://{text}"


def _is_sound(address: str) -> bool:
    if any(character in address for character in ' \t\\"<>'):
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port  # a port that is no number raises
    except ValueError:
        return False
    return bool(host) and "@" not in parts.netloc


def _refusal(text: str) -> Exception:
    return invalid(
        "“%(text)s” is not a web address. Write it like %(example)s.",
        text=shortened(text),
        example="https://example.org",
    )


TYPE = Link()
