"""Giving a column another type or other options: what converts is converted, the rest is kept."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column
from catalog.domain import catalogs, cells
from catalog.domain.cells import Locale
from catalog.domain.column_options import clean_options, known_type
from catalog.domain.documents import CellState, state_from_value, state_of, text_of
from catalog.domain.queries.columns import columns_of
from catalog.domain.rewriting import FoundRow, batches_of_rows, rewrite_rows
from catalog.errors import Conflict, Invalid
from catalog.i18n import Message

SHOWN = 8
MOST_CHOICES = 500
_CHOICE_TYPES = ("choice", "choices")


@dataclass
class Retyping:
    """What another type makes of a column's cells."""

    converted: int = 0
    kept: int = 0
    """Cells whose text does not convert: it stays, flagged."""
    examples: list[str] = field(default_factory=list)
    """Some of those texts, each once."""

    def count(self, state: CellState) -> None:
        self.converted += "value" in state
        if "invalid" in state:
            self.kept += 1
            text = str(state["invalid"])
            if len(self.examples) < SHOWN and text not in self.examples:
                self.examples.append(text)


class _Form(NamedTuple):
    """A way to hold the column's cells; like a column, as far as documents are concerned."""

    key: str
    type: str
    options: dict[str, Any]
    visibility: str


def preview_type(
    session: Session, catalog: Catalog, column: Column, type_name: str, options: dict[str, Any]
) -> Retyping:
    """Return what `change_type` would do, changing nothing; raises what it would raise."""
    locale = catalogs.locale_of(catalog)
    old, new = _form_of(column), _new_form(session, catalog, column, type_name, options)
    outcome = Retyping()
    for row in _all_rows(session, catalog.id):
        outcome.count(_converted(state_of(row, column.key), old, new, locale))
    return outcome


def change_type(
    session: Session, catalog: Catalog, column: Column, type_name: str, options: dict[str, Any]
) -> Retyping:
    """Convert every cell of the column; what does not convert keeps its text, flagged.

    A choice column that is given no choices gets those that its cells have. Raises Invalid for an
    unknown type and bad options, Conflict between pictures and anything else.
    """
    locale = catalogs.locale_of(catalog)
    old, new = _form_of(column), _new_form(session, catalog, column, type_name, options)
    outcome = Retyping()

    def replacing(row: FoundRow) -> dict[str, CellState]:
        before = state_of(row, column.key)
        after = _converted(before, old, new, locale)
        outcome.count(after)
        return {} if after == before else {column.key: after}

    column.type, column.options = new.type, new.options
    rewrite_rows(session, catalog, columns_of(session, catalog.id), replacing)
    catalogs.touch(session, catalog.id)
    return outcome


def _form_of(column: Column) -> _Form:
    return _Form(column.key, column.type, column.options, column.visibility)


def _new_form(
    session: Session, catalog: Catalog, column: Column, type_name: str, options: dict[str, Any]
) -> _Form:
    if "images" in {column.type, known_type(type_name)} and column.type != type_name:
        raise Conflict(Message("Pictures do not become text, nor text pictures. Add a column."))
    cleaned = clean_options(type_name, options)
    if type_name in _CHOICE_TYPES and not cleaned["choices"]:
        cleaned["choices"] = _choices_in_use(session, catalog, column, type_name)
    return _Form(column.key, type_name, cleaned, column.visibility)


def _choices_in_use(
    session: Session, catalog: Catalog, column: Column, type_name: str
) -> list[str]:
    """Return what the cells say, the first spelling of each."""
    locale = catalogs.locale_of(catalog)
    found: dict[str, None] = {}
    for row in _all_rows(session, catalog.id):
        text = text_of(state_of(row, column.key), column, locale)
        pieces = text.replace("\n", ";").split(";") if type_name == "choices" else [text]
        named = (" ".join(piece.replace(";", ",").split()) for piece in pieces)
        found |= dict.fromkeys(name for name in named if name)
        if len(found) > MOST_CHOICES:
            values = {"n": MOST_CHOICES}
            raise Invalid("type", Message("It has more than %(n)s different values.", values))
    return list(found)


def _converted(state: CellState, old: _Form, new: _Form, locale: Locale) -> CellState:
    text = text_of(state, old, locale)
    try:
        return state_from_value(cells.parse(new.type, text, new.options, locale))
    except Invalid:
        return {"invalid": text}


def _all_rows(session: Session, catalog_id: int) -> Iterator[FoundRow]:
    for batch in batches_of_rows(session, catalog_id):
        yield from batch
