"""The single dates that stand in a cataloger's text: a day, month, year, decade or century.

Everything here works on folded text (lower case, no accents, plain hyphens).
"""

import datetime as dt
import re
from collections.abc import Callable
from typing import NamedTuple

from catalog.domain.cells._moments import Span, century, month, years
from catalog.domain.cells._months import MONTH, MONTHS

_TENS = ("", "x", "xx")
_ONES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_ROMAN = [tens + ones for tens in _TENS for ones in _ONES][:21]
_CENTURIES = {roman: number for number, roman in enumerate(_ROMAN, 1)}
_LONGEST_FIRST = "|".join(sorted(_ROMAN, key=len, reverse=True))
_NUMERAL = rf"(?P<numeral>{_LONGEST_FIRST}|\d{{1,2}})\b"

_BEFORE_CHRIST = r"(?:antes de cristo|a\.? ?(?:de )?c\b|a\.? ?n\.? ?e\b|b\.? ?c(?:\.? ?e)?\b)\.?"
_AFTER_CHRIST = r"(?:despues de cristo|d\.? ?(?:de )?c\b|n\.? ?e\b|a\.? ?d\b|c\.? ?e\b)\.?"
_ERA = rf" ?(?P<era>(?P<bc>{_BEFORE_CHRIST})|{_AFTER_CHRIST})"
_COUNT = r"\d{1,3}(?:[.,]\d{3})+|\d{1,6}"

Reader = Callable[[re.Match[str]], Span | None]


def _iso(found: re.Match[str]) -> Span | None:
    """Read a minus as databases of museums mean it: -0206 is 206 BC, not the year before 1 BC."""
    span = _day(int(found["year"]), int(found["month"]), int(found["day"]))
    if not (span and found["bc"]):
        return span
    year, number, day = span.start
    return Span((-year, number, day), (-year, number, day))


def _figures(found: re.Match[str]) -> Span | None:
    """Day first; month first where that alone is possible."""
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    return _day(year, second, first) or _day(year, first, second)


def _day_and_month(found: re.Match[str]) -> Span | None:
    return _day(int(found[3]), MONTHS[found[2]], int(found[1]))


def _month_and_day(found: re.Match[str]) -> Span | None:
    return _day(int(found[3]), MONTHS[found[1]], int(found[2]))


def _named_month(found: re.Match[str]) -> Span:
    return month(int(found[2]), MONTHS[found[1]])


def _numbered_month(found: re.Match[str]) -> Span | None:
    number = int(found[1])
    return month(int(found[2]), number) if 1 <= number <= 12 else None


def _years_of_era(found: re.Match[str]) -> Span:
    """Read "100-1 a. C.": the era is of both years."""
    first, last = (_count(found[part]) for part in ("first", "last"))
    return years(-first, -last) if found["bc"] else years(first, last)


def _year_of_era(found: re.Match[str]) -> Span:
    year = _count(found["year"])
    return years(-year, -year) if found["bc"] else years(year, year)


def _year_and_figures(found: re.Match[str]) -> Span:
    """Read "1900-10" as years, which hold the October too, and "1979-12" as a month."""
    year, figures = int(found[1]), int(found[2])
    if figures > year % 100:
        return years(year, year - year % 100 + figures)
    return month(year, figures) if 1 <= figures <= 12 else years(year, year)


def _century(found: re.Match[str]) -> Span | None:
    numeral = found["numeral"]
    number = _CENTURIES.get(numeral) or (int(numeral) if numeral.isdigit() else 0)
    if not 1 <= number <= len(_ROMAN):
        return None
    return century(-number if found["bc"] else number)


def _ordinal_century(found: re.Match[str]) -> Span | None:
    """Read "18th" in "late 18th-early 19th century", not in "18th Dynasty"."""
    is_century = found["word"] or "cent" in found.string[found.end() :]
    return _century(found) if is_century else None


def _decade(found: re.Match[str]) -> Span:
    """Read "1890s"; "1800s" may mean the decade or the century."""
    year = int(found[1])
    return years(year, year + (9 if year % 100 else 99))


def _spanish_decade(found: re.Match[str]) -> Span:
    year = int(found[1])
    first = year if year > 99 else 1900 + year
    return years(first, first + 9)


