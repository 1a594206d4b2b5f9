"""Every sample, as people send them, gives the catalog that a careful person would make of it."""

from pathlib import Path

import pytest

from catalog.domain.queries.rows import page_of_rows
from catalog.domain.search import CatalogSearch
from catalog.errors import Invalid
from tests.desk import Desk, counted, listed

JEWELS = {
    "Código": "text",
    "Nombre": "text",
    "Descripción": "long_text",
    "Época": "approximate_date",
    "Precio": "money",
    "Peso (g)": "decimal",
    "Fecha de entrada": "date",
    "Vendido": "boolean",
    "Ubicación": "text",
    "Imagen": "text",
}
RING = {
    "codigo": "00012",
    "nombre": "Anillo de sello",
    "descripcion": "Oro 18 k, grabado «J. M.»",
    "epoca": "c. 1890",
    "precio": "1.234,56\N{NO-BREAK SPACE}€",
    "peso_g": "8,5",
    "fecha_de_entrada": "03/04/2024",
    "vendido": "Sí",
    "ubicacion": "Vitrina 2",
    "imagen": "A-12.jpg",
}
OTHERS = [
    ("00013", "450,00\N{NO-BREAK SPACE}€", "12,75", "31/12/2023", "No", "s. XIX"),
    ("00014", "89,90\N{NO-BREAK SPACE}€", "3", "01/02/2024", "No", "ca. 1920"),
    ("00015", None, "41,2", None, "No", "1900-1910"),
    ("A-2", "-15,00\N{NO-BREAK SPACE}€", "0", "29/02/2024", "Sí", None),
    ("A-10", "10,00\N{NO-BREAK SPACE}€", "5", "15/08/2022", "Sí", None),
]


@pytest.mark.parametrize(
    "filename",
    [
        "joyeria_excel_es.csv",
        "joyeria_utf8_bom.csv",
        "joyeria_nfd.csv",
        "joyeria_unicode_text.txt",
        "joyeria.xls",
        "joyeria.ods",
        "joyeria.xlsx",
    ],
)
def test_the_jewels_in_any_dress(desk: Desk, samples: Path, filename: str) -> None:
    result = desk.bring(samples / "sheets" / filename, name="Joyería")
    assert counted(result) == {"created": 7 if filename == "joyeria.xlsx" else 6}
    assert desk.columns("joyeria").items() >= JEWELS.items()
    rows = desk.texts("joyeria")
    assert rows[0].items() >= RING.items()
    assert rows[1]["descripcion"] == "Concha y plata;\nmarco restaurado"
    assert rows[1]["imagen"] == "A-13.jpg; A-13_detalle.jpg"
    keys = ("codigo", "precio", "peso_g", "fecha_de_entrada", "vendido", "epoca")
    assert [tuple(row.get(key) for key in keys) for row in rows[1:6]] == OTHERS


def test_codes_and_doubtful_numbers_stay_as_they_are(sqlite_desk: Desk, samples: Path) -> None:
    sqlite_desk.bring(samples / "sheets" / "long_numbers.csv")
    assert sqlite_desk.columns("long-numbers") == {
        "EAN": "text",
        "Serie": "text",
        "Importe": "text",
    }
    assert [tuple(row.values()) for row in sqlite_desk.texts("long-numbers")] == [
        ("8412345678905", "00000000000000000001234", "1.000"),
        ("0412345678905", "9007199254740993", "1,800"),
    ]


@pytest.mark.parametrize(
    ("filename", "dates"),
    [
        ("dates_month_first.csv", ["02/01/2024", "31/03/2024"]),
        ("dates_ambiguous.csv", ["01/02/2024", "03/04/2024", "12/11/2024"]),
    ],
)
def test_dates(sqlite_desk: Desk, samples: Path, filename: str, dates: list[str]) -> None:
    slug = sqlite_desk.bring(samples / "sheets" / filename).catalog
    assert list(sqlite_desk.columns(slug).values()) == ["date"]
    assert [next(iter(row.values())) for row in sqlite_desk.texts(slug)] == dates


