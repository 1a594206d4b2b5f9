import pytest

from catalog.domain.spreadsheets import column_key
from catalog.domain.spreadsheets.naming import LONGEST_KEY, column_names


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Código", "codigo"),
        ("Peso (g)", "peso_g"),
        ("  Año — 2024 ", "ano_2024"),
        ("1890", "column_1890"),
        ("名前", "column"),
        ("", "column"),
        ("ID", "id_column"),
        ("Images", "images_column"),
        ("a" * 100, "a" * LONGEST_KEY),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert column_key(name) == key


def test_keys_that_are_taken_are_counted_up() -> None:
    assert column_key("Código", {"codigo"}) == "codigo_2"
    assert column_key("Código", {"codigo", "codigo_2"}) == "codigo_3"


def test_headers_in_other_scripts_do_not_collide() -> None:
    assert column_names(["名前", "住所"], 2) == ["名前", "住所"]


def test_a_doubled_name_does_not_take_one_that_is_there() -> None:
    assert column_names(["a", "A", "a (2)"], 4) == ["a", "A (2)", "a (2) (2)", "Column 4"]
