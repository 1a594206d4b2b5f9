"""What people say of an upload: from the fields of the form, and as the choices of its selects."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from catalog.domain.cells import TYPES, Locale
from catalog.domain.import_uploads import Destination
from catalog.domain.importing.orders import LEAVE_OUT, NEW, ColumnChoice, ImportChoices
from catalog.domain.importing.planning import PlannedColumn
from catalog.domain.importing.targets import Target
from catalog.domain.spreadsheets.csv_text import SEPARATORS
from catalog.domain.spreadsheets.encodings import ENCODINGS
from catalog.i18n import gettext as _
from catalog.web.forms import Fields, text_of

Choices = list[tuple[str, str]]
"""(value, label) of a select."""

_READING = ("sheet", "encoding", "separator", "decimal_mark", "date_order")
_SHAPING = ("sheet", "encoding", "separator")
"""What makes other columns of the same file, so that nothing said of them holds any more."""


class Readings(NamedTuple):
    """How a sheet may be read: the choices of each select."""

    sheets: Choices
    encodings: Choices
    separators: Choices
    decimal_marks: Choices
    date_orders: Choices


def readings(sheets: Iterable[str]) -> Readings:
    automatic = ("", _("find out"))
    return Readings(
        sheets=[(name, name) for name in sheets],
        encodings=[automatic, *_distinct((key, str(name)) for key, name in ENCODINGS.items())],
        separators=[automatic, *((key, str(name)) for key, name in SEPARATORS.items())],
        decimal_marks=[automatic, (",", "1.234,56"), (".", "1,234.56")],
        date_orders=[automatic, ("dmy", "31/12/2025"), ("mdy", "12/31/2025")],
    )


def _distinct(choices: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Leave out names of the same name: UTF-16 is there in three forms."""
    seen: set[str] = set()
    for value, label in choices:
        if label not in seen:
            seen.add(label)
            yield value, label


def places(target: Target) -> Choices:
    """Return where a column of the sheet may go."""
    known = [(column.key, column.name) for column in target.columns]
    new = [(NEW, _("a new column"))] if target.may_add_columns else []
    return [*new, *known, (LEAVE_OUT, _("nowhere: leave it out"))]


def place_of(column: PlannedColumn) -> str:
    if column.is_left_out:
        return LEAVE_OUT
    return NEW if column.is_new else column.key


def types() -> Choices:
    """Return what a new column may be; pictures come with their files or not at all."""
    return [(name, str(each.label)) for name, each in TYPES.items() if name != "images"]


def choices_from(form: Fields, before: ImportChoices) -> ImportChoices:
    """Return what the form says. Only what a person changed counts as said."""
    reading: dict[str, Any] = {name: text_of(form, name) for name in _READING}
    if any(reading[name] != getattr(before, name) for name in _SHAPING):
        return ImportChoices(**reading)
    columns = {
        position: _column(form, position, before.columns.get(position, ColumnChoice()))
        for position in _positions(form)
    }
    said = {position: choice for position, choice in columns.items() if choice != ColumnChoice()}
    return ImportChoices(**reading, key=text_of(form, "key"), columns=said)


def _positions(form: Fields) -> list[int]:
    named = (name.removeprefix("to.") for name in form if name.startswith("to."))
    return [int(text) for text in named if text.isascii() and text.isdigit() and len(text) < 6]


def _column(form: Fields, position: int, before: ColumnChoice) -> ColumnChoice:
    """Each field comes with what it held when the page was made, under `was.`."""

    def said(field: str, earlier: str) -> str:
        value = text_of(form, f"{field}.{position}")
        return earlier if value == text_of(form, f"was.{field}.{position}") else value

    return ColumnChoice(
        to=said("to", before.to), name=said("name", before.name), type=said("type", before.type)
    )


def destination_from(
    form: Fields, catalog_id: int | None = None, *, may_add_columns: bool = True
) -> Destination:
    """Return where the form sends the sheet."""
    language = "en" if text_of(form, "language") == "en" else "es"
    currency = text_of(form, "currency").strip().upper()[:3] or "EUR"
    name = text_of(form, "name").strip()
    return Destination(catalog_id, name, Locale(language, currency), may_add_columns)
