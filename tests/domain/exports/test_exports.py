import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import load_workbook

from catalog.db.models import Column
from catalog.domain import exports
from catalog.domain.cells import Locale
from catalog.domain.exports import ExportRow, ExportTable
from catalog.errors import Invalid

COLUMNS = [
    Column(key="name", name="Nombre", type="text", options={}),
    Column(key="weight", name="=Peso", type="decimal", options={}),
    Column(key="price", name="Precio", type="money", options={}),
    Column(key="made", name="Fecha", type="date", options={}),
    Column(key="themes", name="Temas", type="choices", options={}),
    Column(key="shown", name="Expuesto", type="boolean", options={}),
    Column(key="photos", name="Fotos", type="images", options={}),
]
FULL = {
    "name": 'Señor; "París"\nnuevo',
    "weight": "-12.5",
    "price": "12345678901234567.89",
    "made": "1984-12-31",
    "themes": ["Mar", "=Flor"],
    "shown": True,
}
PICTURES = {"photos": ["https://example.org/media/a", "https://example.org/media/b"]}


def table(*rows: ExportRow) -> ExportTable:
    return ExportTable("Joyas", COLUMNS, iter(rows), Locale("es"))


def written(name: str, *rows: ExportRow) -> bytes:
    return b"".join(exports.export(table(*rows), name))


def lines(content: bytes, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=delimiter))


def full() -> ExportRow:
    return ExportRow(7, "abc", 3, FULL, pictures=PICTURES, images=[{"public_id": "a"}])


def test_csv_for_programs() -> None:
    head, row = lines(written("csv", full()), ",")
    assert head == ["id", "Nombre", "'=Peso", "Precio", "Fecha", "Temas", "Expuesto", "Fotos"]
    assert row == [
        "abc",
        'Señor; "París"\nnuevo',
        "-12.5",
        "12345678901234567.89",
        "1984-12-31",
        "Mar; =Flor",
        "true",
        "https://example.org/media/a\nhttps://example.org/media/b",
    ]


def test_csv_for_excel_in_spanish() -> None:
    content = written("csv-excel-es", full())
    assert content.startswith(b"\xef\xbb\xbfid;Nombre;")
    assert lines(content, ";")[1][2:7] == [
        "-12,5",
        "12345678901234567,89",
        "31/12/1984",
        "Mar; =Flor",
        "Sí",
    ]


@pytest.mark.parametrize("name", ["csv", "csv-excel-es"])
@pytest.mark.parametrize("text", ["=1+1", "+34 600", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_formulas_are_neutralised(name: str, text: str) -> None:
    rows = [ExportRow(1, "a", 1, {"name": text}), ExportRow(2, "b", 1, {}, {"weight": text})]
    _, value, invalid = lines(written(name, *rows), "," if name == "csv" else ";")
    assert value[1] == f"'{text}"
    assert invalid[2] == f"'{text}"


def test_json_is_exact() -> None:
    content = written("json", full(), ExportRow(8, "abd", 1, {}, {"weight": "mucho"}))
    document = json.loads(content, parse_float=Decimal)
    assert document["name"] == "Joyas"
    assert document["columns"][1] == {"key": "weight", "name": "=Peso", "type": "decimal"}
    first, second = document["rows"]
    assert first["values"]["price"] == Decimal("12345678901234567.89")
    assert first["values"]["name"] == FULL["name"]
    assert first["images"] == [{"public_id": "a"}]
    assert (first["id"], first["short_id"], first["version"]) == (7, "abc", 3)
    assert second["invalid"] == {"weight": "mucho"}


def test_json_of_nothing() -> None:
    assert json.loads(written("json"))["rows"] == []


def sheet_of(path: Path) -> list[list[object]]:
    read: list[list[object]] = load_workbook(str(path)).get_sheet_by_index(0).to_python()
    return read


def sheet(tmp_path: Path, *rows: ExportRow) -> list[list[object]]:
    path = tmp_path / "export.xlsx"
    path.write_bytes(written("xlsx", *rows))
    return sheet_of(path)


def test_a_workbook_has_typed_cells(tmp_path: Path) -> None:
    _, row = sheet(tmp_path, full())
    assert row[1] == FULL["name"]
    assert row[2] == -12.5
    assert row[3] == "12345678901234567.89"  # Excel would round it
    assert str(row[4]) == "1984-12-31"
    assert row[5:7] == ["Mar; =Flor", True]


@pytest.mark.parametrize("date", ["1899-12-31", "1900-02-28", "0476-09-04"])
def test_a_workbook_writes_dates_that_excel_lacks_as_text(tmp_path: Path, date: str) -> None:
    assert sheet(tmp_path, ExportRow(1, "a", 1, {"made": date}))[1][4] == date


def test_a_workbook_has_no_formula_and_no_link(tmp_path: Path) -> None:
    texts = ["=1+1", "https://example.org", "{=1}", "x" * 40_000]
    path = tmp_path / "export.xlsx"
    path.write_bytes(written("xlsx", *(ExportRow(1, "a", 1, {"name": text}) for text in texts)))
    inside = ZipFile(path).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in inside
    assert "hyperlink" not in inside
    assert [row[1] for row in sheet_of(path)][1:4] == texts[:3]
    assert sheet_of(path)[4][1] == "x" * 32_766 + "…"


def test_a_workbook_that_would_be_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.domain.exports.workbook.MOST_ROWS", 1)
    with pytest.raises(Invalid, match="Choose CSV"):
        written("xlsx", full(), full())


def test_an_unknown_format_is_refused_in_one_sentence() -> None:
    with pytest.raises(Invalid) as error:
        exports.export(table(), "ods")
    assert str(error.value) == (
        "“ods” cannot be exported. Choose one of: csv, csv-excel-es, xlsx, json."
    )


def test_rows_are_written_as_they_come() -> None:
    taken = 0

    def rows() -> Iterator[ExportRow]:
        nonlocal taken
        for number in range(10_000):
            taken = number
            yield ExportRow(number, "a", 1, {"name": "x" * 100})

    pieces = exports.export(ExportTable("x", COLUMNS, rows()), "csv")
    assert len(next(pieces)) < 70_000
    assert taken < 1_000
