"""Days and spans of days on a calendar that reaches back before Christ."""

import calendar
from typing import NamedTuple, TypeAlias

Moment: TypeAlias = tuple[int, int, int]
"""Year, month, day; years before Christ are negative, there is no year 0."""

EARLIEST: Moment = (-500_000, 1, 1)
LATEST: Moment = (499_999, 12, 31)

YEARS_OF_DOUBT = 5
"""How far off "c. 1890" may be, as museums have it."""


def moment_key(moment: Moment) -> str:
    """Return text in the order of time."""
    year, month, day = moment
    return f"{year - EARLIEST[0]:06}-{month:02}-{day:02}"


class Span(NamedTuple):
    """From the first to the last day that may be meant, as stated; `circa` widens it."""

    start: Moment
    end: Moment
    circa: bool = False

    def widened(self) -> tuple[Moment, Moment]:
        if not self.circa:
            return self.start, self.end
        return _shifted(self.start, -YEARS_OF_DOUBT), _shifted(self.end, YEARS_OF_DOUBT)

    def sort_key(self) -> str:
        """Return "start/end": by the stated start, then certain before doubtful before wide.

        Where the start is open ("before 1900") the end stands for it.
        """
        start = self.end if self.start == EARLIEST else self.start
        return f"{moment_key(start)}/{moment_key(self.widened()[1])}"

    def part(self, begin: float, finish: float) -> "Span":
        """Return the years between two fractions of the span, such as its last third."""
        first = self.start[0]
        years = self.end[0] - first + 1
        last = max(round(years * finish), 1) - 1
        return Span((first + round(years * begin), 1, 1), (first + last, 12, 31), self.circa)

    def before_christ(self) -> "Span":
        """Return the same years counted backwards from Christ."""
        return Span((-self.end[0], 1, 1), (-self.start[0], 12, 31), self.circa)

    def until(self, other: "Span") -> "Span":
        """Return the span from here to there, which may have been written the wrong way round."""
        circa = self.circa or other.circa
        return Span(min(self.start, other.start), max(self.end, other.end), circa)


def years(first: int, last: int) -> Span:
    return Span((_existing(first), 1, 1), (_existing(last), 12, 31))


def century(number: int) -> Span:
    """Return a century; negative before Christ."""
    if number < 0:
        return years(number * 100, number * 100 + 99)
    return years(number * 100 - 99, number * 100)


def month(year: int, number: int) -> Span:
    return Span((year, number, 1), (year, number, _last_day(year, number)))


def day_before(moment: Moment) -> Moment:
    year, number, day = moment
    if day > 1:
        return year, number, day - 1
    if number > 1:
        return year, number - 1, _last_day(year, number - 1)
    return _shifted((year, 12, 31), -1)


def day_after(moment: Moment) -> Moment:
    year, number, day = moment
    if day < _last_day(year, number):
        return year, number, day + 1
    return (year, number + 1, 1) if number < 12 else _shifted((year, 1, 1), 1)


def _last_day(year: int, number: int) -> int:
    return calendar.monthrange(year if year > 0 else 1, number)[1]


def _existing(year: int) -> int:
    return max(EARLIEST[0] + 1, year or 1)


def _shifted(moment: Moment, by: int) -> Moment:
    """Move by years, stepping over the year 0; open ends stay open."""
    if moment in (EARLIEST, LATEST):
        return moment
    year = moment[0] + by
    if (year <= 0 < moment[0]) or (moment[0] < 0 <= year):
        year += 1 if by > 0 else -1
    return (max(year, EARLIEST[0] + 1), *moment[1:])
