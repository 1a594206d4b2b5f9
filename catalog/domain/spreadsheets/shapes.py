"""What one text looks like: a number (and which marks it has), a date (in which order), ..."""

import re

from catalog.domain import cells
from catalog.domain.spreadsheets import words
from catalog.domain.text import fold
from catalog.errors import Invalid

INTEGER = "integer"
YEAR = "year"
CODE = "code"  # digits, but with leading zeros or too many to be a number
SPACED = "spaced"  # 600 123 456: thousands, or a telephone
COMMA = "comma"  # 12,5 and 1.234,56
COMMA_FINE = "comma_fine"  # the same with more decimals than money has
COMMA_DOUBTFUL = "comma_doubtful"  # 1,800
COMMA_GROUPS = "comma_groups"  # 1,234,567
POINT = "point"
POINT_FINE = "point_fine"
POINT_DOUBTFUL = "point_doubtful"
POINT_GROUPS = "point_groups"
ISO = "iso"
DAY_FIRST = "day_first"  # 31/12/2024
MONTH_FIRST = "month_first"  # 12/31/2024
EITHER_FIRST = "either_first"  # 01/02/2024
IMPOSSIBLE_DATE = "impossible_date"  # 00/00/0000
WORDED_DATE = "worded_date"  # 3 de abril de 2024
APPROXIMATE = "approximate"
UNDATED = "undated"
BOOLEAN = "boolean"
MARK = "mark"  # an x that ticks something off
LINK = "link"
PICTURES = "pictures"
TEXT = "text"

DECIMAL_COMMA = frozenset({COMMA, COMMA_FINE, POINT_GROUPS})
DECIMAL_POINT = frozenset({POINT, POINT_FINE, COMMA_GROUPS})
DOUBTFUL = frozenset({COMMA_DOUBTFUL, POINT_DOUBTFUL})
NUMBERS = frozenset({INTEGER, YEAR, SPACED}) | DECIMAL_COMMA | DECIMAL_POINT | DOUBTFUL
FIGURES = frozenset({DAY_FIRST, MONTH_FIRST, EITHER_FIRST})
DATES = FIGURES | {ISO, WORDED_DATE, IMPOSSIBLE_DATE}

_LONGEST = 80

_WHOLE = "(?:0|[1-9][0-9]*)"
_GROUP = "[1-9][0-9]{0,2}"
_NUMBER = re.compile(
    rf"""[-+]?[ ]?(?:
    (?P<integer>0|[1-9][0-9]{{0,14}})
    |(?P<code>[0-9]+)
    |(?P<comma_doubtful>{_GROUP},[0-9]{{3}})
    |(?P<point_doubtful>{_GROUP}\.[0-9]{{3}})
    |(?P<comma_groups>{_GROUP}(?:,[0-9]{{3}}){{2,}})
    |(?P<point_groups>{_GROUP}(?:\.[0-9]{{3}}){{2,}})
    |(?P<spaced>{_GROUP}(?:[ '][0-9]{{3}})+)
    |(?P<comma>(?:{_GROUP}(?:[. '][0-9]{{3}})+|{_WHOLE})?,[0-9]{{1,2}}0*)
    |(?P<comma_fine>(?:{_GROUP}(?:[. '][0-9]{{3}})+|{_WHOLE})?,[0-9]{{1,40}})
    |(?P<point>(?:{_GROUP}(?:[, '][0-9]{{3}})+|{_WHOLE})?\.[0-9]{{1,2}}0*)
    |(?P<point_fine>(?:{_GROUP}(?:[, '][0-9]{{3}})+|{_WHOLE})?\.[0-9]{{1,40}})
    )""",
    re.VERBOSE | re.ASCII,
)
YEARS = range(1000, 2101)

CURRENCIES = {
    "€": "EUR", "euro": "EUR", "euros": "EUR", "eur": "EUR", "$": "$", "us$": "USD", "usd": "USD",
    "£": "GBP", "gbp": "GBP", "mxn": "MXN", "ars": "ARS", "cop": "COP", "clp": "CLP", "chf": "CHF",
    "s/": "PEN", "pen": "PEN", "uyu": "UYU", "¥": "JPY", "jpy": "JPY",
}  # fmt: skip
"""Codes by what is written; "$" is of several."""

_CURRENCY = "|".join(re.escape(word) for word in sorted(CURRENCIES, key=len, reverse=True))
_MONEY = re.compile(
    rf"[-+]?\s?(?:(?P<before>{_CURRENCY})\.?\s?)?(?P<number>[-+]?[0-9.,' ]*[0-9])"
    rf"(?:\s?(?P<after>{_CURRENCY})\.?)?",
    re.IGNORECASE,
)
_STARTS = frozenset("0123456789+-.,")

