"""Spreadsheets: reading them, and understanding what their columns hold. No database here.

    sheet = read(path, filename)            # header and rows, whatever the file
    understanding = understand(sheet)       # separator, encoding, marks, a type for each column
    convert = converter(understanding, understanding.columns, locale)
    for number, cells in sheet.numbered_rows():
        values, invalid, errors = convert(cells, number)

The same converter serves the preview and the import, so that both have the same values. Columns
that are to be left out are left out of the second argument; others may be changed before, with
`dataclasses.replace(column, type=..., key=..., options=...)`.

A column whose values name picture files is guessed to be of images. Whoever has no pictures to go
with it takes it as text, so that the names are not lost; `picture_names` reads them from a cell.
"""

from catalog.domain.spreadsheets.convert import Converted, RowError, as_text, converter
from catalog.domain.spreadsheets.reading import read
from catalog.domain.spreadsheets.shapes import picture_names
from catalog.domain.spreadsheets.sheet import Cell, NumberedRow, Sheet, from_rows
from catalog.domain.spreadsheets.understanding import ColumnGuess, Understanding, understand

__all__ = [
    "Cell",
    "ColumnGuess",
    "Converted",
    "NumberedRow",
    "RowError",
    "Sheet",
    "Understanding",
    "as_text",
    "converter",
    "from_rows",
    "picture_names",
    "read",
    "understand",
]
