"""Sheets of workbooks (XLSX, XLS, XLSB, ODS), with the types their cells have there."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from catalog.domain.spreadsheets.sheet import Cell, NumberedRow, Sheet, find_header
from catalog.domain.text import fold
from catalog.errors import Invalid
from catalog.i18n import Message

MOST_BYTES = 1 << 30
"""Of a workbook's parts unpacked: they are read into memory, and a small zip can hold a flood."""

_MIDNIGHT = dt.time()

Span: TypeAlias = tuple[tuple[int, int], tuple[int, int]]


def read_workbook(path: Path, name: str | None = None) -> Sheet:
    """Return the named sheet, or else the first one that can be seen and is not empty.

    Raises `Invalid` when the workbook is damaged, locked, too large, or has no such sheet.
    """
    _check_size(path)
    workbook = _opened(path)
    visible = [meta.name for meta in workbook.sheets_metadata if _is_visible(meta)]
    found = _named(workbook, name) if name else _first(workbook, visible)
    source = partial(_rows, found)
    header, header_row = find_header(source)
    return Sheet(header, header_row, source, name=found.name, names=tuple(visible))


def _check_size(path: Path) -> None:
    if not is_zipfile(path):
        return
    try:
        with ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (BadZipFile, OSError) as error:
        raise _damaged() from error
    if size > MOST_BYTES:
        raise Invalid("file", Message("This workbook is too large to open. Save the sheet as CSV."))


def _opened(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(path)
    except PasswordError as error:
        raise Invalid(
            "file", Message("This workbook is locked with a password. Save it without one.")
        ) from error
    except CalamineError as error:
        raise _damaged() from error


def _damaged() -> Invalid:
    return Invalid(
        "file",
        Message("This workbook cannot be read: it is damaged, or not XLSX, XLS or ODS."),
    )


def _is_visible(meta: SheetMetadata) -> bool:
    return meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet


def _named(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    wanted = fold(name)
    for known in workbook.sheet_names:
        if fold(known) == wanted:
            return _loaded(workbook, known)
    raise Invalid(
        "sheet",
        Message(
            "There is no sheet “%(name)s”. This workbook has: %(names)s.",
            {"name": name, "names": ", ".join(workbook.sheet_names)},
        ),
    )


def _first(workbook: CalamineWorkbook, visible: list[str]) -> CalamineSheet:
    for name in visible:
        sheet = _loaded(workbook, name)
        if sheet.height:
            return sheet
    raise Invalid("file", Message("This file is empty."))


def _loaded(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except CalamineError as error:
        raise _damaged() from error


def _rows(sheet: CalamineSheet) -> Iterator[NumberedRow]:
    merged = _Merged(sheet)
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = [_READERS[type(cell)](cell) for cell in row]
        if merged:
            merged.fill(number - 1, cells)
        yield number, cells


class _Merged:
    """Merged cells going down: each of their rows has the value that is seen beside it.

    Cells merged sideways stay one, as a note below a table or a title above it is no value of the
    columns it runs across.
    """

    def __init__(self, sheet: CalamineSheet) -> None:
        left = sheet.start[1] if sheet.start else 0
        self._columns = {
            (row, first[1] - left): first[0]
            for first, last in sheet.merged_cell_ranges or []
            for row in range(first[0], last[0] + 1)
            if last[0] > first[0]
        }
        self._seen: dict[int, Cell] = {}

    def __bool__(self) -> bool:
        return bool(self._columns)

    def fill(self, row: int, cells: list[Cell]) -> None:
        for column in range(len(cells)):
            top = self._columns.get((row, column))
            if top == row:
                self._seen[column] = cells[column]
            elif top is not None:
                cells[column] = self._seen[column]


def _text(cell: str) -> str:
    cell = cell.strip()
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def _number(cell: float) -> Cell:
    """Return a whole number without its ".0", and 0.3 where the machine holds 0.30000000000000004.

    Spreadsheet programs keep and show fifteen digits.
    """
    if cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return float(f"{cell:.15g}")


def _moment(cell: dt.datetime) -> Cell:
    if cell.time() == _MIDNIGHT:
        return cell.date()
    return cell.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")


def _time(cell: dt.time) -> str:
    return cell.isoformat("minutes" if not cell.second else "seconds")


def _duration(cell: dt.timedelta) -> str:
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if seconds else f"{hours}:{minutes:02}"


def _same(cell: Cell) -> Cell:
    return cell


_READERS: dict[type, Callable[[Any], Cell]] = {
    str: _text,
    float: _number,
    int: _same,
    bool: _same,
    dt.date: _same,
    dt.datetime: _moment,
    dt.time: _time,
    dt.timedelta: _duration,
}
