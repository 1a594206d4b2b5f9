import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.domain.cells import Locale
from catalog.domain.spreadsheets import (
    Converted,
    Sheet,
    converter,
    from_rows,
    picture_names,
    read,
    understand,
)
from catalog.domain.spreadsheets.sheet import Cell

SheetOf = Callable[..., Sheet]
ES = Locale()


def converted(sheet: Sheet, locale: Locale = ES, **changes: Any) -> list[Converted]:
    understanding = understand(sheet, locale)
    columns = [replace(column, **changes) for column in understanding.columns]
    convert = converter(understanding, columns, locale)
    return [convert(cells, number) for number, cells in sheet.numbered_rows()]


def column_of(values: list[Cell], **changes: Any) -> list[Converted]:
    return converted(from_rows([["Dato"], *([value] for value in values)]), **changes)


FIRST = {
    "codigo": "00012",
    "nombre": "Anillo de sello",
    "descripcion": "Oro 18 k, grabado «J. M.»",
    "epoca": "c. 1890",
    "precio": "1234.56",
    "peso_g": "8.5",
    "fecha_de_entrada": "2024-04-03",
    "vendido": True,
    "ubicacion": "Vitrina 2",
}
REST = [
    ("00013", "450", "12.75", "2023-12-31", False, "s. XIX"),
    ("00014", "89.9", "3", "2024-02-01", False, "ca. 1920"),
    ("00015", None, "41.2", None, False, "1900-1910"),
    ("A-2", "-15", "0", "2024-02-29", True, None),
    ("A-10", "10", "5", "2022-08-15", True, None),
]


@pytest.mark.parametrize(
    "filename",
    [
        "joyeria_excel_es.csv",
        "joyeria_utf8_bom.csv",
        "joyeria_nfd.csv",
        "joyeria_unicode_text.txt",
        "joyeria.xlsx",
        "joyeria.xls",
        "joyeria.ods",
    ],
)
def test_every_dress_gives_the_same_values(sheets: Path, filename: str) -> None:
    rows = converted(read(sheets / filename))[:6]
    assert rows[0].values == FIRST
    assert rows[1].values["descripcion"] == "Concha y plata;\nmarco restaurado"
    keys = ("codigo", "precio", "peso_g", "fecha_de_entrada", "vendido", "epoca")
    assert [tuple(row.values.get(key) for key in keys) for row in rows[1:]] == REST
    assert not any(row.errors or row.invalid for row in rows)


def test_month_first_dates(sheets: Path) -> None:
    rows = converted(read(sheets / "dates_month_first.csv"))
    assert [row.values["date"] for row in rows] == ["2024-01-02", "2024-03-31"]


def test_codes_and_doubtful_numbers_are_kept_letter_by_letter(sheets: Path) -> None:
    rows = converted(read(sheets / "long_numbers.csv"))
    assert [tuple(row.values.values()) for row in rows] == [
        ("8412345678905", "00000000000000000001234", "1.000"),
        ("0412345678905", "9007199254740993", "1,800"),
    ]


def test_museum_converts_without_a_single_error(samples: Path) -> None:
    rows = converted(read(samples / "real" / "cmoa_artworks_600.csv"))
    assert len(rows) == 600
    assert not any(row.errors for row in rows)
    assert rows[0].values["item_width"] == "5.875"


def test_a_bad_value_is_kept_and_told_with_its_place() -> None:
    sheet = from_rows([["Fecha"], ["31/12/2024"], ["31/02/2024"], ["1/2/2024"]])
    row = converted(sheet)[1]
    assert (row.values, row.invalid) == ({}, {"fecha": "31/02/2024"})
    error = row.errors[0]
    assert (error.row, error.column, error.value) == (3, "Fecha", "31/02/2024")
    assert str(error.message) == "There is no day “31/02/2024”. Write dates like 31/12/2024."


@pytest.mark.parametrize(
    ("cell", "type_name", "value"),
    [
        (1.567, "decimal", "1.567"),
        (1e-7, "decimal", "0.0000001"),
        (-12.5, "money", "-12.5"),
        (12, "money", "12"),
        (12, "text", "12"),
        (12.5, "text", "12,5"),
        (True, "text", "Sí"),
        (1, "boolean", True),
        (True, "boolean", True),
        (dt.date(2024, 4, 3), "date", "2024-04-03"),
        (dt.date(2024, 4, 3), "text", "03/04/2024"),
        (dt.date(2024, 4, 3), "approximate_date", "03/04/2024"),
        ("12.5", "decimal", "12.5"),
        ("-35,01", "decimal", "-35.01"),
    ],
)
def test_cells_of_workbooks(cell: Cell, type_name: str, value: Any) -> None:
    assert column_of([cell], type=type_name)[0].values == {"dato": value}


@pytest.mark.parametrize(
    ("cell", "type_name", "text"),
    [(1.567, "money", "1,567"), (12.5, "integer", "12,5"), (True, "date", "Sí")],
)
def test_cells_of_workbooks_that_do_not_fit(cell: Cell, type_name: str, text: str) -> None:
    assert column_of([cell], type=type_name)[0].invalid == {"dato": text}


def test_numbers_keep_their_reading_in_a_catalog_of_another_language() -> None:
    sheet = from_rows([["Peso"], ["1.234,5"], ["1.800"], ["12,345"]])
    rows = converted(sheet, Locale("en", "USD"))
    assert [row.values["peso"] for row in rows] == ["1234.5", "1800", "12.345"]


def test_columns_left_out_are_not_read_and_images_have_no_values(sheets: Path) -> None:
    sheet = read(sheets / "joyeria.xlsx")
    understanding = understand(sheet)
    convert = converter(understanding, [understanding.columns[0], understanding.columns[9]], ES)
    assert convert(next(sheet.rows), 2).values == {"codigo": "00012"}


def test_zero_and_false_are_no_blanks() -> None:
    rows = converted(from_rows([["a", "b", "c"], [0, False, "0"]]))
    assert rows[0].values == {"a": 0, "b": False, "c": 0}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("A-13.jpg; A-13_detalle.jpg", ["A-13.jpg", "A-13_detalle.jpg"]),
        ("a.JPG, b.webp|c.png", ["a.JPG", "b.webp", "c.png"]),
        ("Niño, piñata.jpg", ["Niño, piñata.jpg"]),
        ("fotos/a.tiff\nb.bmp", ["fotos/a.tiff", "b.bmp"]),
        ("a.jpg; sin foto", []),
        ("https://museo.es", []),
        ("", []),
    ],
)
def test_picture_names(text: str, names: list[str]) -> None:
    assert picture_names(text) == names


WORDS = st.text(st.sampled_from('abñÉ 0129,;|\t"\n.-€'), max_size=8).map(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(WORDS, min_size=3, max_size=3).filter(any), min_size=1, max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_what_is_written_is_read_back(
    tmp_path: Path, rows: list[list[str]], separator: str, encoding: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([["Uno", "Dos", "Tres"], *rows])
    path = tmp_path / "sheet.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    chosen = {"encoding": "utf-8" if encoding == "utf-8-sig" else encoding}
    assert list(read(path, separator=separator, **chosen).rows) == rows


@settings(deadline=None)
@given(values=st.lists(WORDS.filter(bool), min_size=1, max_size=30))
def test_no_value_is_ever_lost(values: list[str]) -> None:
    """Whatever type is guessed, every cell that is not blank is a value, or kept as it was."""
    for row in column_of(list(values)):
        assert row.values.keys() | row.invalid.keys() == {"dato"}
