from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.domain.cells import Locale, format_value, parse, sort_key
from catalog.errors import Invalid

SPANISH = Locale()
ENGLISH = Locale("en", "USD")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("12.34", "12.34"),
        ("12,34", "12.34"),
        ("1234.567", "1234.567"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234 567,891", "1234567.891"),
        ("1\u202f234\u00a0567", "1234567"),
        ("1'234'567.5", "1234567.5"),
        ("0.123", "0.123"),
        ("0,123", "0.123"),
        (",5", "0.5"),
        ("+7", "7"),
        ("− 7,10", "-7.1"),
        ("-0,00", "0"),
        ("007", "7"),
        ("1.000,000", "1000"),
    ],
)
@pytest.mark.parametrize("locale", [SPANISH, ENGLISH], ids=["es", "en"])
def test_what_can_be_read_in_one_way_only_is_read_so_everywhere(
    typed: str, value: str, locale: Locale
) -> None:
    assert parse("decimal", typed, {}, locale) == value


@pytest.mark.parametrize(
    ("typed", "spanish", "english"), [("1.234", "1234", "1.234"), ("-1,800", "-1.8", "-1800")]
)
def test_the_catalog_decides_between_two_readings(typed: str, spanish: str, english: str) -> None:
    assert parse("decimal", typed, {}, SPANISH) == spanish
    assert parse("decimal", typed, {}, ENGLISH) == english
    assert parse("decimal", typed, {"decimal_mark": "."}, SPANISH) == english


@pytest.mark.parametrize(
    "typed", ["1,23,456", "12.3456,7", "1.234,567.8", "12 34", "0.123.456", "1..2", "--5", "½", "∞"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match=r"^Write a number such as 1234,50\.$"):
        parse("decimal", typed, {}, SPANISH)


@pytest.mark.parametrize(
    ("name", "typed", "options"),
    [
        ("integer", "1,234", {}),
        ("integer", "1,000", {}),
        ("money", "1,800", {}),
        ("decimal", "1,800", {"places": 2}),
        ("decimal", "1'234", {}),
    ],
)
def test_a_number_in_doubt_is_refused(name: str, typed: str, options: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="may mean thousands or decimals"):
        parse(name, typed, options, SPANISH)


def test_decimals_are_padded_and_never_cut() -> None:
    assert format_value("decimal", "12.5", {"places": 2}, SPANISH) == "12,50"
    assert format_value("decimal", "12.3456", {"places": 2}, ENGLISH) == "12.3456"
    assert format_value("integer", 1890, {}, SPANISH) == "1890"


@pytest.mark.parametrize(
    ("typed", "locale", "currency", "shown"),
    [
        ("$1,234.56", ENGLISH, "USD", "$1,234.56"),
        ("usd 12", ENGLISH, "USD", "$12.00"),
        ("(none)", ENGLISH, "USD", None),
        ("$ 1.234", SPANISH, "MXN", "1.234,00\u00a0MXN"),
        ("Bs. 15,50", SPANISH, "BOB", "15,50\u00a0BOB"),
        ("1.500 ¥", SPANISH, "JPY", "1.500\u00a0JPY"),
        ("-€1,234.5", ENGLISH, "EUR", "-€1,234.50"),
        ("£5", SPANISH, "EUR", None),
        ("15,5 ¥", SPANISH, "JPY", None),
    ],
)
def test_money(typed: str, locale: Locale, currency: str, shown: str | None) -> None:
    options = {"currency": currency}
    if shown is None:
        with pytest.raises(Invalid):
            parse("money", typed, options, locale)
        return
    assert format_value("money", parse("money", typed, options, locale), options, locale) == shown


numbers = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-100, max_value=100),
    st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**30)),
    st.integers(-(10**18), 10**18).map(Decimal),
    st.integers(-30, 30).map(lambda size: Decimal(10) ** size),
)


def key_of(number: Decimal) -> str:
    key = sort_key("decimal", parse("decimal", f"{number:f}"[:60], {"decimal_mark": "."}, ENGLISH))
    assert key is not None
    return key


@settings(deadline=None)
@given(numbers, numbers)
def test_keys_are_in_the_order_of_numbers(one: Decimal, other: Decimal) -> None:
    assert (key_of(one) < key_of(other)) == (one < other)
    assert (key_of(one) == key_of(other)) == (one == other)


def test_whole_numbers_and_decimals_share_keys() -> None:
    assert sort_key("integer", -1200) == sort_key("decimal", "-1200") == sort_key("money", "-1200")
