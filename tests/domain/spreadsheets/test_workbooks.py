import datetime as dt
import gc
import tempfile
from pathlib import Path

import pytest
import xlsxwriter

from catalog.domain.spreadsheets import read, workbooks
from catalog.errors import Invalid


@pytest.fixture
def workbook(tmp_path: Path) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(tmp_path / "made.xlsx")


def test_every_kind_of_cell(workbook: xlsxwriter.Workbook, tmp_path: Path) -> None:
    sheet = workbook.add_worksheet()
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    moment = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    clock = workbook.add_format({"num_format": "hh:mm"})
    hours = workbook.add_format({"num_format": "[h]:mm"})
    sheet.write_row(0, 0, ["Column", "Other"])
    sheet.write(1, 0, 12)
    sheet.write(2, 0, 8412345678905)
    sheet.write(3, 0, 0.1 + 0.2)
    sheet.write_datetime(4, 0, dt.date(2024, 4, 3), day)
    sheet.write_datetime(5, 0, dt.datetime.fromisoformat("2024-04-03 10:30"), moment)
    sheet.write_datetime(6, 0, dt.time(9, 5), clock)
    sheet.write(7, 0, 1.5, hours)
    sheet.write_boolean(8, 0, boolean=True)
    sheet.write_formula(9, 0, "=1+1", None, 2)
    sheet.write_string(10, 0, " cafe\u0301 ")
    sheet.write_formula(11, 0, "=NA()", None, "#N/A")
    sheet.write(11, 1, "error")
    workbook.close()
    cells = [row[0] for row in read(tmp_path / "made.xlsx").rows]
    assert [repr(cell) for cell in cells] == [
        "12",
        "8412345678905",
        "0.3",
        "datetime.date(2024, 4, 3)",
        "'2024-04-03 10:30'",
        "'09:05'",
        "'36:00'",
        "True",
        "2",
        "'café'",
        "''",
    ]


def test_numbers_of_rows_are_those_that_the_program_shows(
    workbook: xlsxwriter.Workbook, tmp_path: Path
) -> None:
    sheet = workbook.add_worksheet()
    sheet.write_row(3, 2, ["a", "b"])
    sheet.write_row(4, 2, [1, 2])
    sheet.write_row(6, 2, [3, 4])
    workbook.close()
    read_back = read(tmp_path / "made.xlsx")
    assert (read_back.header_row, read_back.header) == (4, ["a", "b"])
    assert list(read_back.numbered_rows()) == [(5, [1, 2]), (7, [3, 4])]


def test_cells_merged_downwards_are_filled(workbook: xlsxwriter.Workbook, tmp_path: Path) -> None:
    sheet = workbook.add_worksheet()
    sheet.write_row(1, 1, ["Sala", "Obra"])
    sheet.merge_range(2, 1, 4, 1, "Norte")
    sheet.write_column(2, 2, ["a", "b", "c"])
    workbook.close()
    rows = list(read(tmp_path / "made.xlsx").rows)
    assert rows == [["Norte", "a"], ["Norte", "b"], ["Norte", "c"]]


def test_hidden_and_empty_sheets_are_passed_over(
    workbook: xlsxwriter.Workbook, tmp_path: Path
) -> None:
    workbook.add_worksheet("Portada")
    hidden = workbook.add_worksheet("Secreta")
    hidden.write(0, 0, "secreto")
    hidden.hide()
    workbook.add_worksheet("Datos").write_column(0, 0, ["Nombre", "x"])
    workbook.close()
    sheet = read(tmp_path / "made.xlsx")
    assert (sheet.name, sheet.names) == ("Datos", ("Portada", "Datos"))


def test_workbook_with_nothing(workbook: xlsxwriter.Workbook, tmp_path: Path) -> None:
    workbook.add_worksheet()
    workbook.close()
    with pytest.raises(Invalid, match="This file is empty"):
        read(tmp_path / "made.xlsx")


def test_one_cell_in_the_last_corner_does_not_take_all_the_memory(
    workbook: xlsxwriter.Workbook, tmp_path: Path
) -> None:
    sheet = workbook.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")
    workbook.close()
    with pytest.raises(Invalid, match="damaged or far too large"):
        read(tmp_path / "made.xlsx")


def test_workbook_that_takes_too_long(sheets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "SECONDS", 0.001)
    with pytest.raises(Invalid, match="damaged or far too large"):
        read(sheets / "joyeria.xlsx")


def test_damage_that_the_library_stumbles_over(sheets: Path, tmp_path: Path) -> None:
    (tmp_path / "cut.xls").write_bytes((sheets / "joyeria.xls").read_bytes()[:5610])
    with pytest.raises(Invalid, match="This workbook cannot be read"):
        read(tmp_path / "cut.xls")


def test_temporary_file_goes_with_the_sheet(
    sheets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sheet = read(sheets / "joyeria.xlsx")
    assert len(list(tmp_path.iterdir())) == 1
    del sheet
    gc.collect()
    assert list(tmp_path.iterdir()) == []
