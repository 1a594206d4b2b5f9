import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.domain.spreadsheets import Sheet, read
from catalog.domain.spreadsheets import sheet as limits
from catalog.errors import Invalid

SheetOf = Callable[..., Sheet]

HEADER = [
    "Código",
    "Nombre",
    "Descripción",
    "Época",
    "Precio",
    "Peso (g)",
    "Fecha de entrada",
    "Vendido",
    "Ubicación",
    "Imagen",
]
AS_TEXT = """\
00012|Anillo de sello|Oro 18 k, grabado «J. M.»|c. 1890|1.234,56|8,5|03/04/2024|sí|Vitrina 2\
|A-12.jpg
00013|Broche camafeo|Concha y plata;/marco restaurado|s. XIX|450,00|12,75|31/12/2023|no|Vitrina 10\
|A-13.jpg; A-13_detalle.jpg
00014|Pendientes «lágrima»|Niño Jesús, ámbar|ca. 1920|89,9|3|1/2/2024|No|Vitrina 1|
00015|Collar de azabache|Santiago de Compostela|1900-1910||41,2||NO|Cajón 3|A-15.jpg
A-2|Ábaco|Pieza suelta||-15,00|0|29/02/2024|SI||
A-10|Ñandutí|Encaje||10|5|15/08/2022|sí|Vitrina 2|
"""


@pytest.mark.parametrize(
    ("filename", "encoding", "separator"),
    [
        ("joyeria_excel_es.csv", "cp1252", ";"),
        ("joyeria_utf8_bom.csv", "utf-8", ","),
        ("joyeria_nfd.csv", "utf-8", ";"),
        ("joyeria_unicode_text.txt", "utf-16", "\t"),
    ],
)
def test_text_in_any_dress_is_the_same_sheet(
    sheets: Path, filename: str, encoding: str, separator: str
) -> None:
    sheet = read(sheets / filename)
    assert (sheet.encoding, sheet.separator) == (encoding, separator)
    assert sheet.header == HEADER
    lines = ["|".join(map(str, row)).replace("\n", "/") for row in sheet.rows]
    assert lines == AS_TEXT.splitlines()
    assert len(list(sheet.rows)) == 6


def test_workbook_cells_keep_their_types(sheets: Path) -> None:
    sheet = read(sheets / "joyeria.xlsx")
    assert sheet.name == "Joyería"
    assert sheet.names == ("Joyería", "Vacía", "Códigos")
    assert sheet.header == [*HEADER, "Total"]
    first = next(sheet.rows)
    assert first[4:8] == [1234.56, 8.5, dt.date(2024, 4, 3), True]
    numbers = [cells[5] for cells in sheet.rows]
    assert [repr(number) for number in numbers[:3]] == ["8.5", "12.75", "3"]
    assert [number for number, _ in sheet.numbered_rows()] == [2, 3, 4, 5, 6, 7, 9]


def test_open_document_cells_keep_their_types(sheets: Path) -> None:
    first = next(read(sheets / "joyeria.ods").rows)
    assert first[4:8] == [1234.56, 8.5, dt.date(2024, 4, 3), "sí"]


def test_old_workbook_keeps_numbers_that_were_typed_as_text(sheets: Path) -> None:
    sheet = read(sheets / "joyeria.xls")
    assert sheet.header == HEADER
    assert next(sheet.rows)[4:8] == ["1.234,56", "8,5", dt.date(2024, 4, 3), "sí"]


def test_sheet_by_name_in_any_case_and_without_accents(sheets: Path) -> None:
    assert list(read(sheets / "joyeria.xlsx", sheet="codigos").rows) == [["00012", 1], [13, 0.175]]


def test_unknown_sheet_is_refused_with_the_known_ones(sheets: Path) -> None:
    with pytest.raises(Invalid, match="Joyería, Oculta, Vacía, Códigos"):
        read(sheets / "joyeria.xlsx", sheet="Bronces")


def test_content_decides_and_not_the_extension(sheets: Path, sheet_of: SheetOf) -> None:
    sheet = sheet_of((sheets / "joyeria.xlsx").read_bytes(), "joyeria.csv")
    assert next(sheet.rows)[4] == 1234.56
    assert sheet_of("a;b\n1;2\n", "joyeria.xlsx").header == ["a", "b"]


