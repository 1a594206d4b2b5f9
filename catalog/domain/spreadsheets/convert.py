"""From the cells of a sheet to the values of a row: one way, for the preview and for the import."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from catalog.domain import cells
from catalog.domain.cells import JSONValue, Locale
from catalog.domain.spreadsheets.sheet import Cell
from catalog.errors import Invalid
from catalog.i18n import Message

if TYPE_CHECKING:
    from catalog.domain.spreadsheets.understanding import ColumnGuess, Understanding

_NUMBERS = frozenset({"integer", "decimal", "money"})

_REMEMBERED = 4_096

Reader: TypeAlias = Callable[[Cell], JSONValue]


class RowError(NamedTuple):
    """A value that cannot be taken: where it stands, what it is, and what was expected."""

    row: int
    column: str
    value: str
    message: Message | str


class Converted(NamedTuple):
    """Values by column key (blank ones absent), texts that did not convert, and why."""

    values: dict[str, JSONValue]
    invalid: dict[str, str]
    errors: list[RowError]


Convert: TypeAlias = Callable[[Sequence[Cell], int], Converted]


def converter(
    understanding: "Understanding", columns: Iterable["ColumnGuess"], locale: Locale
) -> Convert:
    """Return the function from the cells of a row, and its number, to its values.

    Only the given columns are read; those of images have no values (see `picture_names`). `locale`
    is the catalog's.
    """
    plan = [
        (column.position, column.key, column.name, _reader(understanding, column, locale))
        for column in columns
        if column.type != "images"
    ]

    def convert(row: Sequence[Cell], number: int) -> Converted:
        converted = Converted({}, {}, [])
        for position, key, name, read in plan:
            if position >= len(row) or (cell := row[position]) == "":
                continue
            try:
                value = read(cell)
            except Invalid as error:
                text = as_text(cell, locale)
                converted.invalid[key] = text
                converted.errors.append(RowError(number, name, text, error.message))
            else:
                if value is not None:
                    converted.values[key] = value
        return converted

    return convert


def _reader(understanding: "Understanding", column: "ColumnGuess", locale: Locale) -> Reader:
    """Return the reader of a column; values that come again are read once."""
    options = {
        **column.options,
        "decimal_mark": column.decimal_mark or understanding.decimal_mark,
        "date_order": column.date_order or understanding.date_order,
    }
    read = partial(_read, column.type, options, locale)
    return read if column.type == "choices" else lru_cache(_REMEMBERED, typed=True)(read)


def _read(type_name: str, options: Mapping[str, Any], locale: Locale, cell: Cell) -> JSONValue:
    if isinstance(cell, str):
        return cells.parse(type_name, cell, options, locale)
    if isinstance(cell, bool) and type_name == "boolean":
        return cell
    return cells.parse(type_name, _entered(cell, type_name, options, locale), options, locale)


def _entered(cell: Cell, type_name: str, options: Mapping[str, Any], locale: Locale) -> str:
    """Write a workbook's own number or date so that its type can read nothing else in it."""
    if isinstance(cell, dt.date) and type_name == "date":
        return cell.isoformat()
    if isinstance(cell, float) and type_name in _NUMBERS:
        whole, _, fraction = _digits(cell).partition(".")
        # Three decimals alone might be taken for thousands.
        fraction = fraction.ljust(4, "0") if len(fraction) == 3 else fraction
        return f"{whole}{options['decimal_mark']}{fraction}" if fraction else whole
    return as_text(cell, locale)


def as_text(cell: Cell, locale: Locale) -> str:
    """Return the cell as the catalog's people write it: "12,5", "03/04/2024", "Sí"."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return cells.format_value("boolean", cell, {}, locale)
    if isinstance(cell, dt.date):
        return cells.format_value("date", cell.isoformat(), {}, locale)
    return _digits(cell).replace(".", locale.decimal_mark)


def _digits(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{Decimal(repr(number)):f}"
