"""Dates of the calendar, kept as ISO text."""

import datetime as dt
import re

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options, invalid, shortened
from catalog.domain.cells._months import ABBREVIATED, MONTH, MONTHS
from catalog.domain.text import fold
from catalog.i18n import Message

# A spreadsheet's date often drags a midnight along; any other time would be lost, so is refused.
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)?)?")
_FIGURES = re.compile(r"(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{2})")
_WEEKDAY = re.compile(
    r"(?:(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day),? "
)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|o)?(?: de |[-/. ])({MONTH})\.?"
    r"(?: del? |, |[-/. ])(\d{4}|\d{2})"
)
_MONTH_FIRST = re.compile(rf"({MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})")


class Date(ColumnType):
    name = "date"
    label = Message("Date")
    position = 60

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """Read ISO, figures (day first unless `date_order` says "mdy") or a month's name.

        Years of two digits are read as spreadsheets read them: 00 to 29 are of this century.
        """
        text = text.strip()
        if not text:
            return None
        year, month, day = _figures(text, options) or _words(fold(text)) or _nothing(text, locale)
        try:
            return dt.date(year, month, day).isoformat()
        except ValueError:
            raise _no_such_day(text, locale) from None

    def format(self, value: JSONValue, options: Options, locale: Locale) -> str:
        """Write "31/12/2024" in Spanish; "31 Dec 2024" in English, where figures mislead."""
        if value is None:
            return ""
        year, month, day = str(value).split("-")
        if locale.language == "en":
            return f"{int(day)} {ABBREVIATED[int(month) - 1]} {year}"
        return f"{month}/{day}/{year}" if _is_month_first(options) else f"{day}/{month}/{year}"

    def sort_key(self, value: JSONValue) -> str | None:
        return None if value is None else str(value)

    def search_text(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return "" if value is None else fold(f"{self.format(value, options, locale)} {value}")


def _figures(text: str, options: Options) -> tuple[int, int, int] | None:
    if iso := _ISO.fullmatch(text):
        return int(iso[1]), int(iso[2]), int(iso[3])
    found = _FIGURES.fullmatch(text)
    if not found:
        return None
    day, month = int(found[1]), int(found[3])
    if _is_month_first(options):
        day, month = month, day
    return _year(found[4]), month, day


def _is_month_first(options: Options) -> bool:
    return options.get("date_order") == "mdy"


def _words(folded: str) -> tuple[int, int, int] | None:
    folded = _WEEKDAY.sub("", folded)
    if found := _DAY_FIRST.fullmatch(folded):
        return _year(found[3]), MONTHS[found[2]], int(found[1])
    if found := _MONTH_FIRST.fullmatch(folded):
        return _year(found[3]), MONTHS[found[1]], int(found[2])
    return None


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return year + (2000 if year < 30 else 1900)


def _nothing(text: str, locale: Locale) -> tuple[int, int, int]:
    raise invalid(
        "“%(text)s” is not a date. Write it like %(example)s.",
        text=shortened(text),
        example=_example(locale),
    )


def _no_such_day(text: str, locale: Locale) -> Exception:
    return invalid(
        "There is no day “%(text)s”. Write dates like %(example)s.",
        text=shortened(text),
        example=_example(locale),
    )


def _example(locale: Locale) -> str:
    return TYPE.format("2024-12-31", {}, locale)


TYPE = Date()
