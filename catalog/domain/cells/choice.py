# ruff: noqa: ARG002 - what this type does not need, another one does
"""One of the column's choices."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options
from catalog.domain.cells._choices import chosen
from catalog.domain.cells._words import one_line
from catalog.i18n import Message

LONGEST = 200


class Choice(ColumnType):
    name = "choice"
    label = Message("Choice")
    position = 90
    plain = False

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """Return the choice as the column spells it, whatever the case and accents typed."""
        text = one_line(text, LONGEST)
        return chosen(text, options) if text else None


TYPE = Choice()
