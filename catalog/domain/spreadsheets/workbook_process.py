"""Unpacks one sheet of a workbook in a process of its own: `workbook_process.py FILE [NAME]`.

A damaged or hostile workbook of a few kilobytes can make the library ask for all the memory there
is, or end the process. Here it ends this one, which has a ceiling, and not the server.

Frames go to standard output: four bytes of length, then MessagePack. The first frame tells the
sheet's name and those of all visible sheets, or a refusal; the others hold rows from the first on.
This file imports nothing of the product, so that it starts at once.
"""

import datetime as dt
import os
import resource
import sys
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, BinaryIO

import msgspec
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

MOST_MEMORY = 2 << 30
LENGTH_BYTES = 4
DATE_CODE = 1
"""Of the MessagePack extension that stands for a date, in ISO text."""

_ROWS_OF_FRAME = 1_000
_MIDNIGHT = dt.time()


def main(path: str, name: str = "") -> None:
    _limit_memory()
    try:
        for frame in _frames(path, name):
            _write(frame, sys.stdout.buffer)
    except PasswordError:
        _write({"refusal": "locked"}, sys.stdout.buffer)
    except CalamineError:
        _write({"refusal": "damaged"}, sys.stdout.buffer)


def _limit_memory() -> None:
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    ceiling = min(MOST_MEMORY, physical // 2)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, ceiling))


def _write(frame: object, out: BinaryIO) -> None:
    packed = msgspec.msgpack.encode(frame)
    out.write(len(packed).to_bytes(LENGTH_BYTES))
    out.write(packed)


def _frames(path: str, name: str) -> Iterator[object]:
    workbook = CalamineWorkbook.from_path(path)
    names = [meta.name for meta in workbook.sheets_metadata if _is_visible(meta)]
    sheet = _named(workbook, name) if name else _first(workbook, names)
    if sheet is None:
        refusal = "unknown_sheet" if name else "empty"
        yield {"refusal": refusal, "names": workbook.sheet_names}
        return
    yield {"name": sheet.name, "names": names}
    rows = _rows(sheet)
    while frame := list(islice(rows, _ROWS_OF_FRAME)):
        yield frame


def _is_visible(meta: SheetMetadata) -> bool:
    return meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet


def _named(workbook: CalamineWorkbook, name: str) -> CalamineSheet | None:
    for known in workbook.sheet_names:
        if _folded(known) == _folded(name):
            return workbook.get_sheet_by_name(known)
    return None


def _folded(name: str) -> str:
    apart = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).strip()


def _first(workbook: CalamineWorkbook, names: list[str]) -> CalamineSheet | None:
    sheets = (workbook.get_sheet_by_name(name) for name in names)
    return next((sheet for sheet in sheets if sheet.height), None)


def _rows(sheet: CalamineSheet) -> Iterator[list[object]]:
    merged = _Merged(sheet)
    for number, row in enumerate(sheet.iter_rows()):
        cells = [_READERS[type(cell)](cell) for cell in row]
        merged.fill(number, cells)
        yield cells


class _Merged:
    """Merged cells going down: each of their rows has the value that is seen beside it.

    Cells merged sideways stay one, as a note below a table or a title above it is no value of the
    columns it runs across.
    """

    def __init__(self, sheet: CalamineSheet) -> None:
        left = sheet.start[1] if sheet.start else 0
        self._tops: dict[int, dict[int, int]] = {}
        for first, last in sheet.merged_cell_ranges or []:
            for row in range(first[0], last[0] + 1 if last[0] > first[0] else 0):
                self._tops.setdefault(row, {})[first[1] - left] = first[0]
        self._seen: dict[int, object] = {}

    def fill(self, row: int, cells: list[object]) -> None:
        for column, top in self._tops.get(row, {}).items():
            if column >= len(cells):
                continue
            if top == row:
                self._seen[column] = cells[column]
            else:
                cells[column] = self._seen.get(column, "")


def _text(cell: str) -> str:
    cell = cell.strip()
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell)


def _number(cell: float) -> object:
    """Return a whole number without its ".0", and 0.3 where the machine holds 0.30000000000000004.

    Spreadsheet programs keep and show fifteen digits.
    """
    if cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return float(f"{cell:.15g}")


def _date(cell: dt.date) -> object:
    return msgspec.msgpack.Ext(DATE_CODE, cell.isoformat().encode())


def _moment(cell: dt.datetime) -> object:
    if cell.time() == _MIDNIGHT:
        return _date(cell.date())
    return cell.isoformat(" ", "minutes" if not cell.second else "seconds")


def _time(cell: dt.time) -> str:
    return cell.isoformat("minutes" if not cell.second else "seconds")


def _duration(cell: dt.timedelta) -> str:
    minutes, seconds = divmod(round(cell.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if seconds else f"{hours}:{minutes:02}"


def _same(cell: object) -> object:
    return cell


_READERS: dict[type, Callable[[Any], object]] = {
    str: _text,
    float: _number,
    int: _same,
    bool: _same,
    dt.date: _date,
    dt.datetime: _moment,
    dt.time: _time,
    dt.timedelta: _duration,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
