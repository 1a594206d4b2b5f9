from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from catalog.i18n import speaking
from catalog.web import words

LATE = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(("language", "said"), [("es", "12.345"), ("en", "12,345")])
def test_numbers_are_grouped_as_the_reader_does(language: str, said: str) -> None:
    with speaking(language):
        assert words.number(12345) == said


@pytest.mark.parametrize(
    ("language", "said"), [("es", "25 de noviembre de 2026"), ("en", "25 November 2026")]
)
def test_days_are_said_in_words_day_first(language: str, said: str) -> None:
    with speaking(language):
        assert words.day(date(2026, 11, 25)) == said


@pytest.mark.parametrize(
    ("language", "said"), [("es", "25 nov 2026, 00:30"), ("en", "25 Nov 2026, 00:30")]
)
def test_moments_are_of_the_time_zone(language: str, said: str) -> None:
    with speaking(language):
        assert words.moment(LATE, ZoneInfo("Europe/Madrid")) == said
