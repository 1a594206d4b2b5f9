"""What a search demands of rows, in SQL that both kinds of database understand alike."""

import re
from collections.abc import Callable, Iterable
from contextlib import suppress

from sqlalchemy import ColumnElement, and_, exists, false, func, or_

from catalog.db.models import Column, Image, Row
from catalog.domain import cells
from catalog.domain.cells import JSONValue, Locale
from catalog.domain.queries.documents import Documents
from catalog.domain.search import MOST_WORDS, CatalogSearch, ColumnFacts, Filter
from catalog.domain.text import fold
from catalog.errors import Invalid

_CANONICAL_NUMBER = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,60})?", re.ASCII)
_SPAN = re.compile(r"[0-9]{6}-[0-9]{2}-[0-9]{2}/[0-9]{6}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBERS = ("integer", "decimal", "money")
_AFTER_SLASH = len("000000-00-00/") + 1

Condition = ColumnElement[bool]


def has_words(text: str, *, public: bool) -> list[Condition]:
    """Return that each word stands somewhere in the row, whatever its case and accents."""
    column = Row.public_search_text if public else Row.search_text
    words = dict.fromkeys(fold(text).split()[:MOST_WORDS])
    return [column.contains(word, autoescape=True) for word in words]


class Filters:
    """Turns filters into conditions; a value that the column's type cannot read matches nothing."""

    def __init__(self, documents: Documents, locale: Locale, *, public: bool = False) -> None:
        self.documents = documents
        self.locale = locale
        self.public = public
        """Visitors ask: pictures that are internal are not there."""
        self._ranges: dict[str, Callable[[ColumnFacts, str], Condition]] = {
            "min": self._from,
            "from": self._from,
            "max": self._to,
            "to": self._to,
        }

    def conditions(self, columns: Iterable[ColumnFacts], search: CatalogSearch) -> list[Condition]:
        return [
            condition
            for column in columns
            for condition in self._of_column(
                column, [known for known in search.filters if known.key == column.key]
            )
        ]

    def _of_column(self, column: ColumnFacts, filters: list[Filter]) -> list[Condition]:
        alternatives = [
            self._is(column, known.value) for known in filters if known.operator == "is"
        ]
        others = [self._other(column, known) for known in filters if known.operator != "is"]
        return [or_(*alternatives), *others] if alternatives else others

    def _other(self, column: ColumnFacts, known: Filter) -> Condition:
        if known.operator == "empty":
            return self._empty(column, known.value)
        if known.operator == "not":
            return self._is_not(column, known.value)
        if known.operator == "contains":
            return self._contains(column, known.value)
        return self._ranges[known.operator](column, known.value)

    def _is(self, column: ColumnFacts, text: str) -> Condition:
        value = self._value(column, text)
        if isinstance(value, list):
            return and_(*(self.documents.has_choice(column.key, choice) for choice in value))
        key = cells.sort_key(column.type, value)
        return false() if key is None else self.documents.sort_key(column.key) == key

    def _is_not(self, column: ColumnFacts, text: str) -> Condition:
        """Return that it is anything else, blank included."""
        value = self._value(column, text)
        if isinstance(value, list):
            return ~func.coalesce(self._is(column, text), false())
        key = cells.sort_key(column.type, value)
        expression = self.documents.sort_key(column.key)
        return or_(expression.is_(None), expression != key)

    def _contains(self, column: ColumnFacts, text: str) -> Condition:
        return self.documents.folded(column.key).contains(fold(text), autoescape=True)

    def _empty(self, column: ColumnFacts, text: str) -> Condition:
        if column.type == "images":
            empty = ~_has_image(column, public=self.public)
        else:
            empty = self.documents.is_empty(column.key)
        return ~empty if fold(text) in {"0", "no", "false"} else empty

    def _from(self, column: ColumnFacts, text: str) -> Condition:
        key = self._bound(column, text, f"{text}-01-01")
        expression = self.documents.sort_key(column.key)
        if key is None:
            return false()
        if _SPAN.fullmatch(key):
            start = key.partition("/")[0]
            dated = expression < "~"
            return and_(dated, func.substr(expression, _AFTER_SLASH) >= start)
        return expression >= key

    def _to(self, column: ColumnFacts, text: str) -> Condition:
        key = self._bound(column, text, f"{text}-12-31")
        expression = self.documents.sort_key(column.key)
        if key is None:
            return false()
        if _SPAN.fullmatch(key):
            return expression < key.partition("/")[2] + "0"  # "0" comes right after "/"
        return expression <= key

    def _bound(self, column: ColumnFacts, *texts: str) -> str | None:
        """Return the sort key of the first text that can be read: a year may stand for a date."""
        values = (self._value(column, text) for text in texts)
        keys = (cells.sort_key(column.type, value) for value in values)
        return next((key for key in keys if key is not None), None)

    def _value(self, column: ColumnFacts, text: str) -> JSONValue:
        """Read as programs write it, else as the catalog's people do; None when neither."""
        is_canonical = column.type in _NUMBERS and _CANONICAL_NUMBER.fullmatch(text)
        locale = Locale("en", self.locale.currency) if is_canonical else self.locale
        with suppress(Invalid):
            return cells.parse(column.type, text, column.options, locale)
        return None


def _has_image(column: ColumnFacts, *, public: bool) -> Condition:
    found = exists().where(
        Image.row_id == Row.id,
        Image.deleted_at.is_(None),
        Image.column_id == Column.id,
        Column.catalog_id == Row.catalog_id,
        Column.key == column.key,
        Column.removed_at.is_(None),
    )
    return found.where(Image.is_internal.is_(False)) if public else found
