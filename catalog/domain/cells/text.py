# ruff: noqa: ARG002 - what this type does not need, another one does
"""Short text: one line, as typed."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options
from catalog.domain.cells._words import one_line
from catalog.i18n import Message

LONGEST = 1_000


class Text(ColumnType):
    name = "text"
    label = Message("Short text")
    position = 10

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        return one_line(text, LONGEST) or None


TYPE = Text()