def _unknown_figures(found: re.Match[str]) -> Span:
    """Read "189?" and "18--"."""
    size = 10 ** (4 - len(found[1]))
    first = int(found[1]) * size
    return years(first, first + size - 1)


def _year(found: re.Match[str]) -> Span | None:
    year = int(found[0])
    return years(year, year) if 100 <= year < 2200 else None


def _day(year: int, number: int, day: int) -> Span | None:
    try:
        dt.date(year, number, day)
    except ValueError:
        return None
    return Span((year, number, day), (year, number, day))


def _count(digits: str) -> int:
    return min(int(re.sub(r"\D", "", digits)), 499_000)


_TH = r"(?:st|nd|rd|th)"
_CENTURY = r"[ -]?(?:century|centuries|cent\b\.?|c\b\.?)"
_FORMS: tuple[tuple[str, Reader], ...] = (
    (r"(?P<bc>^-)?(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)", _iso),
    (r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d)", _figures),
    (
        rf"(\d{{1,2}}){_TH}?(?: de |[ -])({MONTH})\b\.?(?: del? |,? |-)(\d{{4}})(?!\d)",
        _day_and_month,
    ),
    (rf"\b({MONTH})\b\.? (\d{{1,2}}){_TH}?,? (\d{{4}})(?!\d)", _month_and_day),
    (rf"\b({MONTH})\b\.?(?: del? |,? |-)(\d{{4}})(?!\d)", _named_month),
    (rf"(?P<first>{_COUNT}) ?(?:-|/|to|al?|y|and) ?(?P<last>{_COUNT}){_ERA}", _years_of_era),
    (rf"(?P<year>{_COUNT}){_ERA}", _year_of_era),
    (r"\ba\.? ?d\.? ?(?P<year>\d{1,4})(?P<bc>)\b", _year_of_era),
    (r"(\d{1,2})[/.](\d{4})(?!\d)", _numbered_month),
    (rf"(?:\bsiglos? |\bsigs?\b\.? ?|(?<!')\bss?\b\.? ?){_NUMERAL}(?:{_ERA})?", _century),
    (rf"(?P<numeral>\d{{1,2}}) ?{_TH}\b(?P<word>{_CENTURY})?(?:{_ERA})?", _ordinal_century),
    (rf"\b{_NUMERAL}(?<=[ivx]){_CENTURY}(?:{_ERA})?", _century),
    (r"(\d{3}0) ?'?s\b", _decade),
    (r"\b(?:decadas? (?:de )?(?:los )?(?:anos )?|anos )(\d{3}0|\d0)\b", _spanish_decade),
    (r"(1\d\d|20\d)[?x_](?!\w)", _unknown_figures),
    (r"(1\d|20)(?:\?\?|--|xx|__)(?!\w)", _unknown_figures),
    (r"(\d{4})[-/](\d\d)(?!\d)", _year_and_figures),
    (r"\d{3,4}(?!\d|[.,]\d{3}(?!\d))", _year),
)
_READERS = tuple((re.compile(rf"(?<!\d)(?<!\d[.,]){form}"), reader) for form, reader in _FORMS)
_BARE_CENTURY = re.compile(rf"\b(?P<numeral>{_LONGEST_FIRST})\b(?:{_ERA})?")


class Found(NamedTuple):
    """A date and where in the text it stands; `begin` and `end` as in slices."""

    begin: int
    end: int
    span: Span
    is_century: bool = False
    is_before_christ: bool = False


def first_date(text: str, start: int = 0) -> Found | None:
    """Return the leftmost date from there on; of several readings the most telling."""
    dates = (_first_of(pattern, reader, text, start) for pattern, reader in _READERS)
    return min((date for date in dates if date), key=lambda date: date.begin, default=None)


def bare_century(text: str, start: int) -> Found | None:
    """Return the century that "XX" means after "s. XIX-", with words before it or not."""
    found = _BARE_CENTURY.search(text, start)
    span = found and _century(found)
    return _placed(found, span) if found and span else None


def _first_of(pattern: re.Pattern[str], reader: Reader, text: str, start: int) -> Found | None:
    for found in pattern.finditer(text, start):
        if span := reader(found):
            return _placed(found, span)
    return None


def _placed(found: re.Match[str], span: Span) -> Found:
    groups = found.groupdict()
    return Found(
        found.start(), found.end(), span, bool(groups.get("numeral")), bool(groups.get("bc"))
    )
