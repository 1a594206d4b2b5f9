import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.domain.cells import Locale, format_value, parse, search_text, sort_key
from catalog.errors import Invalid

SPANISH = Locale()
ENGLISH = Locale("en")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("03/04/2024", "2024-04-03"),
        ("3-4-24", "2024-04-03"),
        ("3.4.1999", "1999-04-03"),
        ("3 / 4 / 2024", "2024-04-03"),
        ("1/2/29", "2029-02-01"),
        ("1/2/30", "1930-02-01"),
        ("2024-04-03", "2024-04-03"),
        ("2024-04-03T00:00:00Z", "2024-04-03"),
        ("2024-04-03 00:00:00", "2024-04-03"),
        ("3 abril 2024", "2024-04-03"),
        ("3 de abril de 2024", "2024-04-03"),
        ("1º de mayo del 2024", "2024-05-01"),
        ("miércoles, 3 de abril de 2024", "2024-04-03"),
        ("3-abr-24", "2024-04-03"),
        ("3 sept. 2024", "2024-09-03"),
        ("April 3, 2024", "2024-04-03"),
        ("Wednesday, April 3rd 2024", "2024-04-03"),
        ("3rd April 2024", "2024-04-03"),
        ("29/02/2024", "2024-02-29"),
        ("0050-01-01", "0050-01-01"),
    ],
)
@pytest.mark.parametrize("locale", [SPANISH, ENGLISH], ids=["es", "en"])
def test_dates_as_people_write_them(typed: str, value: str, locale: Locale) -> None:
    assert parse("date", typed, {}, locale) == value


@pytest.mark.parametrize(
    "typed", ["31/02/2024", "29/02/2023", "03/31/2024", "0/1/2024", "1/1/0000"]
)
def test_impossible_days_are_named(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^There is no day “.*”\. Write dates like 31/12/2024\.$"):
        parse("date", typed, {}, SPANISH)


@pytest.mark.parametrize(
    "typed", ["hoy", "abril 2024", "1890", "1/2/999", "2024-04-03 14:30", "1-2/2024"]
)
def test_other_text_is_no_date(typed: str) -> None:
    with pytest.raises(Invalid, match=r"is not a date\. Write it like 31/12/2024\.$"):
        parse("date", typed, {}, SPANISH)


def test_a_sheet_may_have_the_month_first() -> None:
    month_first = {"date_order": "mdy"}
    assert parse("date", "03/31/2024", month_first, SPANISH) == "2024-03-31"
    assert parse("date", "01/02/2024", month_first, SPANISH) == "2024-01-02"
    assert format_value("date", "2024-03-31", month_first, SPANISH) == "03/31/2024"


def test_english_shows_the_month_by_name_since_figures_mislead() -> None:
    assert format_value("date", "2024-04-03", {}, ENGLISH) == "3 Apr 2024"


def test_dates_are_found_as_shown_and_as_iso() -> None:
    assert search_text("date", "2024-04-03", {}, SPANISH) == "03/04/2024 2024-04-03"


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_keys_are_in_the_order_of_days(one: dt.date, other: dt.date) -> None:
    keys = [sort_key("date", day.isoformat()) for day in sorted([one, other])]
    assert keys == sorted(keys, key=str)
