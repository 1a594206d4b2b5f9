"""Numbers with decimals, kept exactly."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options
from catalog.domain.cells._numbers import (
    EXAMPLES,
    decimal_mark,
    in_doubt,
    number_key,
    number_words,
    take_apart,
    tidy,
    written,
)
from catalog.i18n import Message


class Decimal(ColumnType):
    """`places` of the options is the least number of decimals shown; none is ever cut off."""

    name = "decimal"
    label = Message("Decimal number")
    position = 40

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """With `places` under three, "1,800" is refused: it might be 1800."""
        text = tidy(text)
        if not text:
            return None
        mark = decimal_mark(options, locale)
        parts = take_apart(text, mark)
        if parts.doubtful and options.get("places", 3) < 3:
            raise in_doubt(text, EXAMPLES[mark])
        return parts.canonical()

    def format(self, value: JSONValue, options: Options, locale: Locale) -> str:
        if value is None:
            return ""
        return written(str(value), options, locale, places=options.get("places", 0))

    def sort_key(self, value: JSONValue) -> str | None:
        return None if value is None else number_key(str(value))

    def search_text(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return number_words(value, self.format(value, options, locale))


TYPE = Decimal()