def test_formulas_are_text(desk: Desk, samples: Path) -> None:
    desk.bring(samples / "sheets" / "formulas.csv")
    assert desk.columns("formulas") == {"Nombre": "text", "Valor": "text"}
    assert desk.texts("formulas") == [
        {"nombre": '=HYPERLINK("http://example.invalid","x")', "valor": "-5"},
        {"nombre": "+34 600 000 000", "valor": "@SUM(1+1)"},
        {"nombre": "=1+1", "valor": "-2,5"},
    ]


def test_doubled_and_blank_headers(sqlite_desk: Desk, samples: Path) -> None:
    slug = sqlite_desk.bring(samples / "sheets" / "headers_duplicate_blank.csv").catalog
    assert list(sqlite_desk.columns(slug)) == [
        "Nombre",
        "nombre (2)",
        "Column 3",
        "Nombre (3)",
        "Column 5",
    ]
    assert list(sqlite_desk.texts(slug)[0].values()) == ["a", "b", "c", "d", "e"]


def test_headers_alone_make_a_catalog_without_rows(sqlite_desk: Desk, samples: Path) -> None:
    result = sqlite_desk.bring(samples / "sheets" / "headers_only.csv")
    assert counted(result) == {}
    assert list(sqlite_desk.columns("headers-only")) == list(JEWELS)
    assert sqlite_desk.texts("headers-only") == []


def test_ragged_rows_lose_nothing(sqlite_desk: Desk, samples: Path) -> None:
    sqlite_desk.bring(samples / "sheets" / "ragged.csv")
    assert sqlite_desk.texts("ragged") == [
        {"a": "1", "b": "2"},
        {"a": "1", "b": "2", "c": "3", "column_4": "4"},
        {"a": "5", "b": "6", "c": "7"},
    ]


@pytest.mark.parametrize(
    ("filename", "sentence"),
    [
        ("empty.csv", "“empty.csv” is empty."),
        ("legacy_export.json", "“legacy_export.json” is JSON, not a spreadsheet."),
        ("legacy_export.jsonl", "“legacy_export.jsonl” is JSON, not a spreadsheet."),
        (
            "not_a_sheet.csv",
            "“not_a_sheet.csv” is not a spreadsheet. CSV, XLSX, XLS and ODS files can be read.",
        ),
    ],
)
def test_what_is_no_sheet_makes_nothing(
    sqlite_desk: Desk, samples: Path, filename: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        sqlite_desk.bring(samples / "sheets" / filename)
    assert str(refused.value) == sentence
    assert sqlite_desk.catalogs() == []
    assert sqlite_desk.records() == []


def test_a_tenth_of_a_museum(desk: Desk, samples: Path) -> None:
    result = desk.bring(samples / "real" / "cmoa_artworks_600.csv", name="CMOA", publish=True)
    assert counted(result) == {"created": 600}
    assert listed(result) == []
    assert desk.columns("cmoa") == {
        "accession_number": "text",
        "title": "text",
        "creator": "text",
        "nationality": "text",
        "creation_date": "approximate_date",
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
    assert desk.texts("cmoa")[0]["item_width"] == "5,875"
    assert [kind for kind, _ in desk.changes()] == ["import"]


@pytest.mark.parametrize("is_public", [False, True])
def test_what_came_in_is_found_without_accents(
    desk: Desk, samples: Path, *, is_public: bool
) -> None:
    desk.bring(samples / "real" / "cmoa_artworks_600.csv", name="CMOA", publish=True)
    with desk.database.reading() as session:
        catalog_id = desk.rows("cmoa")[0].catalog_id
        search = CatalogSearch(text="Páris")
        page = page_of_rows(session, catalog_id, [], search, public=is_public)
    assert page.count == 15
