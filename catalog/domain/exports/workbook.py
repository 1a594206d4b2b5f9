"""An Excel workbook with typed cells; text is never a formula in it."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

from catalog.domain import cells
from catalog.domain.exports.csv_text import PICTURE_SEPARATOR, PIECE
from catalog.domain.exports.table import NUMBERS, ExportColumn, ExportRow, ExportTable
from catalog.errors import Invalid
from catalog.i18n import Message

MOST_ROWS = 1_048_575
LONGEST_TEXT = 32_767
MOST_DIGITS = 15
"""Excel keeps no more digits of a number; longer ones are written as text."""

_FIRST_DATE = dt.date(1900, 3, 1)
"""Before it Excel's calendar is wrong or has no dates."""

_OPTIONS = {"default_date_format": "dd/mm/yyyy", "constant_memory": True, "strings_to_urls": False}


def excel_workbook(table: ExportTable) -> Iterator[bytes]:
    """Raises Invalid when there are more rows than a sheet can have."""
    with tempfile.TemporaryDirectory(prefix="catalog-export-") as folder:
        path = Path(folder) / "export.xlsx"
        _write(path, folder, table)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _write(path: Path, folder: str, table: ExportTable) -> None:
    import xlsxwriter  # noqa: PLC0415 - 8 MB that only those pay who ask for a workbook

    book = xlsxwriter.Workbook(str(path), _OPTIONS | {"tmpdir": folder})
    try:
        _fill(book, table)
    finally:
        book.close()  # also when refused: it holds temporary files open


def _fill(book: Any, table: ExportTable) -> None:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    for place, name in enumerate(["id", *(column.name for column in table.columns)]):
        sheet.set_column(place, place, 18)
        sheet.write_string(0, place, name, bold)
    for line, row in enumerate(table.rows, start=1):
        if line > MOST_ROWS:
            raise Invalid("format", Message("A workbook holds up to 1,048,575 rows. Choose CSV."))
        sheet.write_string(line, 0, row.short_id)
        for place, column in enumerate(table.columns, start=1):
            _write_cell(sheet, (line, place), _content(column, row, table), wrapped)


def _write_cell(sheet: Any, place: tuple[int, int], content: Any, wrapped: Any) -> None:
    if isinstance(content, bool):
        sheet.write_boolean(*place, content)
    elif isinstance(content, int | Decimal):
        sheet.write_number(*place, content)
    elif isinstance(content, dt.date):
        sheet.write_datetime(*place, content)
    elif content:
        text = content if len(content) <= LONGEST_TEXT else f"{content[: LONGEST_TEXT - 1]}…"
        sheet.write_string(*place, text, *([wrapped] if "\n" in text else []))


def _content(column: ExportColumn, row: ExportRow, table: ExportTable) -> Any:
    """Return a boolean, a number, a date or text."""
    key = column.key
    if key in row.invalid or key in row.pictures:
        return row.invalid.get(key) or PICTURE_SEPARATOR.join(row.pictures[key])
    value = row.values.get(key)
    if column.type in NUMBERS and value is not None:
        return _number(str(value))
    if column.type == "date" and value is not None:
        return _date(str(value))
    if isinstance(value, bool):
        return value
    return cells.format_value(column.type, value, column.options, table.locale)


def _number(text: str) -> Decimal | str:
    number = Decimal(text)
    return number if len(number.as_tuple().digits) <= MOST_DIGITS else text


def _date(text: str) -> dt.date | str:
    with suppress(ValueError):
        date = dt.date.fromisoformat(text)
        return date if date >= _FIRST_DATE else text
    return text
