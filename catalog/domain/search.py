"""What is asked of a catalog's rows: words, filters, order, place; to and from an address."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from catalog.domain.cells import Locale

OPERATORS = ("is", "not", "contains", "from", "to", "min", "max", "empty")
"""How a filter compares. `f.<key>=value` is short for `f.<key>.is=value`."""

VIEWS = ("table", "gallery", "list")
LARGEST_PAGE = 500
LONGEST_TEXT = 300
MOST_WORDS = 12
MOST_FILTERS = 40

_PREFIX = "f."
_SIZE_NAMES = ("size", "limit")


class ColumnFacts(Protocol):
    """What searching needs to know of a column."""

    @property
    def key(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def options(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Filter:
    key: str
    operator: str
    value: str

    @property
    def name(self) -> str:
        """Return the parameter that says it in an address."""
        return f"{_PREFIX}{self.key}" + ("" if self.operator == "is" else f".{self.operator}")


@dataclass(frozen=True)
class CatalogSearch:
    """Filters on one column with `is` are alternatives; everything else must hold together."""

    text: str = ""
    sort: str = ""
    """A column's key, with a minus in front for descending; empty: the order of the catalog."""
    filters: tuple[Filter, ...] = ()
    view: str = ""
    """Empty: whatever the page shows by itself."""
    after: str = ""
    """Cursor of a page of rows, as `queries.rows` made it."""
    size: int = 100
    default_size: int = field(default=100, compare=False)
    locale: Locale = field(default=Locale(), compare=False)
    """How the catalog writes numbers and dates: filters may be typed so."""

    @classmethod
    def from_query(
        cls,
        items: Iterable[tuple[str, str]],
        columns: Iterable[ColumnFacts],
        *,
        default_size: int = 100,
        locale: Locale | None = None,
    ) -> "CatalogSearch":
        """Read an address. What is unknown, or names a column that is not given, is passed over."""
        pairs = [(name, _clean(value)) for name, value in items]
        last = dict(pairs)
        keys = {column.key for column in columns}
        sort, view = last.get("sort", ""), last.get("view", "")
        return cls(
            text=last.get("q", "").strip(),
            sort=sort if sort.removeprefix("-") in keys else "",
            filters=_filters(pairs, keys),
            view=view if view in VIEWS else "",
            after=last.get("after", ""),
            size=_size(last, default_size),
            default_size=default_size,
            locale=locale or Locale(),
        )

    @property
    def sort_key(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.sort.startswith("-")

    @property
    def is_narrowed(self) -> bool:
        """Return whether it leaves rows out."""
        return bool(self.text or self.filters)

    def changed(self, **changes: Any) -> "CatalogSearch":
        """Return another search, at its first page unless `after` is given."""
        return replace(self, **{"after": "", **changes})

    def without(self, unwanted: Filter) -> "CatalogSearch":
        return self.changed(filters=tuple(known for known in self.filters if known != unwanted))

    def with_filter(self, wanted: Filter) -> "CatalogSearch":
        if wanted in self.filters:
            return self.changed()
        return self.changed(filters=(*self.filters, wanted))

    def values_of(self, key: str, operator: str = "is") -> list[str]:
        return [
            known.value for known in self.filters if (known.key, known.operator) == (key, operator)
        ]

    def to_query(self) -> list[tuple[str, str]]:
        """Return what `from_query` reads, without what goes without saying."""
        pairs = [("q", self.text)]
        pairs += [(known.name, known.value) for known in self.filters]
        pairs += [("sort", self.sort), ("view", self.view)]
        pairs += [("size", "" if self.size == self.default_size else str(self.size))]
        pairs += [("after", self.after)]
        return [(name, value) for name, value in pairs if value]

    def address(self, path: str) -> str:
        query = urlencode(self.to_query())
        return f"{path}?{query}" if query else path


def _clean(value: str) -> str:
    return value.replace("\0", "")[: LONGEST_TEXT * 4]


def _filters(pairs: list[tuple[str, str]], keys: set[str]) -> tuple[Filter, ...]:
    """Return each filter once. A blank value filters nothing: an empty field of a form sends it."""
    found = (_filter(name, value) for name, value in pairs if value.strip())
    known = dict.fromkeys(each for each in found if each and each.key in keys)
    return tuple(known)[:MOST_FILTERS]


def _filter(name: str, value: str) -> Filter | None:
    if not name.startswith(_PREFIX):
        return None
    key, _, operator = name.removeprefix(_PREFIX).partition(".")
    operator = operator or "is"
    return Filter(key, operator, value.strip()) if operator in OPERATORS else None


def _size(last: Mapping[str, str], default: int) -> int:
    text = next((last[name] for name in _SIZE_NAMES if name in last), "")
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return default
    return min(max(int(text), 1), LARGEST_PAGE)
