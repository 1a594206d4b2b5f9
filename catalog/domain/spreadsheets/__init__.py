"""Spreadsheets: reading them, and understanding what their columns hold. No database here.

    sheet = read(path, filename)            # header and rows, whatever the file
    understanding = understand(sheet)       # separator, encoding, marks, a type for each column
    convert = converter(understanding, understanding.columns, locale)
    for number, cells in sheet.numbered_rows():
        converted = convert(cells, number)  # .values, .invalid, .errors

The same converter serves the preview and the import, so that both have the same values. Columns
that are to be left out are left out of the second argument; others may be changed before, with
`dataclasses.replace(column, type=..., key=..., options=...)`.
"""

from catalog.domain.spreadsheets.reading import read
from catalog.domain.spreadsheets.sheet import Cell, NumberedRow, Sheet, from_rows

__all__ = ["Cell", "NumberedRow", "Sheet", "from_rows", "read"]
