"""What narrows a visitors' list: choices, ranges, and the chips of what is chosen."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.domain import cells
from catalog.domain.cells import Locale
from catalog.domain.public import PublicCatalog, PublicColumn
from catalog.domain.search import CatalogSearch, Filter
from catalog.errors import Invalid
from catalog.i18n import gettext as _

MOST_VALUES = 30
MOST_RANGES = 3

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class FacetValue:
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    title: str
    values: list[FacetValue]


@dataclass(frozen=True)
class Range:
    title: str
    input_type: str
    low_name: str
    low: str
    high_name: str
    high: str
    hidden: Pairs
    """What else the form sends, so that it narrows further."""


@dataclass(frozen=True)
class Chip:
    label: str
    url: str
    is_words: bool = False
    """It stands for the words in the search box, which go with it."""


def facets(catalog: PublicCatalog, search: CatalogSearch) -> list[Facet]:
    found = (_facet(catalog, search, column) for column in catalog.fields)
    return [facet for facet in found if facet.values]


def _facet(catalog: PublicCatalog, search: CatalogSearch, column: PublicColumn) -> Facet:
    if column.type == "boolean":
        labels = [("true", _("Yes")), ("false", _("No"))]
    else:
        labels = [(choice, choice) for choice in column.options.get("choices", [])[:MOST_VALUES]]
    chosen = search.values_of(column.key)
    values = [
        FacetValue(
            label, _toggled(search, Filter(column.key, "is", value), catalog.path), value in chosen
        )
        for value, label in labels
    ]
    return Facet(column.name, values)


def _toggled(search: CatalogSearch, wanted: Filter, path: str) -> str:
    has_it = wanted in search.filters
    return (search.without(wanted) if has_it else search.with_filter(wanted)).address(path)


_RANGES = {
    "integer": ("number", "min", "max"),
    "decimal": ("number", "min", "max"),
    "money": ("number", "min", "max"),
    "date": ("date", "from", "to"),
    "approximate_date": ("text", "from", "to"),
}
"""Column type -> type of the inputs, operators of both ends."""


def ranges(catalog: PublicCatalog, search: CatalogSearch) -> list[Range]:
    columns = [column for column in catalog.fields if column.type in _RANGES]
    return [_range(search, column) for column in columns[:MOST_RANGES]]


def _range(search: CatalogSearch, column: PublicColumn) -> Range:
    input_type, low, high = _RANGES[column.type]
    ends = (Filter(column.key, low, ""), Filter(column.key, high, ""))
    names = [end.name for end in ends]
    return Range(
        title=column.name,
        input_type=input_type,
        low_name=names[0],
        low=next(iter(search.values_of(column.key, low)), ""),
        high_name=names[1],
        high=next(iter(search.values_of(column.key, high)), ""),
        hidden=[pair for pair in search.changed().to_query() if pair[0] not in names],
    )


def chips(catalog: PublicCatalog, search: CatalogSearch) -> list[Chip]:
    """Return what is chosen, each with the address without it."""
    return list(_chips(catalog, search))


def _chips(catalog: PublicCatalog, search: CatalogSearch) -> Iterator[Chip]:
    columns = {column.key: column for column in catalog.columns}
    if search.text:
        words = _("“%(text)s”") % {"text": search.text}
        yield Chip(words, search.changed(text="").address(catalog.path), is_words=True)
    for known in search.filters:
        label = _said(columns[known.key], known, search.locale)
        yield Chip(label, search.without(known).address(catalog.path))


def _said(column: PublicColumn, known: Filter, locale: Locale) -> str:
    """Return the filter in words."""
    form = {
        "is": _("%(name)s: %(value)s"),
        "not": _("%(name)s is not %(value)s"),
        "contains": _("%(name)s has “%(value)s”"),
        "from": _("%(name)s from %(value)s"),
        "min": _("%(name)s from %(value)s"),
        "to": _("%(name)s to %(value)s"),
        "max": _("%(name)s to %(value)s"),
        "empty": _("%(name)s is blank"),
    }[known.operator]
    return form % {"name": column.name, "value": _value_said(column, known.value, locale)}


def _value_said(column: PublicColumn, value: str, locale: Locale) -> str:
    """Return it as readers write it: addresses say `true` and 1998-03-14."""
    if column.type not in {"boolean", "date"}:
        return value
    try:
        meant = cells.parse(column.type, value, column.options, locale)
    except Invalid:
        return value
    if column.type == "boolean":
        return _("Yes") if meant else _("No")
    return cells.format_value(column.type, meant, column.options, locale)
