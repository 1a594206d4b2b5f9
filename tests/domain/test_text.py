import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.domain.text import KEY_LENGTH, clean_words, fold, natural_key


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Páris", "paris"),
        ("SEÑOR  Güell\n", "senor guell"),
        ("München", "munchen"),
        ("Cafe\u0301", "cafe"),
        ("Œuvre n.º 3", "oeuvre n.o 3"),
        ("Straße", "strasse"),
        ("Łódź, København", "lodz, kobenhavn"),
        ("«lágrima» – l’Hospitalet", '"lagrima" - l\'hospitalet'),
        ("１２\u00a0kg", "12 kg"),
        ("東京 ガラス", "東京 カ\u3099ラス"),
        ("a\0b", "ab"),
        ("", ""),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@settings(deadline=None)
@given(st.text())
def test_folding_is_settled_whatever_was_typed(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert fold(text.upper()) == fold(fold(text.upper()))
    assert "\0" not in folded
    assert not re.search(r"^\s|\s\s|\s$", folded)


@pytest.mark.parametrize(
    "ordered",
    [
        ["A-2", "A-10", "A-100"],
        [f"Vitrina {number}" for number in range(1, 13)],
        ["Ábaco", "abanico", "Azabache"],
        ["nz", "ña", "Ñandutí", "ñz", "o"],
        ["cana", "canz", "caña", "caño", "cao"],
        ["Nαος", "ñ", "oa"],
        ["2", "10", "99999999", "100000000", "1" + "0" * 30],
        ["12.5.2", "12.5.10"],
        ["06.16.2", "72.49.3", "79.66.115"],
        ["«Zafiro»".replace("Z", "Á"), "¿Cuál?", "Dedal", '"Estela"'],
    ],
)
def test_natural_order(ordered: list[str]) -> None:
    keys = [natural_key(text) for text in ordered]
    assert keys == sorted(set(keys))
    assert keys == sorted(keys, key=str.encode)


@pytest.mark.parametrize(
    ("one", "other"),
    [("García", "GARCIA"), ("00012", "12"), ("n\u0303", "Ñ"), ("a  b", "A b"), ("«Sol»", "«sol»")],
)
def test_what_counts_as_the_same(one: str, other: str) -> None:
    assert natural_key(one) == natural_key(other)


def test_punctuation_alone_still_has_a_key() -> None:
    assert natural_key("«¿»") == '"¿"'


@settings(deadline=None)
@given(st.text(max_size=KEY_LENGTH * 2))
def test_keys_fit_an_index_and_hold_no_nul(text: str) -> None:
    key = natural_key(text)
    assert len(key) <= KEY_LENGTH * 2
    assert "\0" not in key


@settings(deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=0))
def test_digits_count_by_value(one: int, other: int) -> None:
    assert (natural_key(f"caja {one}") < natural_key(f"caja {other}")) == (one < other)


@pytest.mark.parametrize(
    ("typed", "lines", "kept"),
    [
        ("  Joyería\t antigua ", False, "Joyería antigua"),
        ("Joyeri\u0301a\0", False, "Joyería"),
        ("a\x07b\ud800", False, "ab"),
        ("uno\r\ndos\x00 \n", True, "uno\ndos"),
    ],
)
def test_words_are_kept_without_what_nobody_sees(typed: str, *, lines: bool, kept: str) -> None:
    assert clean_words(typed, lines=lines) == kept
