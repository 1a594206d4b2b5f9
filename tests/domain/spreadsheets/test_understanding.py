from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from catalog.domain.cells import Locale
from catalog.domain.spreadsheets import Sheet, Understanding, from_rows, read, understand
from catalog.domain.spreadsheets.sheet import Cell

SheetOf = Callable[..., Sheet]

JEWELS = {
    "codigo": "text",
    "nombre": "text",
    "descripcion": "long_text",
    "epoca": "approximate_date",
    "precio": "money",
    "peso_g": "decimal",
    "fecha_de_entrada": "date",
    "vendido": "boolean",
    "ubicacion": "text",
    "imagen": "images",
}


def types(understanding: Understanding) -> dict[str, str]:
    return {column.key: column.type for column in understanding.columns}


def of_column(header: str, *values: Cell, **choices: Any) -> Any:
    rows: Sequence[list[Cell]] = [[header], *([value] for value in values)]
    return understand(from_rows(list(rows)), **choices).columns[0]


@pytest.mark.parametrize(
    ("filename", "sentence"),
    [
        ("joyeria_excel_es.csv", "semicolon, Windows-1252, 1.234,56, 31/12/2025"),
        ("joyeria_utf8_bom.csv", "comma, UTF-8, 1.234,56, 31/12/2025"),
        ("joyeria_nfd.csv", "semicolon, UTF-8, 1.234,56, 31/12/2025"),
        ("joyeria_unicode_text.txt", "tab, UTF-16, 1.234,56, 31/12/2025"),
        ("joyeria.xls", "workbook, sheet “Joyeria”"),
        ("joyeria.ods", "workbook, sheet “Joyeria”"),
    ],
)
def test_the_same_table_in_any_dress(sheets: Path, filename: str, sentence: str) -> None:
    understanding = understand(read(sheets / filename))
    assert str(understanding.sentence()) == sentence
    assert types(understanding) == JEWELS
    assert understanding.row_count == 6
    assert not any(column.ambiguous for column in understanding.columns)


def test_workbook_with_a_column_of_formulas_without_values(sheets: Path) -> None:
    understanding = understand(read(sheets / "joyeria.xlsx"))
    assert types(understanding) == {**JEWELS, "total": "text"}
    assert understanding.columns[-1].filled == 0


def test_headers_only(sheets: Path) -> None:
    understanding = understand(read(sheets / "headers_only.csv"))
    assert understanding.row_count == 0
    assert set(types(understanding)) == set(JEWELS)
    assert set(types(understanding).values()) == {"text"}


def test_doubled_and_blank_headers_are_told_apart_by_position(sheets: Path) -> None:
    understanding = understand(read(sheets / "headers_duplicate_blank.csv"))
    assert [(column.name, column.key) for column in understanding.columns] == [
        ("Nombre", "nombre"),
        ("nombre (2)", "nombre_2"),
        ("Column 3", "column_3"),
        ("Nombre (3)", "nombre_3"),
        ("Column 5", "column_5"),
    ]


def test_cells_beyond_the_header_become_a_column(sheets: Path) -> None:
    understanding = understand(read(sheets / "ragged.csv"))
    assert types(understanding) == dict.fromkeys(("a", "b", "c", "column_4"), "integer")
    assert understanding.columns[3].filled == 1


def test_columns_without_header_and_values_are_left_out() -> None:
    understanding = understand(from_rows([["a", "", "c"], ["1", "", "3"]]))
    assert [(column.key, column.position) for column in understanding.columns] == [
        ("a", 0),
        ("c", 2),
    ]


def test_codes_are_text_however_numeric(sheets: Path) -> None:
    understanding = understand(read(sheets / "long_numbers.csv"))
    assert types(understanding) == {"ean": "text", "serie": "text", "importe": "text"}
    assert [column.ambiguous for column in understanding.columns] == ["", "", "number"]


def test_dates_that_may_be_either_are_day_first_and_asked_about(sheets: Path) -> None:
    column = understand(read(sheets / "dates_ambiguous.csv")).columns[0]
    assert (column.type, column.date_order, column.ambiguous) == ("date", "dmy", "date")


def test_one_proof_makes_the_whole_column_month_first(sheets: Path) -> None:
    understanding = understand(read(sheets / "dates_month_first.csv"))
    column = understanding.columns[0]
    assert (column.type, column.date_order, column.ambiguous) == ("date", "mdy", "")
    assert str(understanding.sentence()) == "one column, UTF-8, 1.234,56, 12/31/2025"


def test_formulas_in_text_make_text(sheets: Path) -> None:
    assert types(understand(read(sheets / "formulas.csv"))) == {"nombre": "text", "valor": "text"}


