"""Sheets as text: CSV, TSV and their relatives."""

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TextIO

from catalog.domain.spreadsheets.encodings import ENCODINGS, LENIENT, detect_encoding
from catalog.domain.spreadsheets.sheet import Cell, NumberedRow, Sheet, find_header
from catalog.errors import Invalid
from catalog.i18n import Message

SEPARATORS = {
    "\t": Message("tab"),
    ";": Message("semicolon"),
    "|": Message("vertical bar"),
    ",": Message("comma"),
}
"""Likeliest first: commas are the commonest inside of values, tabs the rarest."""

# Stands in for "one column": a character that no text sheet holds.
_NO_SEPARATOR = "\x1f"

# A line of our own after the last one, by which the end is known from an endless quotation.
_END = "\x1e end of the sheet \x1e"

_SAMPLE_LINES = 1_000
_SAMPLE_ROWS = 500
_DECLARATION = "sep="

# Programs write ="00012" to keep Excel from taking the zeros of a code.
_SHIELD = '="'
_SHIELDED = re.compile(r'="([^"]*)"')


def read_text(path: Path, encoding: str | None = None, separator: str | None = None) -> Sheet:
    """Return the sheet; encoding and separator are found out unless given.

    The rows are read from the file each time, never all at once. Raises `Invalid`.
    """
    encoding = _known(encoding) if encoding else detect_encoding(path)
    with _opened(path, encoding) as file:
        lines = list(islice(file, _SAMPLE_LINES))
    if separator is None:
        separator = detect_separator(lines)
    is_shielded = any(_SHIELD in line for line in lines)
    source = partial(_rows, path, encoding, separator, is_shielded=is_shielded)
    header, header_row = find_header(source)
    return Sheet(header, header_row, source, encoding=encoding, separator=separator)


def _known(encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise Invalid(
            "encoding",
            Message(
                "“%(encoding)s” is not an encoding we read: choose among %(choices)s.",
                {"encoding": encoding, "choices": ", ".join(ENCODINGS)},
            ),
        )
    return encoding


def detect_separator(lines: Sequence[str]) -> str:
    """Return what parts the columns in a file's first lines, "" when there is one column."""
    if lines and (declared := _declared(lines[0])):
        return declared
    # A stable sort: of separators that fit equally well the likeliest wins.
    best = max(SEPARATORS, key=partial(_fitness, lines))
    return best if _fitness(lines, best) > (0, 0) else ""


def _fitness(lines: Sequence[str], separator: str) -> tuple[float, int]:
    """Return how regular the rows are when parted so, and in how many columns; (0, 0) is never.

    Words follow their comma after a space, cells do not.
    """
    try:
        rows = list(islice(csv.reader(lines, delimiter=separator), _SAMPLE_ROWS))
    except csv.Error:  # a cell beyond all measure: reading the sheet says which
        return 0, 0
    widths = Counter(len(row) for row in rows if row)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if width < 2 or (separator == "," and len(rows[0]) < 2):
        return 0, 0
    spaced = sum(cell.startswith(" ") for row in rows for cell in row[1:])
    spacing = spaced / sum(len(row) - 1 for row in rows if row)
    return (count / widths.total()) * (0.6 if spacing > 0.5 else 1), width


def _declared(line: str) -> str:
    """Read the line "sep=;", by which Excel is told the separator."""
    found = line.strip()[len(_DECLARATION) :] if line.lower().startswith(_DECLARATION) else ""
    return found if found in SEPARATORS else ""


def _rows(path: Path, encoding: str, separator: str, *, is_shielded: bool) -> Iterator[NumberedRow]:
    number = 0
    try:
        with _opened(path, encoding) as file:
            for number, row in enumerate(_parsed(_lines(file), separator), 1):
                if row and row[-1].endswith(_END):
                    _check_end(row, number)
                    return
                cells: list[Cell] = list(map(str.strip, row))
                yield number, list(map(_unshielded, cells)) if is_shielded else cells
    except csv.Error as error:
        raise _unreadable(number + 1) from error


def _check_end(row: list[str], number: int) -> None:
    """Inside of a quotation the end of the file is swallowed, and all rows before it."""
    if row != [_END]:
        raise _unreadable(number)


def _unreadable(number: int) -> Invalid:
    return Invalid(
        "file",
        Message(
            "Row %(row)s cannot be read: a quotation mark opens a cell that does not end.",
            {"row": number},
        ),
    )


def _parsed(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator or _NO_SEPARATOR, skipinitialspace=True)


def _lines(file: TextIO) -> Iterator[str]:
    """Return the lines in NFC, so that accents typed on a Mac are those of everybody else."""
    first = next(file, "")
    if not _declared(first):
        yield _composed(first)
    yield from map(_composed, file)
    yield _END


def _composed(line: str) -> str:
    return line if line.isascii() else unicodedata.normalize("NFC", line)


def _unshielded(cell: Cell) -> Cell:
    found = _SHIELDED.fullmatch(str(cell))
    return found[1] if found else cell


def _opened(path: Path, encoding: str) -> TextIO:
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return path.open(encoding=name, errors=LENIENT, newline="")
