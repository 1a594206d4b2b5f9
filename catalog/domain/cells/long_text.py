# ruff: noqa: ARG002 - what this type does not need, another one does
"""Long text: paragraphs, as typed."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options
from catalog.domain.cells._words import many_lines
from catalog.i18n import Message

LONGEST = 100_000


class LongText(ColumnType):
    name = "long_text"
    label = Message("Long text")
    position = 20
    plain = False

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        return many_lines(text, LONGEST) or None


TYPE = LongText()