def test_a_tenth_of_a_museum(samples: Path) -> None:
    understanding = understand(read(samples / "real" / "cmoa_artworks_600.csv"))
    assert str(understanding.sentence()) == "comma, UTF-8, 1,234.56, 31/12/2025"
    assert understanding.row_count == 600
    assert types(understanding) == {
        "accession_number": "text",
        "title": "text",
        "creator": "text",
        "nationality": "text",
        "creation_date": "approximate_date",
        # Ten of them are of before Christ ("-0206-01-05").
        "creation_date_earliest": "approximate_date",
        "medium": "text",
        "classification": "choice",
        "department": "choice",
        "credit_line": "text",
        "date_acquired": "date",
        "item_width": "decimal",
        "item_height": "decimal",
        "item_depth": "decimal",
        "physical_location": "choice",
        "provenance_text": "long_text",
    }
    choices = understanding.columns[8].options["choices"]
    assert len(choices) == 6
    assert choices[0] == "Contemporary Art"


@pytest.mark.parametrize(
    ("header", "values", "expected"),
    [
        ("Unidades", ["1", "20", "-3"], "integer"),
        ("Unidades", ["1.200", "3", "1.234.567"], "integer"),
        ("Unidades", [1, 20, -3], "integer"),
        ("Unidades", ["1", "dos"], "text"),
        ("Sala", ["1", "02"], "text"),
        ("Serie", ["1234567890123456"], "text"),
        ("EAN", ["8412345678905", "8412345678906"], "text"),
        ("C.P.", ["28001", "28002"], "text"),
        ("Nº de inventario", [12, 13], "text"),
        ("Contacto", ["600 123 456", "+34 600 123 457"], "text"),
        ("Peso", ["12,5", "3"], "decimal"),
        ("Peso", ["12.5", "3"], "decimal"),
        ("Peso", ["1 234,5", "1 200"], "decimal"),
        ("Peso", ["1\u202f234,5"], "decimal"),
        ("Peso", [12.5, 3], "decimal"),
        ("Peso", ["12,5", "1.234,5", "12.5"], "text"),
        ("Descuento", ["12,5 %", "3 %"], "text"),
        ("Total", ["12,50 €", "3 €"], "money"),
        ("Total", ["€1,234.50", "-€3.00"], "money"),
        ("Total", ["12 EUR", "3,5 euros"], "money"),
        ("Total", ["12 €", "3 $"], "text"),
        ("Precio de venta", ["12", "3,5"], "money"),
        ("Precio", [12, 3.5], "money"),
        ("Precio", ["12,345", "1,5"], "decimal"),
        ("Fecha", ["31/12/2024", "1/2/2024"], "date"),
        ("Fecha", ["31-12-24", "1-2-24"], "date"),
        ("Fecha", ["31.12.2024"], "date"),
        ("Fecha", ["2024-12-31", "2024-01-02 00:00:00"], "date"),
        ("Fecha", ["3 de abril de 2024", "31/12/2024"], "date"),
        ("Fecha", ["31/12/2024", "31/02/2024"], "date"),
        ("Fecha", ["00/00/0000"], "text"),
        ("Fecha", ["31/12/2024", "12/31/2024"], "text"),
        ("Fecha", ["31/12/2024 10:30", "1/2/2024 09:00"], "text"),
        ("Número", ["26.1.60", "79.6.11"], "text"),
        ("Fecha", ["1890", "1912"], "approximate_date"),
        ("Fecha", [1890, 1912], "approximate_date"),
        ("Año", ["1890", "1912"], "integer"),
        ("Época", ["c. 1890", "s. XIX", "1900-1910"], "approximate_date"),
        ("Época", [1890, "c. 1900"], "approximate_date"),
        ("Época", ["finales del siglo XVIII", "hacia 1900", "¿1890?"], "approximate_date"),
        ("Época", ["late 19th century", "before 1900", "1890s"], "approximate_date"),
        ("Época", ["s. II a. C.", "100 a. C.", "siglo I d. C."], "approximate_date"),
        ("Época", ["1890-91", "1850/1860", "12/1979", "(1890)", "189-"], "approximate_date"),
        ("Época", ["3/4/1890 - 5/4/1890", "1900–1910", "[1890?]"], "approximate_date"),
        (
            "Época",
            ["May 1926", "c. mid- to late-19th century", "500 BCE-500 CE"],
            "approximate_date",
        ),
        ("Cuenta", ["1234 5678", "1890 1900"], "text"),
        ("Lote", ["4/9234", "12/8001"], "text"),
        ("Época", ["1890", "31/12/1891", "s/f"], "approximate_date"),
        ("Época", ["1890", "1891", "1900-05", "Isabelina", "1895"], "approximate_date"),
        ("Época", ["romano", "ibérico", "c. 1890"], "text"),
        ("Título", ["Retrato de 1890", "Vista de 1900"], "text"),
        ("Vendido", ["sí", "no", "NO", "Si"], "boolean"),
        ("Sold", ["yes", "No", "TRUE"], "boolean"),
        ("Expuesto", ["x", "", "X"], "boolean"),
        ("Talla", ["x"], "text"),
        ("Vendido", [True, False], "boolean"),
        ("Vendido", ["sí", "quizá"], "text"),
        ("Web", ["https://museo.es/1", "www.museo.es"], "link"),
        ("Web", ["https://museo.es/a.jpg"], "link"),
        ("Web", ["https://museo.es/1", "pendiente"], "text"),
        ("Imagen", ["A-12.jpg; A-13_detalle.JPEG", "fotos/A 14.png"], "images"),
        ("Imagen", ["a.jpg, b.webp", "c.heic|d.tif"], "images"),
        ("Imagen", ["a.jpg", "ninguna"], "text"),
        ("Estado", ["bueno", "malo", "regular"] * 4, "choice"),
        ("Estado", ["bueno", "malo", "regular"] * 3, "text"),
        ("Sala", ["01", "02", "03"] * 4, "text"),
        ("Nombre", [f"Pieza {number}" for number in range(60)] * 3, "text"),
        ("Notas", ["una\ndos", "x"], "long_text"),
        ("Notas", ["x" * 201, "y"], "long_text"),
        ("Notas", ["x" * 201, *(f"nota {number}" for number in range(200))], "text"),
        ("Notas", ["x" * 1001, *(f"nota {number}" for number in range(200))], "long_text"),
    ],
)
def test_types(header: str, values: list[Cell], expected: str) -> None:
    assert of_column(header, *values).type == expected


