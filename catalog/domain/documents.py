"""A row as it is kept: typed values, and what sorts and finds them beside them.

Pure and quick, since it is done for every imported row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from catalog.domain import cells
from catalog.domain.cells import JSONValue, Locale
from catalog.domain.text import fold

CellState: TypeAlias = dict[str, Any]
"""What one cell holds: {"value": ...}, {"invalid": text}, or {} when it is blank."""


class ColumnLike(Protocol):
    """What a document needs to know of a column."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def options(self) -> dict[str, Any]: ...
    @property
    def visibility(self) -> str: ...


class RowLike(Protocol):
    @property
    def values(self) -> dict[str, Any]: ...
    @property
    def invalid(self) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of a row that follow from its cells; names are those of the row's attributes."""

    values: dict[str, JSONValue]
    invalid: dict[str, str]
    sort_keys: dict[str, str]
    search_text: str
    public_search_text: str


def is_public(column: ColumnLike) -> bool:
    """Tell whether visitors' searches may match it: `unset` becomes public when published."""
    return column.visibility != "internal"


def build_document(
    columns: Sequence[ColumnLike],
    values: Mapping[str, JSONValue],
    invalid: Mapping[str, str],
    locale: Locale,
) -> Document:
    """Return the document of these cells; blank ones and those of unknown columns are left out.

    A cell that does not convert is found by its words but sorts as blank.
    """
    kept: dict[str, JSONValue] = {}
    flagged: dict[str, str] = {}
    sort_keys: dict[str, str] = {}
    words: list[tuple[str, bool]] = []
    for column in columns:
        key = column.key
        value = values.get(key)
        if value is not None:
            kept[key] = value
            column_type = cells.TYPES[column.type]
            sort_key = column_type.sort_key(value)
            if sort_key is not None:
                sort_keys[key] = sort_key
            text = column_type.search_text(value, column.options, locale)
        elif key in invalid:
            flagged[key] = invalid[key]
            text = fold(invalid[key])
        else:
            continue
        if text:
            words.append((text, is_public(column)))
    return Document(kept, flagged, sort_keys, _joined(words), _joined(w for w in words if w[1]))


def _joined(words: Iterable[tuple[str, bool]]) -> str:
    """Put each cell on a line of its own, so that no search matches across two cells."""
    return "\n".join(text for text, _ in words)


def state_of(row: RowLike, key: str) -> CellState:
    if key in row.values:
        return {"value": row.values[key]}
    return {"invalid": row.invalid[key]} if key in row.invalid else {}


def state_from_value(value: JSONValue) -> CellState:
    return {} if value is None else {"value": value}


def text_of(state: CellState, column: ColumnLike, locale: Locale) -> str:
    """Return what an editor of this cell begins with."""
    if "invalid" in state:
        return str(state["invalid"])
    return cells.format_value(column.type, state.get("value"), column.options, locale)


def document_of_states(
    columns: Sequence[ColumnLike], states: Mapping[str, CellState], locale: Locale
) -> Document:
    values = {key: state["value"] for key, state in states.items() if "value" in state}
    invalid = {key: state["invalid"] for key, state in states.items() if "invalid" in state}
    return build_document(columns, values, invalid, locale)


def with_states(
    row: RowLike,
    states: Mapping[str, CellState],
    columns: Sequence[ColumnLike],
    locale: Locale,
) -> Document:
    """Return the row's document once the cells of these keys hold the given states."""
    present = {key: state_of(row, key) for key in (*row.values, *row.invalid)}
    return document_of_states(columns, present | dict(states), locale)


def fields_of(document: Document) -> dict[str, Any]:
    """Return the row's attributes that a document sets."""
    return {
        "values": document.values,
        "invalid": document.invalid,
        "sort_keys": document.sort_keys,
        "search_text": document.search_text,
        "public_search_text": document.public_search_text,
    }
