"""Column types: how the values of a cell are read, written, sorted and searched.

A type is a module of this package whose TYPE is its one object, with `templates/cells/show/<type>`
and `templates/cells/edit/<type>` beside it. The modules are looked up, so that a new type is known
by being there.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import MappingProxyType

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options

__all__ = [
    "TYPES",
    "ColumnType",
    "JSONValue",
    "Locale",
    "Options",
    "format_value",
    "parse",
    "search_text",
    "sort_key",
]


def _found() -> Iterator[ColumnType]:
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            yield import_module(f"{__name__}.{module.name}").TYPE


TYPES: Mapping[str, ColumnType] = MappingProxyType(
    {found.name: found for found in sorted(_found(), key=lambda found: found.position)}
)
"""Every type by its name, in the order of menus."""


def parse(type_name: str, text: str, options: Options, locale: Locale) -> JSONValue:
    """Return the value that was typed, None when blank; raises `Invalid` with the expected form."""
    return TYPES[type_name].parse(text, options, locale)


def format_value(type_name: str, value: JSONValue, options: Options, locale: Locale) -> str:
    """Return the text that people see and that `parse` takes back."""
    return TYPES[type_name].format(value, options, locale)


def sort_key(type_name: str, value: JSONValue) -> str | None:
    """Return text whose UTF-8 bytes are in the order of the values; None when blank."""
    return TYPES[type_name].sort_key(value)


def search_text(type_name: str, value: JSONValue, options: Options, locale: Locale) -> str:
    """Return the folded words by which a row with this value is found."""
    return TYPES[type_name].search_text(value, options, locale)
