"""Pages of a catalog's rows: searched, filtered, sorted, found again by cursor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, literal_column, select
from sqlalchemy.orm import Session

from catalog.db.models import Row
from catalog.domain.queries import conditions
from catalog.domain.queries.documents import Documents, documents_of, teach_folding
from catalog.domain.queries.orders import Cursor, Segment, segments
from catalog.domain.queries.remembering import remember
from catalog.domain.search import CatalogSearch, ColumnFacts

COUNT_LIMIT = 10_000
"""Rows are counted up to here: counting a million of them costs more than showing a page."""


class RowRecord(NamedTuple):
    """A row as a page shows it; `key` is its place in the order that was asked for."""

    id: int
    short_id: str
    status: str
    version: int
    values: dict[str, Any]
    invalid: dict[str, str]
    key: str | int | None


@dataclass(frozen=True)
class RowPage:
    rows: list[RowRecord]
    next: str | None
    """Cursor of the following page, for `CatalogSearch.after`."""
    previous: str | None
    count: int
    """All rows that match, at most COUNT_LIMIT."""
    count_is_exact: bool


class Scope(NamedTuple):
    """Rows of one catalog that one kind of reader may find."""

    catalog_id: int
    columns: Sequence[ColumnFacts]
    public: bool = False
    """Words match public columns of published rows alone."""
    version: int | None = None
    """The catalog's, as read in the same transaction: counts are remembered by it."""


def page_of_rows(
    session: Session,
    catalog_id: int,
    columns: Sequence[ColumnFacts],
    search: CatalogSearch,
    *,
    size: int | None = None,
    public: bool = False,
) -> RowPage:
    """Return the page of live rows at the search's cursor; a bad cursor means the first.

    Only the given columns can be searched by name.
    """
    scope = Scope(catalog_id, columns, public)
    return page_of(session, scope, search.changed(after=search.after, size=size or search.size))


def page_of(session: Session, scope: Scope, search: CatalogSearch) -> RowPage:
    """Return the same for a scope."""
    rows, place = _rows_and_place(session, scope, search, search.size)
    is_all = place.next is None and place.previous is None
    count = len(rows) if is_all else count_of_rows(session, scope, search)
    return RowPage(
        rows,
        next=place.next,
        previous=place.previous,
        count=min(count, COUNT_LIMIT),
        count_is_exact=count <= COUNT_LIMIT,
    )


def count_of_rows(session: Session, scope: Scope, search: CatalogSearch) -> int:
    """Return how many rows match; one more than COUNT_LIMIT stands for any greater number."""

    def count() -> int:
        matching = _matching(session, scope, search).limit(COUNT_LIMIT + 1)
        counted = select(func.count()).select_from(matching.subquery())
        return session.execute(counted).scalar_one()

    if scope.version is None:
        return count()
    key = ("count", scope.catalog_id, scope.version, scope.public, search.text, search.filters)
    return remember(session, key, count)


def number_of_rows(session: Session, catalog_id: int) -> int:
    """Count all live rows, however many."""
    counted = _matching(session, Scope(catalog_id, ()), CatalogSearch()).subquery()
    return session.execute(select(func.count()).select_from(counted)).scalar_one()


def every_row(
    session: Session, scope: Scope, search: CatalogSearch, batch: int = 500
) -> Iterator[RowRecord]:
    """Return all matching rows in order; only a batch of them is in memory at a time."""
    cursor: Cursor | None = None
    while found := walk(session, scope, search, cursor, batch):
        yield from (each.row for each in found)
        cursor = found[-1].cursor(search.sort, backward=False)


class Neighbours(NamedTuple):
    previous: RowRecord | None
    next: RowRecord | None


def neighbours_of_row(
    session: Session, scope: Scope, search: CatalogSearch, row_id: int
) -> Neighbours:
    """Return the rows on both sides of a row in the order of the search.

    The row itself need not match the search.
    """
    here = _cursor_at(session, search.sort, row_id)
    if here is None:
        return Neighbours(None, None)
    before = walk(session, scope, search, _turned(here), 1)
    after = walk(session, scope, search, here, 1)
    return Neighbours(*(found[0].row if found else None for found in (before, after)))


