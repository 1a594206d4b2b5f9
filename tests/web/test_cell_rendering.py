"""Cells as pages show them, many at a time."""

from typing import Any

import pytest

from catalog.domain.cells import Locale
from catalog.web.cells import LONGEST_SHOWN, CellRenderer, ShownColumn
from catalog.web.templating import create_environment

ENVIRONMENT = create_environment()


def shown(type_name: str, value: Any, *, longest: int | None = LONGEST_SHOWN) -> str:
    renderer = CellRenderer(ENVIRONMENT, Locale(), longest)
    column = ShownColumn(1, "key", type_name, {})
    return str(renderer.shown(column, {"key": value}, {}))


def test_plain_cells_are_text_for_the_page_to_escape() -> None:
    assert shown("text", "<b>") == "<b>"
    assert shown("money", "1234.5") == "1.234,50\N{NO-BREAK SPACE}€"


def test_others_are_markup() -> None:
    assert "&lt;b&gt;" in shown("choice", "<b>")
    assert shown("choices", ["a", "b"]).count("<span") == 3


def test_blank_cells_are_nothing() -> None:
    assert shown("choice", None) == shown("text", None) == ""


def test_cells_that_begin_alike_are_not_taken_for_each_other() -> None:
    long = "https://museo.es/" + "x" * LONGEST_SHOWN
    assert f'href="{long}/1"' in shown("link", f"{long}/1")
    assert f'href="{long}/2"' in shown("link", f"{long}/2")


@pytest.mark.parametrize("type_name", ["text", "long_text"])
def test_long_texts_are_cut_in_tables_and_whole_elsewhere(type_name: str) -> None:
    text = "palabra " * 100
    assert len(shown(type_name, text)) < LONGEST_SHOWN + 100
    assert text in shown(type_name, text, longest=None)