@pytest.mark.parametrize(
    ("filename", "sentence"),
    [
        ("empty.csv", "“empty.csv” is empty."),
        ("not_a_sheet.csv", "“not_a_sheet.csv” is not a spreadsheet."),
        ("legacy_export.json", "is JSON, not a spreadsheet."),
        ("legacy_export.jsonl", "is JSON, not a spreadsheet."),
    ],
)
def test_what_is_no_sheet_gets_one_sentence(sheets: Path, filename: str, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence) as refusal:
        read(sheets / filename, filename)
    assert refusal.value.field == "file"


def test_headers_only_is_a_sheet_without_rows(sheets: Path) -> None:
    sheet = read(sheets / "headers_only.csv")
    assert sheet.header == HEADER
    assert list(sheet.rows) == []


def test_ragged_rows_are_filled_up_and_lose_nothing(sheets: Path) -> None:
    sheet = read(sheets / "ragged.csv")
    assert list(sheet.numbered_rows()) == [
        (2, ["1", "2", ""]),
        (3, ["1", "2", "3", "4"]),
        (6, ["5", "6", "7"]),
    ]


def test_one_column_with_commas_in_its_words_stays_one_column(sheet_of: SheetOf) -> None:
    sheet = sheet_of("Título\nOro, plata\nBronce\nPlata, esmalte, oro\n")
    assert sheet.separator == ""
    assert list(sheet.rows) == [["Oro, plata"], ["Bronce"], ["Plata, esmalte, oro"]]


def test_decimal_commas_do_not_part_columns(sheet_of: SheetOf) -> None:
    sheet = sheet_of("a;b;c\nok;10,5;okey\nok;11,5;okey\n")
    assert sheet.separator == ";"
    assert next(sheet.rows) == ["ok", "10,5", "okey"]


def test_words_after_commas_do_not_part_columns(sheet_of: SheetOf) -> None:
    sheet = sheet_of("Autor, título, año;Precio\nGoya, Maja, 1800;1\nDalí, Reloj, 1931;2\n")
    assert sheet.header == ["Autor, título, año", "Precio"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_every_separator(sheet_of: SheetOf, separator: str) -> None:
    sheet = sheet_of(f'a{separator}b\n1{separator}"x{separator}y\nz"\n')
    assert (sheet.separator, list(sheet.rows)) == (separator, [["1", f"x{separator}y\nz"]])


def test_separator_declared_for_excel(sheet_of: SheetOf) -> None:
    sheet = sheet_of("sep=|\r\na|b\r\n1,5|2;5\r\n")
    assert (sheet.header, list(sheet.rows)) == (["a", "b"], [["1,5", "2;5"]])


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
        ("latin-1", "cp1252"),
        ("mac_roman", "mac_roman"),
        ("cp850", "cp850"),
    ],
)
def test_encodings(sheet_of: SheetOf, encoding: str, found: str) -> None:
    text = "Código;Descripción\n1;Niño con pingüino y camión\n2;MUÑECA ÁRABE, ÉPOCA ÍBERA\n"
    sheet = sheet_of(text.encode(encoding))
    assert sheet.encoding == found
    assert sheet.header == ["Código", "Descripción"]
    assert next(row[1] for row in sheet.rows) == "Niño con pingüino y camión"


def test_capitals_alone_tell_a_mac_from_windows(sheet_of: SheetOf) -> None:
    text = "CÓDIGO;DESCRIPCIÓN\n1;MUÑECA ÁRABE\n"
    assert sheet_of(text.encode("mac_roman")).header == ["CÓDIGO", "DESCRIPCIÓN"]
    assert sheet_of(text.encode("cp1252")).header == ["CÓDIGO", "DESCRIPCIÓN"]


def test_chosen_encoding_and_separator_win(sheet_of: SheetOf) -> None:
    sheet = sheet_of("a;b\nñ;2\n".encode("mac_roman"), encoding="mac_roman", separator=",")
    assert list(sheet.rows) == [["ñ;2"]]


