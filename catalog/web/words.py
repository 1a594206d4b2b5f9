"""Numbers and times as the reader's language writes them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from catalog import i18n


def number(value: int) -> str:
    """Return 1234 as "1,234" or "1.234"."""
    return str(format_decimal(value, locale=i18n.language()))


def moment(value: datetime, zone: ZoneInfo) -> str:
    """Return a moment as the clock of that time zone shows it, to the minute."""
    language, local = i18n.language(), value.astimezone(zone)
    return f"{format_date(local, 'medium', language)}, {format_time(local, 'HH:mm')}"
