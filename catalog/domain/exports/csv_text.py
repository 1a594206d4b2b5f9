"""CSV: for programs (comma, point, ISO dates), and for Excel as it is set up in Spain."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator

from catalog.domain import cells
from catalog.domain.cells import Locale
from catalog.domain.exports.table import NUMBERS, ExportColumn, ExportRow, ExportTable

PIECE = 64 * 1024
PICTURE_SEPARATOR = "\n"

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SPANISH = Locale("es")

CellText = Callable[[ExportColumn, ExportRow], str]


def plain_csv(table: ExportTable) -> Iterator[bytes]:
    """Write UTF-8 that reads the same everywhere, amounts as "1234.56"."""
    return _pieces(table, _plain_text, delimiter=",")


def excel_csv(table: ExportTable) -> Iterator[bytes]:
    """Write what Excel opens rightly in Spanish: BOM, semicolons, "1234,56", "31/12/2024"."""
    yield b"\xef\xbb\xbf"
    yield from _pieces(table, _spanish_text, delimiter=";")


def neutralised(text: str) -> str:
    """Return the text with an apostrophe where a spreadsheet would run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _pieces(table: ExportTable, text_of: CellText, *, delimiter: str) -> Iterator[bytes]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=delimiter)
    for line in _lines(table, text_of):
        writer.writerow(line)
        if buffer.tell() >= PIECE:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def _lines(table: ExportTable, text_of: CellText) -> Iterable[list[str]]:
    yield ["id", *(neutralised(column.name) for column in table.columns)]
    for row in table.rows:
        yield [row.short_id, *(text_of(column, row) for column in table.columns)]


def _plain_text(column: ExportColumn, row: ExportRow) -> str:
    value = row.values.get(column.key)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, list):
        return _shown_text(column, row, _SPANISH)
    return str(value) if column.type in NUMBERS else neutralised(str(value))


def _spanish_text(column: ExportColumn, row: ExportRow) -> str:
    value = row.values.get(column.key)
    if column.type in NUMBERS and value is not None:
        return str(value).replace(".", ",")  # without the currency, so that it can be added up
    return _shown_text(column, row, _SPANISH)


def _shown_text(column: ExportColumn, row: ExportRow, locale: Locale) -> str:
    if column.key in row.invalid:
        return neutralised(row.invalid[column.key])
    if column.key in row.pictures:
        return PICTURE_SEPARATOR.join(row.pictures[column.key])
    value = row.values.get(column.key)
    return neutralised(cells.format_value(column.type, value, column.options, locale))
