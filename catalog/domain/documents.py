"""A row as it is kept: typed values, and what sorts and finds them beside them.

Pure and quick, since it is done for every imported row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, NamedTuple, Protocol, TypeAlias

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
    return _document([_facts(column, locale) for column in columns], values, invalid)


def document_builder(
    columns: Sequence[ColumnLike], locale: Locale
) -> Callable[[Mapping[str, JSONValue], Mapping[str, str]], Document]:
    """Return `build_document` for many rows of these columns: what comes again is made once."""
    return partial(_document, [_remembering(_facts(column, locale)) for column in columns])


class _Facts(NamedTuple):
    """What a document needs of a column; `read` gives the sort key and the words of a value."""

    key: str
    is_public: bool
    read: Callable[[JSONValue], tuple[str | None, str]]
    can_remember: bool


def _facts(column: ColumnLike, locale: Locale) -> _Facts:
    kind = cells.TYPES[column.type]

    def read(value: JSONValue) -> tuple[str | None, str]:
        return kind.sort_key(value), kind.search_text(value, column.options, locale)

    return _Facts(column.key, is_public(column), read, column.type not in _NOT_REMEMBERED)


def _remembering(facts: _Facts) -> _Facts:
    if not facts.can_remember:
        return facts
    remembered: Any = lru_cache(_REMEMBERED)(facts.read)
    return facts._replace(read=remembered)


_REMEMBERED = 4_096
_NOT_REMEMBERED = frozenset({"choices", "long_text"})
"""Lists cannot be looked up, and long texts seldom come again."""


def _document(
    columns: Iterable[_Facts], values: Mapping[str, JSONValue], invalid: Mapping[str, str]
) -> Document:
    kept: dict[str, JSONValue] = {}
    flagged: dict[str, str] = {}
    sort_keys: dict[str, str] = {}
    words: list[str] = []
    public_words: list[str] = []
    for key, is_shown, read, _ in columns:
        value = values.get(key)
        if value is not None:
            kept[key] = value
            sort_key, text = read(value)
            if sort_key is not None:
                sort_keys[key] = sort_key
        elif key in invalid:
            flagged[key] = invalid[key]
            text = fold(invalid[key])
        else:
            continue
        if text:
            words.append(text)
            if is_shown:
                public_words.append(text)
    return Document(kept, flagged, sort_keys, _joined(words), _joined(public_words))


def _joined(words: Iterable[str]) -> str:
    """Put each cell on a line of its own, so that no search matches across two cells."""
    return "\n".join(words)


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
