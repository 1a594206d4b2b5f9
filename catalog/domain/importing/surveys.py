"""What picture files have to do with a sheet: columns that name them, and a column of codes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catalog.domain.cells import Locale
from catalog.domain.matching import FileNames, files_by_code
from catalog.domain.picture_files import PictureFile
from catalog.domain.spreadsheets import (
    Cell,
    ColumnGuess,
    Sheet,
    Understanding,
    as_text,
    picture_names,
)
from catalog.domain.text import fold

_LONGEST_CODE = 100
_MAY_BE_CODES = frozenset({"text", "integer", "choice"})
_MAY_NAME_FILES = frozenset({"text", "long_text", "choice", "images"})
_SHARE = 0.5
"""Of a column's values that name files at hand; beneath it they are words that happen to."""


@dataclass(frozen=True)
class Survey:
    named: frozenset[int] = frozenset()
    """Positions of the columns whose values name files."""
    code: int | None = None
    """Position of the column whose values begin names of files."""

    @property
    def needs_place(self) -> bool:
        return bool(self.named) or self.code is not None


@dataclass
class _Column:
    guess: ColumnGuess
    filled: int = 0
    hits: int = 0
    codes: set[str] = field(default_factory=set)
    is_unique: bool = True

    def add(self, text: str, files: FileNames) -> None:
        self.filled += 1
        if self.guess.type in _MAY_NAME_FILES:
            self.hits += any(name in files for name in names_in(text))
        if not self.is_unique or self.guess.type not in _MAY_BE_CODES:
            return
        code = fold(text)
        if code in self.codes or len(code) > _LONGEST_CODE:
            self.is_unique = False
        self.codes.add(code)

    @property
    def names_files(self) -> bool:
        is_guessed = self.guess.type == "images" and self.hits > 0
        return is_guessed or self.hits > self.filled * _SHARE


def survey(
    sheet: Sheet,
    understanding: Understanding,
    files: Sequence[PictureFile],
    key: str,
    locale: Locale,
) -> Survey:
    """Go once through the sheet.

    `key` names the column of codes; without it the first will do whose values all differ.
    """
    names = FileNames(files)
    columns = [_Column(guess) for guess in understanding.columns]
    for row in sheet.rows:
        for column, text in _texts(columns, row, locale):
            column.add(text, names)
    named = [column for column in columns if column.filled and column.names_files]
    positions = frozenset(column.guess.position for column in named)
    codes = _column_of_codes([c for c in columns if c not in named], key)
    if codes is None or not files_by_code(files, codes.codes):
        return Survey(positions)
    return Survey(positions, codes.guess.position)


def names_in(text: str) -> list[str]:
    """Return the files that a cell names."""
    return picture_names(text) or [text]


def _texts(
    columns: Sequence[_Column], row: Sequence[Cell], locale: Locale
) -> Iterator[tuple[_Column, str]]:
    for column in columns:
        position = column.guess.position
        if position < len(row) and (cell := row[position]) != "":
            yield column, as_text(cell, locale)


def _column_of_codes(columns: Sequence[_Column], key: str) -> _Column | None:
    if key:
        wanted = fold(key)
        named = (c for c in columns if wanted in {fold(c.guess.name), c.guess.key})
        return next(named, None)
    return next((c for c in columns if c.codes and c.is_unique), None)
