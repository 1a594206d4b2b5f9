"""Understanding a sheet: how it is written, and what its columns hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from typing import Any

from catalog.domain.cells import Locale
from catalog.domain.column_keys import column_key
from catalog.domain.spreadsheets.convert import as_text
from catalog.domain.spreadsheets.csv_text import SEPARATORS
from catalog.domain.spreadsheets.encodings import ENCODINGS
from catalog.domain.spreadsheets.evidence import Evidence
from catalog.domain.spreadsheets.guessing import (
    Conventions,
    Doubt,
    Question,
    guess,
    prove_conventions,
)
from catalog.domain.spreadsheets.naming import column_names
from catalog.domain.spreadsheets.sheet import Cell, Sheet
from catalog.i18n import Message

_BATCH = 2_000


@dataclass(frozen=True)
class ColumnGuess:
    """What a column is taken for. `replace()` a guess to make it what a person says it is.

    `position` counts from 0 in the rows of the sheet; `options` are those of the column to be
    (choices, currency); `decimal_mark` and `date_order` say how this sheet writes it, "" as the
    rest of the file. `ambiguous` tells what to ask: "number" for 1,800, "date" for 01/02/2024.
    """

    position: int
    header: str
    name: str
    key: str
    type: str
    options: Mapping[str, Any] = field(default_factory=dict)
    decimal_mark: str = ""
    date_order: str = ""
    samples: tuple[str, ...] = ()
    filled: int = 0
    ambiguous: Doubt = ""


@dataclass(frozen=True)
class Understanding:
    """How the whole sheet is written; text sheets have an encoding, workbooks a sheet name."""

    encoding: str | None
    separator: str | None
    decimal_mark: str
    date_order: str
    columns: tuple[ColumnGuess, ...]
    row_count: int
    sheet_name: str = ""

    def sentence(self) -> Message:
        """Return "semicolon, Windows-1252, 1.234,56, 31/12/2025", or the sheet of a workbook."""
        values = {
            "name": self.sheet_name,
            "separator": SEPARATORS.get(self.separator or "", Message("one column")),
            "encoding": ENCODINGS.get(self.encoding or "", ""),
            "number": "1,234.56" if self.decimal_mark == "." else "1.234,56",
            "date": "12/31/2025" if self.date_order == "mdy" else "31/12/2025",
        }
        if self.encoding is None:
            return Message("workbook, sheet “%(name)s”", values)
        return Message("%(separator)s, %(encoding)s, %(number)s, %(date)s", values)


def understand(
    sheet: Sheet,
    locale: Locale | None = None,
    *,
    decimal_mark: str | None = None,
    date_order: str | None = None,
) -> Understanding:
    """Go once through all rows and decide together what separates, marks and orders them.

    A type holds for every value of its column (dates that do not exist aside). `locale` is the
    catalog's; `decimal_mark` ("," or ".") and `date_order` ("dmy" or "mdy") overrule the evidence.
    Raises `Invalid` at a row that cannot be read.
    """
    locale = locale or Locale()
    evidence, row_count = _gather(sheet)
    proven = prove_conventions(evidence)
    conventions = Conventions(decimal_mark or proven.decimal_mark, date_order or proven.date_order)
    guesses = _guesses(sheet.header, evidence, conventions, locale)
    if decimal_mark or date_order:
        guesses = [_overruled(found, decimal_mark, date_order) for found in guesses]
    return Understanding(
        encoding=sheet.encoding,
        separator=sheet.separator,
        decimal_mark=conventions.decimal_mark or locale.decimal_mark,
        date_order=conventions.date_order or "dmy",
        columns=tuple(guesses),
        row_count=row_count,
        sheet_name=sheet.name,
    )


def _gather(sheet: Sheet) -> tuple[list[Evidence], int]:
    columns = [Evidence() for _ in sheet.header]
    row_count = 0
    for batch in _batches(sheet.rows):
        row_count += len(batch)
        for position, cells in enumerate(zip_longest(*batch, fillvalue="")):
            if position == len(columns):
                columns.append(Evidence())
            columns[position].add(cells)
    return columns, row_count


def _batches(rows: Iterator[list[Cell]]) -> Iterator[list[list[Cell]]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _guesses(
    header: Sequence[str],
    columns: Sequence[Evidence],
    conventions: Conventions,
    locale: Locale,
) -> list[ColumnGuess]:
    """Columns without a header and without any value are left out."""
    keys: set[str] = set()
    guesses = []
    for position, name in enumerate(column_names(header, len(columns))):
        typed = header[position] if position < len(header) else ""
        evidence = columns[position]
        if not (typed or evidence.filled):
            continue
        question = Question(typed, evidence, conventions, locale)
        guesses.append(_named(position, name, column_key(name, keys), question))
        keys.add(guesses[-1].key)
    return guesses


def _named(position: int, name: str, key: str, question: Question) -> ColumnGuess:
    found = guess(question)
    return ColumnGuess(
        position=position,
        header=question.header,
        name=name,
        key=key,
        type=found.type,
        options=found.options,
        decimal_mark=found.decimal_mark,
        date_order=found.date_order,
        samples=tuple(_shown(question.evidence.samples, question.locale)),
        filled=question.evidence.filled,
        ambiguous=found.doubt,
    )


def _shown(samples: Iterable[Cell], locale: Locale) -> Iterator[str]:
    return (as_text(cell, locale) for cell in samples)


def _overruled(
    column: ColumnGuess, decimal_mark: str | None, date_order: str | None
) -> ColumnGuess:
    """What a person has said is asked no more, and holds for every column."""
    return replace(
        column,
        decimal_mark=decimal_mark or column.decimal_mark,
        date_order=date_order or column.date_order,
        ambiguous="",
    )
