import pytest

from catalog.domain.column_keys import LONGEST_KEY, column_key


@pytest.mark.parametrize(
    ("name", "taken", "key"),
    [
        ("Código", (), "codigo"),
        ("Nº de catálogo", (), "no_de_catalogo"),
        ("Peso (g)", (), "peso_g"),
        ("  Año — 2024 ", (), "ano_2024"),
        ("Año", ("ano",), "ano_2"),
        ("Año", ("ano", "ano_2"), "ano_3"),
        ("1890", (), "column_1890"),
        ("名前", (), "column"),
        ("", (), "column"),
        ("ID", (), "id_column"),
        ("Images", (), "images_column"),
        ("a" * 100, (), "a" * LONGEST_KEY),
        ("a" * 100, ("a" * LONGEST_KEY,), "a" * (LONGEST_KEY - 2) + "_2"),
        ("1" * 100, (), "column_" + "1" * (LONGEST_KEY - 7)),
    ],
)
def test_a_key_comes_from_the_name(name: str, taken: tuple[str, ...], key: str) -> None:
    assert column_key(name, taken) == key
