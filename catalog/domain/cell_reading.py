"""From what people type and programs send to what a cell may hold, by the column's rules."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from catalog.db.models import Column
from catalog.domain import cells
from catalog.domain.cells import JSONValue, Locale
from catalog.domain.documents import CellState, state_from_value
from catalog.domain.uniqueness import check_unique
from catalog.errors import Invalid, InvalidForm
from catalog.i18n import Message

_FAULTS = (Invalid, ValueError, TypeError, AttributeError, ArithmeticError)
"""What formatting and reading a value of another kind may raise."""


def state_from_text(column: Column, text: str, locale: Locale) -> CellState:
    """Raises Invalid, its field the column's key."""
    try:
        return state_from_value(cells.parse(column.type, text, column.options, locale))
    except Invalid as error:
        raise Invalid(column.key, error.message) from None


def state_from_json(column: Column, value: Any, locale: Locale) -> CellState:
    """Read a value as the JSON interface has it; texts may also be as people type them.

    Raises Invalid, its field the column's key.
    """
    if isinstance(value, float):
        value = format(Decimal(repr(value)), "f")
    if value is None or _is_canonical(column, value, locale):
        return state_from_value(value)
    if isinstance(value, str | int) and not isinstance(value, bool):
        return state_from_text(column, str(value), locale)
    kind = cells.TYPES[column.type].label
    raise Invalid(column.key, Message("This is no value for “%(kind)s”.", {"kind": kind}))


def _is_canonical(column: Column, value: JSONValue, locale: Locale) -> bool:
    """Tell whether the type writes the value and reads it back as the very same."""
    try:
        text = cells.format_value(column.type, value, column.options, locale)
        again = cells.parse(column.type, text, column.options, locale)
    except _FAULTS:
        return False
    return again == value and type(again) is type(value)


def revalidated(column: Column, state: CellState, locale: Locale) -> CellState:
    """Return a state from earlier as the column holds it today: flagged if it does not convert."""
    if "value" not in state:
        return state
    try:
        return state_from_json(column, state["value"], locale)
    except Invalid:
        return {"invalid": _as_text(state["value"])}


def _as_text(value: JSONValue) -> str:
    return "; ".join(value) if isinstance(value, list) else str(value)


def check_rules(
    session: Session, column: Column, state: CellState, *, status: str, row_id: int | None = None
) -> None:
    """Raise Invalid when the column may not hold this: blank though required, or a repetition.

    Drafts may lack what is required.
    """
    if not state and column.required and status == "published":
        raise Invalid(column.key, Message("“%(name)s” may not be blank.", {"name": column.name}))
    if column.unique and "value" in state:
        check_unique(session, column, state["value"], row_id)


def read_cells(
    columns: Iterable[Column], read: Callable[[Column], CellState]
) -> dict[str, CellState]:
    """Return what `read` makes of each column. Raises InvalidForm with all that cannot be read."""
    states: dict[str, CellState] = {}
    errors: dict[str, Message | str] = {}
    for column in columns:
        try:
            states[column.key] = read(column)
        except Invalid as error:
            errors[column.key] = error.message
    if errors:
        raise InvalidForm(errors)
    return states


def check_all_rules(
    session: Session,
    columns: Iterable[Column],
    states: Mapping[str, CellState],
    *,
    status: str,
    row_id: int | None = None,
) -> None:
    """Raise InvalidForm with every rule that is broken."""

    def checked(column: Column) -> CellState:
        check_rules(session, column, states[column.key], status=status, row_id=row_id)
        return states[column.key]

    read_cells((column for column in columns if column.key in states), checked)


def check_keys(columns: Iterable[Column], keys: Iterable[str]) -> None:
    """Raise InvalidForm for keys of no column, and for pictures, which are records of their own."""
    known = {column.key for column in columns if column.type != "images"}
    unknown = {key: Message("There is no such column.") for key in keys if key not in known}
    if unknown:
        raise InvalidForm({**unknown})
