"""What a person asks for when a sheet is brought in."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from catalog.domain.cells import Locale

NEW = "new"
"""Where a column of the sheet goes: into a new column."""
LEAVE_OUT = "leave_out"
"""Nowhere."""


@dataclass(frozen=True)
class SheetFile:
    path: Path
    filename: str
    """What the person called it; `path` may be called anything."""


@dataclass(frozen=True)
class ColumnChoice:
    """What a person says of one column of the sheet; "" is as it was guessed."""

    to: str = ""
    """NEW, LEAVE_OUT or the key of a column of the catalog; "" is the one of its name."""
    name: str = ""
    type: str = ""


@dataclass(frozen=True)
class ImportChoices:
    """How to read the sheet and what to do with it; everything left blank is found out."""

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    decimal_mark: str = ""
    date_order: str = ""
    key: str = ""
    """Name or key of the column by which rows are known again."""
    columns: Mapping[int, ColumnChoice] = field(default_factory=dict)
    """By position in the sheet, from 0."""

    def as_document(self) -> dict[str, Any]:
        document = asdict(self)
        document["columns"] = {str(place): asdict(each) for place, each in self.columns.items()}
        return document


def choices_of(document: Mapping[str, Any]) -> ImportChoices:
    """Return what `as_document` wrote down."""
    known = {name: document.get(name, "") for name in ("sheet", "encoding", "separator", "key")}
    marks = {name: document.get(name, "") for name in ("decimal_mark", "date_order")}
    columns = {
        int(place): ColumnChoice(**each) for place, each in document.get("columns", {}).items()
    }
    return ImportChoices(**known, **marks, columns=columns)


@dataclass(frozen=True)
class ImportOrder:
    """What is to be brought in, and where."""

    file: SheetFile
    choices: ImportChoices = field(default_factory=ImportChoices)
    slug: str = ""
    """Of a catalog that is there; empty to make a new one."""
    name: str = ""
    """Of the new catalog; empty to call it as the file."""
    locale: Locale = field(default_factory=Locale)
    """Of the new catalog."""
    publish: bool = False
    may_add_columns: bool = True

    @property
    def new_name(self) -> str:
        return self.name.strip() or Path(self.file.filename).stem or self.file.filename
