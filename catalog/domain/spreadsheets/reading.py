"""Reading a sheet from a file, by what the file is and not by what it is called."""

from pathlib import Path

from catalog.domain.spreadsheets.csv_text import read_text
from catalog.domain.spreadsheets.sheet import Sheet
from catalog.domain.spreadsheets.workbooks import read_workbook
from catalog.errors import Invalid
from catalog.i18n import Message

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

_SAMPLE = 1 << 16

# Control characters that text never has; UTF-16 is told apart beforehand.
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x1b"))


def read(
    path: Path,
    filename: str = "",
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
) -> Sheet:
    """Return the sheet in a CSV, TSV, TXT, XLSX, XLS, XLSB or ODS file.

    `filename` is what the person called it, for the sentences of refusal. `sheet` names one of a
    workbook; `encoding` and `separator` are of text and found out unless given. Raises `Invalid`
    with one sentence when there is no sheet in the file.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if head.startswith((_ZIP, _OLE)):
        return read_workbook(path, sheet)
    refusal = _refusal(head, filename or path.name)
    if refusal:
        raise Invalid("file", refusal)
    return read_text(path, encoding, separator)


def _refusal(head: bytes, filename: str) -> Message | None:
    """Return why this cannot be text with columns, None if it can."""
    values = {"filename": filename}
    if not head.strip():
        return Message("“%(filename)s” is empty.", values)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        return Message(
            "“%(filename)s” is a web page or XML, whatever its name says. Open it in a "
            "spreadsheet program and save it as XLSX or CSV.",
            values,
        )
    if start.startswith((b'{"', b"[{", b"[\n", b"{\n")):
        return Message("“%(filename)s” is JSON, not a spreadsheet.", values)
    if _is_binary(head):
        return Message(
            "“%(filename)s” is not a spreadsheet. CSV, XLSX, XLS and ODS files can be read.",
            values,
        )
    return None


def _is_binary(head: bytes) -> bool:
    if head.startswith(_UTF_16) or _looks_like_utf_16(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return b"\0" in head or controls * 100 > len(head)


def _looks_like_utf_16(head: bytes) -> bool:
    even, odd = head[::2].count(0), head[1::2].count(0)
    return min(even, odd) == 0 and max(even, odd) > len(head) // 2 * 0.7