def test_unknown_encoding_is_refused(sheet_of: SheetOf) -> None:
    with pytest.raises(Invalid, match="“klingon” is not an encoding we read"):
        sheet_of("a;b\n", encoding="klingon")


def test_one_stray_byte_does_not_spoil_the_accents(sheet_of: SheetOf) -> None:
    text = "Nombre\n" + "Niño\n" * 20
    sheet = sheet_of(text.encode() + "Peña\n".encode("cp1252"))
    rows = [row[0] for row in sheet.rows]
    assert (rows[0], rows[-1]) == ("Niño", "Peña")


def test_title_above_the_table_is_no_header(sheet_of: SheetOf) -> None:
    sheet = sheet_of("Inventario 2024;;\n\nCódigo;Nombre;Peso\n1;Anillo;3\n")
    assert (sheet.header_row, sheet.header) == (3, ["Código", "Nombre", "Peso"])
    assert list(sheet.numbered_rows()) == [(4, ["1", "Anillo", "3"])]


def test_codes_shielded_from_excel_are_taken_out(sheet_of: SheetOf) -> None:
    sheet = sheet_of('Código;Nombre\n="00012";x\n"=""00013""";=1+1\n')
    assert list(sheet.rows) == [["00012", "x"], ["00013", "=1+1"]]


def test_spaces_around_and_no_break_spaces_are_trimmed(sheet_of: SheetOf) -> None:
    assert list(sheet_of("a;b\n  x ;\u00a0y\u00a0\n").rows) == [["x", "y"]]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(sheet_of: SheetOf, ending: str) -> None:
    assert len(list(sheet_of(f"a;b{ending}1;2{ending}3;4{ending}").rows)) == 2


@pytest.mark.parametrize("rows_after", [3, 40_000])
def test_open_quotation_mark_is_told_with_its_row(sheet_of: SheetOf, rows_after: int) -> None:
    with pytest.raises(Invalid, match="Row 3 cannot be read: a quotation mark"):
        list(sheet_of('a;b\n1;2\n"3;4\n' + "x;y\n" * rows_after).rows)


def test_a_cell_beyond_all_measure_is_refused(sheet_of: SheetOf) -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        list(sheet_of('a;b\n1;"' + "x" * 200_000).rows)


def test_quotation_marks_inside_of_words_are_kept(sheet_of: SheetOf) -> None:
    sheet = sheet_of('a;b\nPlato de 12";"El ""Niño"""\n')
    assert list(sheet.rows) == [['Plato de 12"', 'El "Niño"']]


def test_too_many_columns_are_told_with_their_row(sheet_of: SheetOf) -> None:
    with pytest.raises(Invalid, match="Row 1 has more than 500 columns"):
        sheet_of(";".join(f"c{number}" for number in range(501)))


def test_blank_columns_beyond_the_last_do_not_count(sheet_of: SheetOf) -> None:
    assert sheet_of("a;b" + ";" * 600 + "\n1;2" + ";" * 900).header == ["a", "b"]


def test_too_many_rows(sheet_of: SheetOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="more than 2 rows"):
        list(sheet_of("a\n1\n2\n3\n").rows)


@pytest.mark.parametrize("page", ["<html><table>", "<!DOCTYPE html>", '<?xml version="1.0"?>'])
def test_web_page_named_xls_is_told(sheet_of: SheetOf, page: str) -> None:
    with pytest.raises(Invalid, match=r"“ventas\.xls” is a web page or XML"):
        sheet_of(page, "ventas.xls")


def test_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "fotos.xlsx", "w") as parts:
        parts.writestr("a.txt", "x")
    with pytest.raises(Invalid, match="This workbook cannot be read"):
        read(tmp_path / "fotos.xlsx")


def test_cut_off_workbook(sheets: Path, sheet_of: SheetOf) -> None:
    with pytest.raises(Invalid, match="This workbook cannot be read"):
        sheet_of((sheets / "joyeria.xlsx").read_bytes()[:3000], "joyeria.xlsx")
    with pytest.raises(Invalid, match="This workbook cannot be read"):
        sheet_of((sheets / "joyeria.xls").read_bytes()[:700], "joyeria.xls")
