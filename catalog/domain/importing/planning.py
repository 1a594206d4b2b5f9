"""Where each column of a sheet goes: a new column, one that is there, or nowhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from catalog.domain import cells, spreadsheets
from catalog.domain.column_keys import column_key
from catalog.domain.column_options import LONGEST_NAME
from catalog.domain.importing.choices import complete_choices, part_choices
from catalog.domain.importing.orders import (
    LEAVE_OUT,
    NEW,
    ColumnChoice,
    ImportChoices,
    SheetFile,
)
from catalog.domain.importing.surveys import Survey
from catalog.domain.importing.targets import KnownColumn, Target
from catalog.domain.spreadsheets import ColumnGuess, Sheet, Understanding
from catalog.domain.spreadsheets.convert import Convert
from catalog.domain.text import fold
from catalog.errors import Invalid
from catalog.i18n import Message
from catalog.i18n import gettext as _

NO_POSITION = -1


@dataclass(frozen=True)
class PlannedColumn:
    """A column of the sheet on its way; like a column, as far as documents are concerned."""

    position: int
    """In the sheet, from 0; NO_POSITION for a column that only pictures by code need."""
    header: str
    name: str
    key: str
    type: str
    options: dict[str, Any] = field(default_factory=dict)
    visibility: str = "unset"
    required: bool = False
    unique: bool = False
    column_id: int | None = None
    """None for a new column."""
    is_left_out: bool = False
    left_out_because: Message | None = None
    new_choices: tuple[str, ...] = ()
    """Those that an existing column of choices gets besides its own."""

    @property
    def is_new(self) -> bool:
        return self.column_id is None and not self.is_left_out

    @property
    def is_read(self) -> bool:
        """Tell whether its cells become values."""
        return not self.is_left_out and self.type != "images"


@dataclass(frozen=True)
class Plan:
    """The sheet, understood, and where everything in it goes."""

    sheet: Sheet
    understanding: Understanding
    target: Target
    columns: tuple[PlannedColumn, ...]
    key: PlannedColumn | None = None
    """By which rows of the catalog are known again."""
    picture_columns: Mapping[int, str] = field(default_factory=dict)
    """Position in the sheet -> key of the column that gets the files which its cells name."""
    code_position: int | None = None
    """Of the column whose values begin names of files; those go to `gallery`."""
    gallery: str = ""
    """Key of a column of pictures; empty when none is needed."""

    @property
    def read(self) -> list[PlannedColumn]:
        return [column for column in self.columns if column.is_read]

    @property
    def documented(self) -> list["PlannedColumn | KnownColumn"]:
        """Return every column that a row of the catalog will have, those with new choices so."""
        planned = {c.column_id: c for c in self.columns if not c.is_left_out}
        known: list[PlannedColumn | KnownColumn] = [
            planned.get(column.id, column) for column in self.target.columns
        ]
        return known + [column for column in self.columns if column.is_new]

    def name_of(self, key: str) -> str:
        return next(column.name for column in self.documented if column.key == key)

    def converter(self) -> Convert:
        guesses = {guess.position: guess for guess in self.understanding.columns}
        columns = (
            replace(
                guesses[column.position],
                name=column.name,
                key=column.key,
                type=column.type,
                options=column.options,
            )
            for column in self.read
        )
        return spreadsheets.converter(self.understanding, columns, self.target.locale)


def understood(
    file: SheetFile, choices: ImportChoices, target: Target
) -> tuple[Sheet, Understanding]:
    sheet = spreadsheets.read(
        file.path,
        file.filename,
        sheet=choices.sheet or None,
        encoding=choices.encoding or None,
        separator=choices.separator or None,
    )
    understanding = spreadsheets.understand(
        sheet,
        target.locale,
        decimal_mark=choices.decimal_mark or None,
        date_order=choices.date_order or None,
    )
    return sheet, understanding


def plan_of(
    sheet: Sheet,
    understanding: Understanding,
    choices: ImportChoices,
    target: Target,
    found: Survey,
) -> Plan:
    """Give each column its place. Raises `Invalid` for a key that is no column.

    `found` says what files at hand have to do with the sheet.
    """
    placing = _Placing(target, found.named)
    placed = [
        placing.place(guess, choices.columns.get(guess.position, ColumnChoice()))
        for guess in understanding.columns
    ]
    columns = list(complete_choices(sheet, placed, target))
    key = _key_column(columns, choices.key)
    if key and key.is_new:
        unique = replace(key, unique=True)
        columns[columns.index(key)] = key = unique
    plan = Plan(sheet, understanding, target, tuple(columns), key)
    return with_gallery(plan, found) if found.needs_place else plan


def with_gallery(plan: Plan, found: Survey) -> Plan:
    """Say where pictures go: a column that names files gets them, if it can hold pictures."""
    shown = [column.key for column in plan.documented if column.type == "images"]
    columns = plan.columns
    if not shown:
        if not plan.target.may_add_columns:
            return plan
        added = _gallery_column(plan)
        columns, shown = (*columns, added), [added.key]
    named = {
        column.position: column.key if column.type == "images" else shown[0]
        for column in columns
        if column.position in found.named and not column.is_left_out
    }
    return replace(
        plan,
        columns=columns,
        picture_columns=named,
        code_position=found.code,
        gallery=shown[0],
    )


def _gallery_column(plan: Plan) -> PlannedColumn:
    name = _("Pictures")
    return PlannedColumn(
        position=NO_POSITION,
        header="",
        name=name,
        key=column_key(name, plan.target.taken_keys | {column.key for column in plan.columns}),
        type="images",
        visibility=plan.target.new_visibility,
    )


class _Placing:
    def __init__(self, target: Target, with_pictures: frozenset[int]) -> None:
        self.target = target
        self.with_pictures = with_pictures
        self.taken_keys = set(target.taken_keys)
        self.used: set[int] = set()

    def place(self, guess: ColumnGuess, choice: ColumnChoice) -> PlannedColumn:
        name = choice.name.strip() or guess.name
        if choice.to == LEAVE_OUT:
            return _left_out(guess, name)
        known = self._known(guess, choice)
        if known is not None:
            return self._into(known, guess)
        if not self.target.may_add_columns:
            because = Message("Only the owner of this catalog adds columns.")
            return _left_out(guess, name, because)
        return self._new(guess, name, choice.type)

    def _known(self, guess: ColumnGuess, choice: ColumnChoice) -> KnownColumn | None:
        """Return the column of the catalog that is meant; each takes one column of the sheet."""
        if choice.to == NEW:
            return None
        found = self.target.column_named(choice.to or guess.name)
        if found is None or found.id in self.used:
            return None
        self.used.add(found.id)
        return found

    def _into(self, known: KnownColumn, guess: ColumnGuess) -> PlannedColumn:
        if known.type == "images" and guess.position not in self.with_pictures:
            because = Message("It is a column of pictures, and none of its files came along.")
            return replace(_left_out(guess, known.name, because), column_id=known.id)
        return PlannedColumn(
            position=guess.position,
            header=guess.header,
            name=known.name,
            key=known.key,
            type=known.type,
            options=known.options,
            visibility=known.visibility,
            required=known.required,
            unique=known.unique,
            column_id=known.id,
        )

    def _new(self, guess: ColumnGuess, name: str, chosen_type: str) -> PlannedColumn:
        name = _as_name(name)
        key = column_key(name, self.taken_keys)
        self.taken_keys.add(key)
        kind, options = self._type(guess, chosen_type)
        return PlannedColumn(
            position=guess.position,
            header=guess.header,
            name=name,
            key=key,
            type=kind,
            options=options,
            visibility=self.target.new_visibility,
        )

    def _type(self, guess: ColumnGuess, chosen: str) -> tuple[str, dict[str, Any]]:
        """Names of pictures that did not come along are text, so that they are not lost."""
        if guess.position in self.with_pictures:
            return "images", {}
        if chosen in cells.TYPES and chosen not in {guess.type, "images"}:
            return chosen, {}
        if guess.type == "images":
            return "text", {}
        return part_choices(guess.type, dict(guess.options))


def _left_out(guess: ColumnGuess, name: str, because: Message | None = None) -> PlannedColumn:
    return PlannedColumn(
        position=guess.position,
        header=guess.header,
        name=name,
        key="",
        type=guess.type,
        is_left_out=True,
        left_out_because=because,
    )


def _as_name(name: str) -> str:
    """Return a name that a column may have, whatever stood above it in the sheet."""
    visible = "".join(letter if letter.isprintable() else " " for letter in name)
    words = " ".join(visible.split())
    return words[:LONGEST_NAME].rstrip() or _("Column")


def _key_column(columns: Sequence[PlannedColumn], wanted: str) -> PlannedColumn | None:
    """Raises Invalid, naming the columns, when the key is none of them."""
    if not wanted:
        return None
    read = [column for column in columns if column.is_read]
    folded = fold(wanted)
    for column in read:
        names = {fold(name) for name in (column.name, column.header)}
        if folded in names or wanted == column.key:
            return column
    values = {"key": wanted, "names": ", ".join(column.name for column in read)}
    raise Invalid("key", Message("“%(key)s” is no column of it. It has: %(names)s.", values))
