"""What to call a row in a sentence, a label, a list."""

from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

from catalog.domain import cells
from catalog.domain.cells import Locale
from catalog.domain.search import ColumnFacts

AnyColumn = TypeVar("AnyColumn", bound=ColumnFacts)

LONGEST = 120

NAMING = frozenset(
    {"denominacion", "designacion", "name", "nombre", "object_name", "title", "titulo"}
)
"""Keys of columns that say what a thing is called; sheets often begin with its number."""


def title_and_others(columns: Sequence[AnyColumn]) -> tuple[AnyColumn | None, list[AnyColumn]]:
    """Return the column that names a row, and the others.

    It is the first short text called a name or title, else the first short text or field.
    """
    fields = [column for column in columns if column.type != "images"]
    texts = [column for column in fields if column.type == "text"]
    named = (column for column in texts if column.key in NAMING)
    title = next(chain(named, texts, fields), None)
    return title, [column for column in columns if column is not title]


def title_of(
    title: ColumnFacts | None,
    values: Mapping[str, Any],
    invalid: Mapping[str, Any],
    locale: Locale,
) -> str:
    """Return the row's title on one line; nothing when the cell is blank."""
    if title is None:
        return ""
    value = values.get(title.key)
    text = cells.format_value(title.type, value, title.options, locale)
    return " ".join((text or str(invalid.get(title.key, ""))).split())[:LONGEST]
