from catalog.db.models import Column
from catalog.domain.cells import Locale
from catalog.domain.documents import build_document

COLUMNS = [
    Column(key="name", type="text", options={}, visibility="public"),
    Column(key="price", type="money", options={}, visibility="unset"),
    Column(key="notes", type="text", options={}, visibility="internal"),
]


def test_a_document_sorts_and_finds_what_its_cells_hold() -> None:
    values = {"name": "Señor", "price": "1234.5", "notes": "Caja 12"}
    document = build_document(COLUMNS, values, {}, Locale())
    assert document.values == values
    assert set(document.sort_keys) == {"name", "price", "notes"}
    assert document.search_text.split("\n")[0] == "senor"
    assert "1.234,50" in document.search_text
    assert "caja 12" in document.search_text


def test_visitors_find_nothing_by_internal_words() -> None:
    document = build_document(COLUMNS, {"name": "Anillo", "notes": "secreto"}, {}, Locale())
    assert document.public_search_text == "anillo"


def test_text_that_does_not_convert_is_found_but_has_no_place_in_the_order() -> None:
    document = build_document(COLUMNS, {}, {"price": "Doce Euros"}, Locale())
    assert document.invalid == {"price": "Doce Euros"}
    assert document.sort_keys == {}
    assert document.search_text == "doce euros"


def test_blank_and_unknown_cells_leave_no_trace() -> None:
    document = build_document(COLUMNS, {"name": None, "gone": "x"}, {"gone": "y"}, Locale())
    assert (document.values, document.invalid, document.search_text) == ({}, {}, "")