@pytest.mark.parametrize("value", ["1,800", "1.800"])
def test_a_number_with_two_readings_stays_text_and_is_asked_about(value: str) -> None:
    column = of_column("Peso", value, "2")
    assert (column.type, column.ambiguous) == ("text", "number")


@pytest.mark.parametrize(
    ("proof", "expected"), [("2,5", ("decimal", ",")), ("2.5", ("integer", "."))]
)
def test_other_columns_decide_what_has_two_readings(proof: str, expected: tuple[str, str]) -> None:
    rows: list[list[Cell]] = [["Peso", "Alto"], ["1,800", proof], ["2", "3"]]
    column = understand(from_rows(rows)).columns[0]
    assert ((column.type, column.decimal_mark), column.ambiguous) == (expected, "number")


def test_other_columns_decide_the_order_of_dates() -> None:
    rows: list[list[Cell]] = [["Entrada", "Salida"], ["01/02/2024", "03/31/2024"]]
    entrada = understand(from_rows(rows)).columns[0]
    assert (entrada.date_order, entrada.ambiguous) == ("mdy", "")


def test_what_a_person_says_overrules_the_evidence() -> None:
    rows: list[list[Cell]] = [["Peso", "Fecha"], ["1,800", "01/02/2024"]]
    understanding = understand(from_rows(rows), decimal_mark=".", date_order="mdy")
    assert [(c.type, c.ambiguous) for c in understanding.columns] == [("integer", ""), ("date", "")]
    assert (understanding.decimal_mark, understanding.date_order) == (".", "mdy")


def test_a_late_value_decides_as_much_as_an_early_one(sheet_of: SheetOf) -> None:
    numbers = "\n".join(str(number) for number in range(1, 5001))
    assert understand(sheet_of(f"Sala\n{numbers}\n")).columns[0].type == "integer"
    assert understand(sheet_of(f"Sala\n{numbers}\n007\n")).columns[0].type == "text"
    assert understand(sheet_of(f"Peso\n{numbers}\n12,5\n")).columns[0].type == "decimal"


@pytest.mark.parametrize(
    ("values", "locale", "currency"),
    [
        (["3,50 €"], Locale("es", "EUR"), "EUR"),
        (["$3.50"], Locale("en", "USD"), "USD"),
        (["$3.50"], Locale("es", "MXN"), "MXN"),
        (["$3.50"], Locale("es", "EUR"), "USD"),
        (["3.50 GBP", "£4"], Locale("es", "EUR"), "GBP"),
    ],
)
def test_currency(values: list[Cell], locale: Locale, currency: str) -> None:
    column = of_column("Total", *values, locale=locale)
    assert (column.type, column.options) == ("money", {"currency": currency})


def test_choices_are_every_spelling_in_natural_order() -> None:
    column = of_column("Vitrina", *["V10", "v2", "V2", "ñ", "n", "o"] * 3)
    assert column.options == {"choices": ["n", "ñ", "o", "v2", "V2", "V10"]}


def test_samples_are_the_first_different_values() -> None:
    column = of_column("Peso", 1.5, 1.5, "", 2, "x", "y", "z", "w")
    assert column.samples == ("1,5", "2", "x", "y", "z")
