# ruff: noqa: ARG002 - what this type does not need, another one does
"""Several of the column's choices."""

import re

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options
from catalog.domain.cells._choices import chosen
from catalog.domain.cells._words import many_lines
from catalog.domain.text import fold, natural_key
from catalog.i18n import Message

LONGEST = 10_000
SEPARATOR = "; "

_LINES = re.compile(r"[;\n]")
_COMMAS = re.compile(r"[;\n,]")


class Choices(ColumnType):
    """Semicolons and line ends separate; commas too, unless a choice of the column has one.

    A choice itself holds no semicolon.
    """

    name = "choices"
    label = Message("Several choices")
    position = 100
    plain = False

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """Return the choices in the order typed, each once, spelled as the column has them."""
        pieces = _separator(options).split(many_lines(text, LONGEST))
        named = [" ".join(piece.split()) for piece in pieces]
        picked = dict.fromkeys(chosen(name, options) for name in named if name)
        return list(picked) or None

    def format(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return SEPARATOR.join(_picked(value))

    def sort_key(self, value: JSONValue) -> str | None:
        return natural_key(SEPARATOR.join(_picked(value))) if value else None

    def search_text(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return fold(" ".join(_picked(value)))


def _separator(options: Options) -> re.Pattern[str]:
    choices: list[str] = options.get("choices") or []
    return _LINES if any("," in choice for choice in choices) else _COMMAS


def _picked(value: JSONValue) -> list[str]:
    return value if isinstance(value, list) else []


TYPE = Choices()
