"""What every column type keeps to. A new type adds one entry to TYPES_UNDER_TEST."""

import string
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.domain.cells import (
    TYPES,
    JSONValue,
    Locale,
    format_value,
    parse,
    search_text,
    sort_key,
)
from catalog.errors import Invalid

SPANISH = Locale()
ENGLISH = Locale("en", "USD")
LOCALES = (SPANISH, ENGLISH)
COLOURS = {"choices": ["Rojo", "Azul marino", "Verde", "Piña", "Pina"]}

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=50)
decimals = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=9
)


@dataclass(frozen=True)
class UnderTest:
    """Values that may be typed; (typed, value, shown again) in Spanish; what is refused."""

    typed: st.SearchStrategy[str]
    examples: list[tuple[str, JSONValue, str]]
    refused: list[str]
    options: Mapping[str, Any] = field(default_factory=dict)


TYPES_UNDER_TEST = {
    "text": UnderTest(
        texts,
        [
            ("  00012 ", "00012", "00012"),
            ("uno\r\ndos", "uno dos", "uno dos"),
            ("a\0b", "ab", "ab"),
        ],
        ["x" * 1_001],
    ),
    "long_text": UnderTest(
        st.lists(texts).map("\r\n".join),
        [
            ("uno\r\ndos\n", "uno\ndos", "uno\ndos"),
            ("Cafe\u0301\ttinto", "Café\ttinto", "Café\ttinto"),
        ],
        ["x" * 100_001],
    ),
    "integer": UnderTest(
        st.integers(-(10**18) + 1, 10**18 - 1).map(str),
        [("1.234", 1234, "1234"), ("12,0", 12, "12"), ("−5", -5, "-5"), ("00012", 12, "12")],
        ["1,234", "1,5", "doce", "1e5", "1" * 19],
    ),
    "decimal": UnderTest(
        decimals.map(lambda number: f"{number:f}".replace(".", ",")),
        [
            ("1.234,56", "1234.56", "1234,56"),
            ("-35,01", "-35.01", "-35,01"),
            ("8,50", "8.5", "8,5"),
        ],
        ["1,23,4", "12 kg", "1.", "1'234"],
    ),
    "money": UnderTest(
        st.integers(-(10**15), 10**15).map(lambda cents: f"{cents // 100},{cents % 100:02}"),
        [
            ("1.234,56", "1234.56", "1.234,56\u00a0€"),
            ("€ -15", "-15", "-15,00\u00a0€"),
            ("12'50 euros", "12.5", "12,50\u00a0€"),
        ],
        ["$5", "1,800", "1,2345", "5 kg", "gratis"],
        {"currency": "EUR"},
    ),
    "date": UnderTest(
        st.dates().map(lambda day: day.isoformat()),
        [
            ("3/4/24", "2024-04-03", "03/04/2024"),
            ("29 de febrero de 2024", "2024-02-29", "29/02/2024"),
        ],
        ["31/02/2024", "03/31/2024", "hoy", "2024", "2024-04-03 14:30"],
    ),
    "approximate_date": UnderTest(
        texts,
        [("c. 1890", "c. 1890", "c. 1890"), (" s. XIX", "s. XIX", "s. XIX"), ("?", "?", "?")],
        ["x" * 1_001],
    ),
    "boolean": UnderTest(
        st.sampled_from(["sí", "no", "YES", "falso", "x", "0"]),
        [("SI", True, "Sí"), ("verdadero", True, "Sí"), ("0", False, "No")],
        ["quizá", "2"],
    ),
    "choice": UnderTest(
        st.sampled_from(COLOURS["choices"]),
        [("AZUL  MARINO", "Azul marino", "Azul marino"), ("Piña", "Piña", "Piña")],
        ["Negro", "PIÑÁ"],
        COLOURS,
    ),
    "choices": UnderTest(
        st.lists(st.sampled_from(COLOURS["choices"]), min_size=1).map("\n".join),
        [
            ("verde;rojo; Verde", ["Verde", "Rojo"], "Verde; Rojo"),
            ("rojo,verde", ["Rojo", "Verde"], "Rojo; Verde"),
        ],
        ["rojo; negro"],
        COLOURS,
    ),
    "link": UnderTest(
        st.text(string.ascii_lowercase, min_size=1).map(lambda path: f"http://a.example/{path}"),
        [("museo.es", "https://museo.es", "https://museo.es")],
        [
            "javascript:alert(1)",
            "A-12.jpg",
            "ana@museo.es",
            "https://a b.es",
            "12.50",
            "https://u@x.es",
        ],
    ),
    "images": UnderTest(st.just(""), [], ["A-12.jpg"]),
}


def names_with(part: str) -> list[Any]:
    return [
        pytest.param(name, *([example] if isinstance(example, str) else example), id=f"{name}-{n}")
        for name, case in TYPES_UNDER_TEST.items()
        for n, example in enumerate(getattr(case, part))
    ]


def test_every_type_is_under_test() -> None:
    assert set(TYPES_UNDER_TEST) == set(TYPES)


def test_menu_order() -> None:
    assert list(TYPES)[:3] == ["text", "long_text", "integer"]
    assert list(TYPES)[-1] == "images"
    assert all(str(column_type.label) for column_type in TYPES.values())


@pytest.mark.parametrize(("name", "typed", "value", "shown"), names_with("examples"))
def test_what_is_typed_is_read(name: str, typed: str, value: JSONValue, shown: str) -> None:
    options = TYPES_UNDER_TEST[name].options
    assert parse(name, typed, options, SPANISH) == value
    assert format_value(name, value, options, SPANISH) == shown


@pytest.mark.parametrize(("name", "typed"), names_with("refused"))
def test_what_would_be_damaged_is_refused_with_a_sentence(name: str, typed: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse(name, typed, TYPES_UNDER_TEST[name].options, SPANISH)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize("blank", ["", "  ", "\u00a0\n"])
def test_blank_is_no_value(name: str, blank: str) -> None:
    options = TYPES_UNDER_TEST[name].options
    assert parse(name, blank, options, SPANISH) is None
    assert format_value(name, None, options, SPANISH) == ""
    assert sort_key(name, None) is None
    assert search_text(name, None, options, SPANISH) == ""


@pytest.mark.parametrize("locale", LOCALES, ids=["es", "en"])
@pytest.mark.parametrize("name", TYPES)
@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_what_is_shown_can_be_typed_again(name: str, locale: Locale, data: st.DataObject) -> None:
    case = TYPES_UNDER_TEST[name]
    value = parse(name, data.draw(case.typed), case.options, SPANISH)
    shown = format_value(name, value, case.options, locale)
    assert parse(name, shown, case.options, locale) == value
    key = sort_key(name, value)
    assert key is None or "\0" not in key


@pytest.mark.parametrize("name", TYPES)
@pytest.mark.parametrize(
    "typed",
    ["x" + " " * 50_000 + "y", "1." * 50_000, "€" * 50_000, "early - late " * 70, "c. " * 300],
)
def test_hostile_text_is_answered_at_once(name: str, typed: str) -> None:
    started = time.process_time()
    with suppress(Invalid):
        sort_key(name, parse(name, typed, TYPES_UNDER_TEST[name].options, SPANISH))
    assert time.process_time() - started < 1
