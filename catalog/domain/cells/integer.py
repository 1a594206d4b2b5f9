"""Whole numbers."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options, invalid
from catalog.domain.cells._numbers import (
    Parts,
    decimal_mark,
    in_doubt,
    number_key,
    take_apart,
    tidy,
)
from catalog.i18n import Message

MOST_DIGITS = 18
"""What fits in 64 bits, and so in every program that reads an export."""

EXAMPLE = "1250"


class Integer(ColumnType):
    name = "integer"
    label = Message("Whole number")
    position = 30

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        text = tidy(text)
        if not text:
            return None
        parts = take_apart(text, decimal_mark(options, locale), EXAMPLE)
        if parts.doubtful:
            raise in_doubt(text, EXAMPLE)
        return _whole(parts)

    def sort_key(self, value: JSONValue) -> str | None:
        return None if value is None else number_key(str(value))


def _whole(parts: Parts) -> int:
    """Return the number; "12.0", as spreadsheets have it, is 12."""
    if parts.fraction.strip("0"):
        raise invalid("Write a whole number such as %(example)s.", example=EXAMPLE)
    if len(parts.whole.lstrip("0")) > MOST_DIGITS:
        raise invalid("Whole numbers have up to %(limit)s digits.", limit=MOST_DIGITS)
    return int(parts.sign + parts.whole)


TYPE = Integer()
