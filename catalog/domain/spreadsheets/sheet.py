"""A sheet as it was read: a header and rows of cells, whatever file they came from."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from catalog.domain.amounts import Number
from catalog.errors import Invalid
from catalog.i18n import Message

MOST_ROWS = 2_000_000
MOST_COLUMNS = 500

Cell: TypeAlias = str | int | float | bool | dt.date
"""One cell. Text sheets have only text; workbooks bring numbers, dates and yes/no of their own.

Text is trimmed and in NFC; blank is "".
"""

NumberedRow: TypeAlias = tuple[int, list[Cell]]
"""A row with its number as a spreadsheet program shows it, the first being 1."""

# A title above the table ("Inventario 2024") is looked for among so many first rows.
_ROWS_BEFORE_HEADER = 10


@dataclass(frozen=True)
class Sheet:
    """A header and its rows, which can be gone through as often as needed.

    `encoding` and `separator` are of text sheets (None in workbooks; the separator is "" where
    there is one column), `name` and `names` of workbooks: this sheet and all that can be seen.
    """

    header: list[str]
    header_row: int
    source: Callable[[], Iterator[NumberedRow]]
    encoding: str | None = None
    separator: str | None = None
    name: str = ""
    names: tuple[str, ...] = ()

    def numbered_rows(self) -> Iterator[NumberedRow]:
        """Go through the rows below the header, from the first, leaving out blank ones.

        Short rows are filled up with blanks to the width of the header; a longer row keeps what it
        has more. Raises `Invalid` at a row beyond the limits.
        """
        width = len(self.header)
        count = 0
        for number, cells in _filled(self.source()):
            if number <= self.header_row:
                continue
            count += 1
            if count > MOST_ROWS:
                raise _too_long()
            yield number, _fitted(cells, width, number)

    @property
    def rows(self) -> Iterator[list[Cell]]:
        """The cells of `numbered_rows`, from the first row at each access."""
        return (cells for _, cells in self.numbered_rows())


def find_header(source: Callable[[], Iterator[NumberedRow]]) -> tuple[list[str], int]:
    """Return the header and its row number; raise `Invalid` when there is nothing at all.

    Lone cells above a table of three columns or more are its title, not its header.
    """
    first = list(islice(_filled(source()), _ROWS_BEFORE_HEADER))
    if not first:
        raise Invalid("file", Message("This file is empty."))
    counts = [len(cells) - cells.count("") for _, cells in first]
    chosen = 0
    if max(counts) > 2:
        chosen = next(place for place, count in enumerate(counts) if count > 1)
    number, cells = first[chosen]
    return [as_header(cell) for cell in _fitted(cells, 0, number)], number


def as_header(cell: Cell) -> str:
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return " ".join(text.split())


def _filled(rows: Iterator[NumberedRow]) -> Iterator[NumberedRow]:
    return (row for row in rows if row[1].count("") < len(row[1]))


def _fitted(cells: list[Cell], width: int, number: int) -> list[Cell]:
    """Fill up with blanks to the width, or take off blanks beyond it."""
    size = len(cells)
    if size == width:
        return cells
    if size < width:
        return [*cells, *[""] * (width - size)]
    while size > width and cells[size - 1] == "":
        size -= 1
    if size > MOST_COLUMNS:
        raise Invalid(
            "file",
            Message(
                "Row %(row)s has more than %(limit)s columns.",
                {"row": number, "limit": MOST_COLUMNS},
            ),
        )
    return cells[:size]


def _too_long() -> Invalid:
    return Invalid(
        "file",
        Message("This sheet has more than %(limit)s rows.", {"limit": Number(MOST_ROWS)}),
    )


def from_rows(rows: list[list[Cell]]) -> Sheet:
    """Return a sheet of rows that are already in memory, the first being the header."""

    def source() -> Iterator[NumberedRow]:
        return ((number, list(cells)) for number, cells in enumerate(rows, 1))

    header, header_row = find_header(source)
    return Sheet(header, header_row, source)
