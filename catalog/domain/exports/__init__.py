"""Taking a catalog out as a file, row by row, so that a large one needs no more memory.

`export(table, "csv")` gives the bytes in pieces. A format is a module of this package, named in
FORMATS.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from catalog.domain.exports.csv_text import excel_csv, plain_csv
from catalog.domain.exports.json_text import json_document
from catalog.domain.exports.table import ExportColumn, ExportRow, ExportTable
from catalog.domain.exports.workbook import excel_workbook
from catalog.errors import Invalid
from catalog.i18n import Message

__all__ = [
    "FORMATS",
    "ExportColumn",
    "ExportRow",
    "ExportTable",
    "Format",
    "export",
    "known_format",
]


@dataclass(frozen=True)
class Format:
    label: Message
    extension: str
    media_type: str
    write: Callable[[ExportTable], Iterator[bytes]]


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "csv": Format(Message("CSV"), "csv", "text/csv; charset=utf-8", plain_csv),
        "csv-excel-es": Format(
            Message("CSV for Excel in Spanish"), "csv", "text/csv; charset=utf-8", excel_csv
        ),
        "xlsx": Format(
            Message("Excel workbook"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            excel_workbook,
        ),
        "json": Format(Message("JSON"), "json", "application/json", json_document),
    }
)


def known_format(name: str) -> Format:
    """Raises Invalid, naming the formats there are."""
    if name not in FORMATS:
        values = {"name": name, "known": ", ".join(FORMATS)}
        message = Message("“%(name)s” cannot be exported. Choose one of: %(known)s.", values)
        raise Invalid("format", message)
    return FORMATS[name]


def export(table: ExportTable, format_name: str) -> Iterator[bytes]:
    """Return the file in pieces. Raises Invalid for an unknown format, before anything is read."""
    return known_format(format_name).write(table)
