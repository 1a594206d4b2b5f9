"""Numbers, sizes and times inside messages: written in the language of whoever reads them."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from babel.dates import format_datetime, format_time
from babel.numbers import format_decimal

from catalog.i18n import language

_UNITS = ("bytes", "kB", "MB", "GB", "TB", "PB")


@dataclass(frozen=True, slots=True)
class Number:
    value: int

    def __str__(self) -> str:
        return str(format_decimal(self.value, locale=language()))


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes, with three digits at most: `38.2 GB`."""

    bytes: int

    def __str__(self) -> str:
        amount, unit = float(self.bytes), 0
        while amount >= 999.5 and unit < len(_UNITS) - 1:
            amount, unit = amount / 1000, unit + 1
        pattern = "0.#" if unit and amount < 99.95 else "0"
        return f"{format_decimal(amount, format=pattern, locale=language())} {_UNITS[unit]}"


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day if it is today's, else with its date."""

    at: datetime
    zone: tzinfo
    seconds: bool = False

    def __str__(self) -> str:
        local = self.at.astimezone(self.zone)
        if local.date() == datetime.now(self.zone).date():
            pattern = "HH:mm:ss" if self.seconds else "HH:mm"
            return str(format_time(local, pattern, locale=language()))
        return str(format_datetime(local, "d MMM y, HH:mm", locale=language()))
