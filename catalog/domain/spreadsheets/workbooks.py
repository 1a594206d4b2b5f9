"""Sheets of workbooks (XLSX, XLS, XLSB, ODS), with the types their cells have there."""

import datetime as dt
import os
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from catalog.domain.spreadsheets import workbook_process
from catalog.domain.spreadsheets.sheet import NumberedRow, Sheet, find_header
from catalog.errors import Invalid
from catalog.i18n import Message

SECONDS = 300
"""How long a workbook may take to be unpacked."""

_REFUSALS = {
    "locked": Message("This workbook is locked with a password. Save it without one."),
    "damaged": Message("This workbook cannot be read: it is damaged, or not XLSX, XLS or ODS."),
    "empty": Message("This file is empty."),
    "too_much": Message(
        "This workbook cannot be read: it is damaged or far too large. Save the sheet as CSV."
    ),
}


def read_workbook(path: Path, name: str | None = None) -> Sheet:
    """Return the named sheet, or else the first one that can be seen and is not empty.

    The cells are unpacked into a temporary file, from which they are read as often as needed.
    Raises `Invalid` when the workbook is damaged, locked, too large, or has no such sheet.
    """
    unpacked = _Unpacked()
    _unpack(path, name or "", unpacked)
    about = next(unpacked.frames(), {"refusal": "damaged"})
    if "refusal" in about:
        raise _refusal(about, name or "")
    header, header_row = find_header(unpacked.rows)
    return Sheet(header, header_row, unpacked.rows, name=about["name"], names=tuple(about["names"]))


class _Unpacked:
    """A temporary file of frames; it goes when nobody holds this any more."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="catalog-workbook-")
        os.close(handle)
        self.path = Path(name)
        weakref.finalize(self, self.path.unlink, missing_ok=True)

    def frames(self) -> Iterator[Any]:
        decoder = msgspec.msgpack.Decoder(ext_hook=_as_date)
        with self.path.open("rb") as file:
            while length := file.read(workbook_process.LENGTH_BYTES):
                yield decoder.decode(file.read(int.from_bytes(length)))

    def rows(self) -> Iterator[NumberedRow]:
        frames = self.frames()
        next(frames)
        return enumerate((row for frame in frames for row in frame), 1)


def _as_date(_code: int, text: memoryview) -> dt.date:
    return dt.date.fromisoformat(bytes(text).decode())


def _unpack(path: Path, name: str, unpacked: _Unpacked) -> None:
    """Run the process that unpacks; its end by a signal or a panic is the workbook's fault."""
    command = [sys.executable, "-I", workbook_process.__file__, str(path.absolute()), name]
    try:
        with unpacked.path.open("wb") as out:
            subprocess.run(  # noqa: S603 - our own file, and a path that is no option
                command, stdout=out, stderr=subprocess.DEVNULL, timeout=SECONDS, check=True
            )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise Invalid("file", _REFUSALS["too_much"]) from error


def _refusal(about: dict[str, Any], name: str) -> Invalid:
    if about["refusal"] != "unknown_sheet":
        return Invalid("file", _REFUSALS[about["refusal"]])
    return Invalid(
        "sheet",
        Message(
            "There is no sheet “%(name)s”. This workbook has: %(names)s.",
            {"name": name, "names": ", ".join(about["names"])},
        ),
    )