class _Place(NamedTuple):
    next: str | None
    previous: str | None


class _Found(NamedTuple):
    segment: int
    row: RowRecord

    def cursor(self, sort: str, *, backward: bool) -> Cursor:
        return Cursor(sort, self.segment, self.row.key, self.row.id, backward)


def _rows_and_place(
    session: Session, scope: Scope, search: CatalogSearch, size: int
) -> tuple[list[RowRecord], _Place]:
    cursor = Cursor.decode(search.after, search.sort)
    found = walk(session, scope, search, cursor, size + 1)
    has_more = len(found) > size
    if cursor and cursor.is_backward and not has_more:  # the beginning: show a whole first page
        return _rows_and_place(session, scope, search.changed(), size)
    page = found[:size]
    if cursor and cursor.is_backward:
        page.reverse()
    return [each.row for each in page], _place(search.sort, page, cursor, has_more=has_more)


def _place(sort: str, page: list[_Found], cursor: Cursor | None, *, has_more: bool) -> _Place:
    if not page:
        return _Place(None, _turned(cursor).encode() if cursor else None)
    backward = bool(cursor and cursor.is_backward)
    following = page[-1].cursor(sort, backward=False).encode()
    preceding = page[0].cursor(sort, backward=True).encode()
    return _Place(
        following if has_more or backward else None,
        preceding if cursor and (has_more or not backward) else None,
    )


def _turned(cursor: Cursor) -> Cursor:
    return Cursor(cursor.sort, cursor.segment, cursor.key, cursor.row_id, not cursor.is_backward)


def walk(
    session: Session, scope: Scope, search: CatalogSearch, cursor: Cursor | None, limit: int
) -> list[_Found]:
    """Return up to `limit` rows from the cursor on, in its direction, segment after segment."""
    backward = bool(cursor and cursor.is_backward)
    found: list[_Found] = []
    for segment in _segments_from(documents_of(session), search.sort, cursor):
        if len(found) < limit:
            chosen = _matching(session, scope, search, *_shown(segment))
            chosen = chosen.where(segment.condition).order_by(*segment.order(backward=backward))
            if cursor and cursor.segment == segment.number:
                chosen = chosen.where(segment.beyond(cursor))
            rows = session.execute(chosen.limit(limit - len(found)))
            found += [_Found(segment.number, RowRecord._make(row)) for row in rows]
    return found


def _cursor_at(session: Session, sort: str, row_id: int) -> Cursor | None:
    """Return the place right after a row, or None when there is no such row."""
    order = segments(documents_of(session), sort)
    key = session.execute(select(order[0].key).where(Row.id == row_id)).first()
    if key is None:
        return None
    return Cursor(sort, 0 if key[0] is not None else order[-1].number, key[0], row_id)


def _segments_from(documents: Documents, sort: str, cursor: Cursor | None) -> list[Segment]:
    """Return the segments that the walk goes through, in its direction."""
    ordered = segments(documents, sort)
    if cursor is None:
        return ordered
    if cursor.is_backward:
        return [each for each in reversed(ordered) if each.number <= cursor.segment]
    return [each for each in ordered if each.number >= cursor.segment]


def _shown(segment: Segment) -> tuple[Any, ...]:
    return Row.id, Row.short_id, Row.status, Row.version, Row.values, Row.invalid, segment.key


def _matching(session: Session, scope: Scope, search: CatalogSearch, *shown: Any) -> Select[Any]:
    """Return live rows that match. The catalog's id is a literal: partial indexes need that."""
    catalog_id = bindparam(None, scope.catalog_id, Row.catalog_id.type, literal_execute=True)
    chosen = select(*(shown or (literal_column("1"),))).select_from(Row)
    chosen = chosen.where(Row.catalog_id == catalog_id, Row.deleted_at.is_(None))
    if scope.public:
        chosen = chosen.where(Row.status == "published")
    if any(known.operator == "contains" for known in search.filters):
        teach_folding(session)
    filters = conditions.Filters(documents_of(session), search.locale, public=scope.public)
    return chosen.where(
        *conditions.has_words(search.text, public=scope.public),
        *filters.conditions(scope.columns, search),
    )
