"""JSON: exact, one object, written row by row."""

from collections.abc import Iterator
from typing import Any

import msgspec

from catalog.domain.exports.table import ExportRow, ExportTable, plain_values

_encoder = msgspec.json.Encoder(decimal_format="number")

encode = _encoder.encode
"""Return JSON bytes; `Decimal` becomes a number with all its digits."""


def json_document(table: ExportTable) -> Iterator[bytes]:
    head = {
        "name": table.name,
        "columns": [
            {"key": column.key, "name": column.name, "type": column.type}
            for column in table.columns
        ],
    }
    yield encode(head)[:-1] + b',"rows":['
    separator = b""
    for row in table.rows:
        yield separator + encode(row_document(table, row))
        separator = b",\n"
    yield b"]}\n"


def row_document(table: ExportTable, row: ExportRow) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": row.id,
        "short_id": row.short_id,
        "version": row.version,
        "values": plain_values(table.columns, row.values),
        "images": row.images,
    }
    return document | ({"invalid": row.invalid} if row.invalid else {})
