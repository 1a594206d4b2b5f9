"""What is exported: a heading, columns, and rows that come one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from catalog.domain.cells import JSONValue, Locale

EXACT_NUMBERS = ("decimal", "money")
"""Types whose values are kept as text, so that no digit is lost."""

NUMBERS = ("integer", *EXACT_NUMBERS)


class ExportColumn(Protocol):
    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def options(self) -> Mapping[str, Any]: ...


class ExportRow(NamedTuple):
    id: int
    short_id: str
    version: int
    values: Mapping[str, Any]
    invalid: Mapping[str, str] = {}
    pictures: Mapping[str, Sequence[str]] = {}
    """Column key -> addresses of its pictures, in order."""
    images: Sequence[Mapping[str, Any]] = ()
    """The same pictures as programs read them."""


@dataclass(frozen=True)
class ExportTable:
    name: str
    columns: Sequence[ExportColumn]
    rows: Iterator[ExportRow]
    locale: Locale = field(default=Locale())


def plain_value(column: ExportColumn, value: JSONValue) -> Any:
    """Return the value as programs read it: amounts are numbers of all their digits."""
    return Decimal(str(value)) if column.type in EXACT_NUMBERS and value is not None else value


def plain_values(columns: Sequence[ExportColumn], values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        column.key: plain_value(column, values[column.key])
        for column in columns
        if column.key in values
    }
