"""Currencies: how they are written and how many decimals they have."""

from functools import lru_cache

from babel.numbers import get_currency_precision, get_currency_symbol

from catalog.domain.text import fold

# Signs that several currencies share, and words, which the locale data do not have.
_ALSO_WRITTEN = {
    "$": "ARS AUD BMD BZD CAD CLP COP CUP DOP HKD MXN NZD SGD TWD USD UYU",
    "£": "EGP FKP GBP GIP SHP",
    "¥": "CNY JPY",
    "₡": "CRC",
    "₲": "PYG",
    "₱": "CUP PHP",
    "kr": "DKK NOK SEK",
    "Bs": "BOB VES",
    "S/": "PEN",
    "Fr": "CHF",
    "euro": "EUR",
    "euros": "EUR",
    "dólares": "AUD CAD USD",
    "dollars": "AUD CAD USD",
    "pesos": "ARS CLP COP CUP DOP MXN UYU",
    "soles": "PEN",
    "libras": "GBP",
}


@lru_cache(maxsize=64)
def symbol(currency: str, language: str) -> str:
    return str(get_currency_symbol(currency, language))


@lru_cache(maxsize=64)
def decimals(currency: str) -> int:
    return int(get_currency_precision(currency))


def is_named(word: str, currency: str) -> bool:
    """Tell whether "€", "EUR" or "euros" (any case, a full stop after it) means this currency."""
    return fold(word.rstrip(". ")) in _names(currency)


@lru_cache(maxsize=64)
def _names(currency: str) -> frozenset[str]:
    shared = [name for name, codes in _ALSO_WRITTEN.items() if currency in codes.split()]
    symbols = [symbol(currency, "es"), symbol(currency, "en")]
    return frozenset(map(fold, [currency, *symbols, *shared]))