_ISO_DATE = re.compile(
    r"(-?)[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?"
)
# Two figures of a year after full stops are no date here: inventories number so (26.1.60).
_DATE = re.compile(
    r"([0-9]{1,2})(?:([-/])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})|\.([0-9]{1,2})\.[0-9]{4})"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR = r"(?:1[0-9]{3}|20[0-9]{2}|1[0-9]{2}[?x-])"
_DAY = rf"[¿(\[]?(?:[0-9]{{1,2}}[-/.]){{0,2}}{_YEAR}[?)\]]*"
# Figures alone: "1890?", "1900-1910", "12/1979", "1890-91", "1900/1905/1910".
_DATED_BARELY = re.compile(rf"{_DAY}(?:\s?[-/,;]\s?{_DAY})*(?:[-/][0-9]{{1,2}}){{0,2}}")
# Beside words: "c. 1890", "1890s", "19th century".
_DATED = re.compile(rf"\b[0-9]{{4}}s?\b|\b[0-9]{{1,2}}(?:st|nd|rd|th)\b|\b{_YEAR}")
_ROMAN = re.compile(r"x{0,2}(?:ix|iv|v?i{0,3})")
_ERA = re.compile(r"[0-9] ?(?:a\. ?c|d\. ?c|b\.? ?c|c\.? ?e\b|a\.? ?d\b)")

_PICTURE = r"\.(?:jpe?g|png|gif|webp|heic|heif|avif|tiff?|bmp)"
_ENDS_AS_PICTURE = re.compile(_PICTURE, re.IGNORECASE)
_PICTURE_BREAK = re.compile(r"[;|\n]|(?<=\.[a-z]{3}),|(?<=\.[a-z]{4}),", re.IGNORECASE)
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | {"−": "-"})


def shape_of(text: str) -> str:
    """Return the shape of a trimmed text that is not blank."""
    if not text.isascii():
        text = text.translate(_SPACES)
    if text[0] in _STARTS and (shape := _figures(text)):
        return shape
    if is_link(text):
        return LINK
    if picture_names(text):
        return PICTURES
    return _words(text) if len(text) <= _LONGEST else TEXT


def _figures(text: str) -> str | None:
    if number := _NUMBER.fullmatch(text):
        return _year_or(number.lastgroup or TEXT, text)
    if iso := _ISO_DATE.fullmatch(text):
        return APPROXIMATE if iso[1] else ISO
    if date := _DATE.fullmatch(text):
        return _order(int(date[1]), int(date[3] or date[4]))
    return None


def _year_or(shape: str, text: str) -> str:
    return YEAR if shape == INTEGER and len(text) == 4 and int(text) in YEARS else shape


def _order(first: int, second: int) -> str:
    if not (1 <= first <= 31 and 1 <= second <= 31) or min(first, second) > 12:
        return IMPOSSIBLE_DATE
    if first > 12:
        return DAY_FIRST
    return MONTH_FIRST if second > 12 else EITHER_FIRST


def _words(text: str) -> str:
    lower = text.lower()
    if lower in words.BOOLEAN_WORDS:
        return BOOLEAN
    if lower in words.MARKS:
        return MARK
    return _amount(text) or _dating(text) or TEXT


def _amount(text: str) -> str | None:
    found = _MONEY.fullmatch(text)
    if not found or bool(found["before"]) == bool(found["after"]):
        return None
    number = _NUMBER.fullmatch(found["number"])
    return number.lastgroup if number and number.lastgroup != CODE else None


def currency_of(text: str) -> str | None:
    """Return the currency written beside a number: a code, or "$"."""
    if text[0] in "0123456789" and text[-1] in "0123456789":
        return None
    found = _MONEY.fullmatch(text.translate(_SPACES))
    word = (found["before"] or found["after"]) if found else None
    return CURRENCIES[word.lower()] if word else None


def _dating(text: str) -> str | None:
    """Recognise what says when, and nothing else: "c. 1890", "finales del s. XIX"."""
    folded = fold(text)
    if folded in words.UNDATED:
        return UNDATED
    found = set(_LETTERS.findall(folded))
    numerals = {word for word in found if _ROMAN.fullmatch(word)}
    if not found:
        return APPROXIMATE if _DATED_BARELY.fullmatch(folded) else None
    is_century = bool(numerals) and not words.CENTURY_WORDS.isdisjoint(found)
    if not (is_century or _DATED.search(folded) or _ERA.search(folded)):
        return None
    if not found - numerals <= words.DATING_WORDS:
        return None
    return WORDED_DATE if found & words.MONTH_WORDS and _is_date(text) else APPROXIMATE


def _is_date(text: str) -> bool:
    try:
        cells.parse("date", text, {}, cells.Locale())
    except Invalid:
        return False
    return True


def is_link(text: str) -> bool:
    return text[:8].lower().startswith(("http://", "https://", "www.")) and len(text.split()) == 1


def picture_names(text: str) -> list[str]:
    """Return the picture files that a text names, parted by ; | , or lines; empty when it is none.

    Folders before the names ("fotos/A-12.jpg") are kept.
    """
    if not _ENDS_AS_PICTURE.fullmatch(text[text.rfind(".") :]):
        return []
    names = [name.strip() for name in _PICTURE_BREAK.split(text)]
    return names if all(_ENDS_AS_PICTURE.search(name[-5:]) for name in names) else []
