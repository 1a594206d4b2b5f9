# ruff: noqa: ARG002 - what a type does not need, another one does
"""What a column type is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from catalog.domain.text import fold, natural_key
from catalog.errors import Invalid
from catalog.i18n import Message

JSONValue: TypeAlias = str | int | bool | list[str] | None
"""One value of a row; None is blank. There are no floats: decimals are exact, as text."""

Options: TypeAlias = Mapping[str, Any]
"""A column's settings: `choices`, `currency`, `places`.

`decimal_mark` ("," or ".") and `date_order` ("dmy" or "mdy") may be added while reading a sheet
that was written in another manner than the catalog's.
"""


@dataclass(frozen=True)
class Locale:
    """How a catalog writes numbers and dates.

    "es": decimal comma, day first; "en": decimal point, day first unless the text is ISO.
    """

    language: str = "es"
    currency: str = "EUR"

    @property
    def decimal_mark(self) -> str:
        return "." if self.language == "en" else ","


class ColumnType(Protocol):
    """One kind of column: a module of this package holds one object of it, named TYPE.

    What `format` gives, `parse` takes back as the same value.
    """

    name: str
    label: Message
    position: int
    """Place in menus, lowest first."""
    plain: bool = True
    """Shown as its formatted text and nothing more, so that long tables need no template for it."""

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """Return the value that was written; blank text is None.

        Raises `Invalid` with the expected form.
        """
        ...

    def format(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return "" if value is None else str(value)

    def sort_key(self, value: JSONValue) -> str | None:
        """Return text whose UTF-8 bytes are in the order of the values; None when blank."""
        return None if value is None else natural_key(str(value))

    def search_text(self, value: JSONValue, options: Options, locale: Locale) -> str:
        """Return folded words by which the row is found."""
        return fold(self.format(value, options, locale))


def invalid(msgid: str, **values: Any) -> Invalid:
    return Invalid("value", Message(msgid, values))


def shortened(text: str) -> str:
    """Return what was typed, short enough to stand in a sentence."""
    return text if len(text) <= 40 else f"{text[:39]}…"
