"""Amounts in the currency of the column, or else of the catalog."""

import re

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options, invalid, shortened
from catalog.domain.cells._currencies import decimals, is_named, symbol
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

LONGEST = 200
"""Characters; the pattern takes its time with longer ones, and no amount is so long."""

_AMOUNT = re.compile(
    r"(?P<minus>[-+]?)\s*(?P<before>[^\d\s+-][^\d+-]*?)?\s*"
    r"(?P<number>[-+]?\d(?:[\d., ']*\d)?)\s*(?P<after>[^\d\s.,'][^\d]*)?",
    re.ASCII,
)
# Price tags in Spain have 12'50 for 12,50.
_HANDWRITTEN = re.compile(r"'(?=\d\d$)")


class Money(ColumnType):
    """The value is the amount alone; it has the currency's number of decimals, or `places`."""

    name = "money"
    label = Message("Money")
    position = 50

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """The currency may stand on either side; another currency is refused.

        So is an amount with more decimals than the currency has: "1,800" might be 1800.
        """
        text = tidy(text)
        if not text:
            return None
        mark = decimal_mark(options, locale)
        parts = take_apart(_HANDWRITTEN.sub(mark, _amount(text, options, locale)), mark)
        places = _places(options, locale)
        if parts.doubtful and places < 3:
            raise in_doubt(text, EXAMPLES[mark])
        if len(parts.fraction.rstrip("0")) > places:
            raise invalid("Amounts of this column have up to %(places)s decimals.", places=places)
        return parts.canonical()

    def format(self, value: JSONValue, options: Options, locale: Locale) -> str:
        if value is None:
            return ""
        number = written(str(value), options, locale, places=_places(options, locale))
        sign, amount = ("-", number[1:]) if number[0] == "-" else ("", number)
        return _dressed(sign, _grouped(amount, options, locale), options, locale)

    def sort_key(self, value: JSONValue) -> str | None:
        return None if value is None else number_key(str(value))

    def search_text(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return number_words(value, self.format(value, options, locale))


def _currency(options: Options, locale: Locale) -> str:
    currency: str = options.get("currency") or locale.currency
    return currency


def _places(options: Options, locale: Locale) -> int:
    places: int | None = options.get("places")
    return decimals(_currency(options, locale)) if places is None else places


def _amount(text: str, options: Options, locale: Locale) -> str:
    """Return the number without its currency."""
    if text[-1].isdigit() and text[0] in "0123456789.,":
        return text
    found = _AMOUNT.fullmatch(text) if len(text) <= LONGEST else None
    if not found:
        return text
    currency = _currency(options, locale)
    for word in (found["before"], found["after"]):
        if word and not is_named(word, currency):
            raise invalid(
                "Amounts of this column are in %(currency)s: “%(text)s” cannot be taken.",
                currency=currency,
                text=shortened(text),
            )
    return found["minus"] + found["number"]


def _grouped(amount: str, options: Options, locale: Locale) -> str:
    """Mark thousands. Safe in an editor, as the decimals that follow show which mark is which."""
    mark = decimal_mark(options, locale)
    whole, _, fraction = amount.partition(mark)
    whole = f"{int(whole):,}" if mark == "." else f"{int(whole):,}".replace(",", ".")
    return f"{whole}{mark}{fraction}" if fraction else whole


def _dressed(sign: str, amount: str, options: Options, locale: Locale) -> str:
    """Add the currency where the catalog's language has it; the space does not break lines."""
    mark = symbol(_currency(options, locale), locale.language)
    if locale.language == "en":
        gap = "\u00a0" if mark[-1].isalpha() else ""
        return f"{sign}{mark}{gap}{amount}"
    return f"{sign}{amount}\u00a0{mark}"


TYPE = Money()
