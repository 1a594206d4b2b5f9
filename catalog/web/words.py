"""Numbers and times as the reader's language writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from catalog import i18n

_OF_DATES = {"en": "en_GB"}
"""English dates have the day first, as catalogs in English write them."""


def number(value: int) -> str:
    """Return 1234 as "1,234" or "1.234"."""
    return str(format_decimal(value, locale=i18n.language()))


def day(value: date) -> str:
    """Return a day in words: "25 November 2026", "25 de noviembre de 2026"."""
    language = i18n.language()
    return str(format_date(value, "long", locale=_OF_DATES.get(language, language)))


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return a moment as the clock of that time zone shows it, to the minute."""
    local = value.astimezone(zone)
    return str(format_datetime(local, "d MMM y, HH:mm", locale=i18n.language()))
