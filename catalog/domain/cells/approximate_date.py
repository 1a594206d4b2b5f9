# ruff: noqa: ARG002 - what this type does not need, another one does
"""Dates as catalogers know them ("c. 1890", "s. XIX"): kept as typed, sorted as ranges."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options
from catalog.domain.cells._moments import EARLIEST, LATEST, Moment
from catalog.domain.cells._spans import read
from catalog.domain.cells._words import one_line
from catalog.domain.text import natural_key
from catalog.i18n import Message

__all__ = ["EARLIEST", "LATEST", "TYPE", "ApproximateDate", "Moment", "span"]

LONGEST = 1_000


class ApproximateDate(ColumnType):
    """Any text is taken. What holds no date sorts after everything that does."""

    name = "approximate_date"
    label = Message("Approximate date")
    position = 70

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        return one_line(text, LONGEST) or None

    def sort_key(self, value: JSONValue) -> str | None:
        """Return "start/end": exact dates come before wide ones, "c. 1890" right after "1890"."""
        if value is None:
            return None
        reading = read(str(value))
        return reading.sort_key() if reading else f"~{natural_key(str(value))}"


def span(text: str) -> tuple[Moment, Moment] | None:
    """Return the first and last day that may be meant, or None when the text holds no date.

    Days are (year, month, day); years before Christ are negative and there is no year 0. The open
    side of "before 1900" is `EARLIEST` or `LATEST`; "c." widens by five years on both sides.
    """
    reading = read(text)
    return reading.widened() if reading else None


TYPE = ApproximateDate()
