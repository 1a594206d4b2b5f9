"""Choices must be there before the values that choose them: gathered from the whole sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from catalog.domain.column_options import LONGEST_CHOICE
from catalog.domain.importing.targets import Target
from catalog.domain.retyping import MOST_CHOICES
from catalog.domain.spreadsheets import Sheet, as_text
from catalog.domain.text import fold, natural_key

if TYPE_CHECKING:
    from catalog.domain.importing.planning import PlannedColumn

_BETWEEN = ";"


def part_choices(type_name: str, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return type and options of a guessed column: "Gold; Silver" among choices is two of them."""
    choices: list[str] = options.get("choices") or []
    if type_name != "choice" or not any(_BETWEEN in choice for choice in choices):
        return type_name, options
    pieces = dict.fromkeys(piece for choice in choices for piece in _pieces(choice))
    return "choices", {"choices": sorted(pieces, key=natural_key)}


def complete_choices(
    sheet: Sheet, columns: Sequence["PlannedColumn"], target: Target
) -> Iterator["PlannedColumn"]:
    """Give columns of choices what the sheet has and they lack.

    Spellings that differ in case or accents from a known choice are that choice.
    """
    lacking = [column for column in columns if _may_lack(column, target)]
    found = _found(sheet, lacking, target)
    for column in columns:
        yield _completed(column, found[column.position]) if column.position in found else column


def _may_lack(column: "PlannedColumn", target: Target) -> bool:
    if column.type not in {"choice", "choices"} or not column.is_read:
        return False
    if column.column_id is not None:
        return target.may_add_columns
    return not column.options.get("choices")


def _found(
    sheet: Sheet, columns: Sequence["PlannedColumn"], target: Target
) -> dict[int, dict[str, None]]:
    """Return the different choices of each column, as written, in the order of the sheet."""
    found: dict[int, dict[str, None]] = {column.position: {} for column in columns}
    several = {column.position: column.type == "choices" for column in columns}
    for row in sheet.rows if columns else ():
        for position, seen in found.items():
            cell = row[position] if position < len(row) else ""
            if cell == "" or len(seen) > MOST_CHOICES:
                continue
            text = as_text(cell, target.locale)
            seen.update(dict.fromkeys(_pieces(text) if several[position] else _whole(text)))
    return found


def _whole(text: str) -> list[str]:
    """A choice holds no semicolon: such a text stays out, and its values are flagged."""
    word = " ".join(text.split())
    return [word] if word and _BETWEEN not in word and len(word) <= LONGEST_CHOICE else []


def _pieces(text: str) -> list[str]:
    return [
        piece for part in text.replace("\n", _BETWEEN).split(_BETWEEN) for piece in _whole(part)
    ]


def _completed(column: "PlannedColumn", found: dict[str, None]) -> "PlannedColumn":
    known: list[str] = list(column.options.get("choices") or [])
    folded = {fold(choice) for choice in known}
    new = [choice for choice in found if column.column_id is None or fold(choice) not in folded]
    new = sorted(new[: max(0, MOST_CHOICES - len(known))], key=natural_key)
    if not new:
        return column
    options = {**column.options, "choices": known + new}
    return replace(column, options=options, new_choices=tuple(new) if column.column_id else ())
