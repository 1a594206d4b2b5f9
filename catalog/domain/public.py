"""The public projection: all that visitors can reach, whatever they ask for.

Lists, items, searches, twins, feeds and site maps read from a `PublicCatalog` and from nothing
else. It knows the public columns only, so that naming a hidden one is naming an unknown one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from catalog.domain import cells
from catalog.domain.catalogs import slugify
from catalog.domain.cells import Locale
from catalog.domain.queries import public as queries
from catalog.domain.queries import rows as row_queries
from catalog.domain.queries.images import ImageRecord, images_of_rows
from catalog.domain.queries.public import PublicColumn, PublicFacts
from catalog.domain.queries.remembering import remember
from catalog.domain.queries.rows import RowPage, RowRecord, Scope
from catalog.domain.search import CatalogSearch
from catalog.domain.titles import title_and_others, title_of
from catalog.errors import Gone, NotFound
from catalog.i18n import Message
from catalog.i18n import gettext as _

__all__ = ["PublicCatalog", "PublicColumn", "PublicFacts", "PublicRow", "public_catalogs"]

PAGE_SIZE = 48
PAGE_SIZES = (24, 48, 96)
SITEMAP_ROWS = 10_000
COVERS = 3

NO_CATALOG = Message("There is no such catalog.")
_NO_ROW = Message("There is nothing at this address.")
_REMOVED = Message("This piece is no longer in the catalog.")

public_catalogs = queries.public_catalogs


class PublicRow(NamedTuple):
    """A row as visitors may see it: `values` has those of public columns alone."""

    id: int
    short_id: str
    version: int
    values: dict[str, Any]
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True)
class PublicPage:
    rows: list[PublicRow]
    next: str | None
    previous: str | None
    count: int
    count_is_exact: bool


class PublicCatalog:
    """One catalog as visitors may see it."""

    def __init__(self, session: Session, facts: PublicFacts) -> None:
        self._session = session
        self.facts = facts
        self.locale = Locale(facts.language, facts.currency)

    @property
    def path(self) -> str:
        return f"/c/{self.facts.slug}"

    @cached_property
    def columns(self) -> list[PublicColumn]:
        """Return the public ones; asked for when first needed, so that a 304 costs less."""
        return queries.public_columns(self._session, self.facts.id)

    @cached_property
    def fields(self) -> list[PublicColumn]:
        return [column for column in self.columns if column.type != "images"]

    @cached_property
    def image_columns(self) -> list[PublicColumn]:
        return [column for column in self.columns if column.type == "images"]

    @cached_property
    def title_column(self) -> PublicColumn | None:
        """Return the column whose value names a row."""
        return title_and_others(self.columns)[0]

    @cached_property
    def other_fields(self) -> list[PublicColumn]:
        return [column for column in self.fields if column is not self.title_column]

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.facts.id, self.columns, public=True, version=self.facts.version)

    def search(self, items: Iterable[tuple[str, str]], size: int = PAGE_SIZE) -> CatalogSearch:
        return CatalogSearch.from_query(items, self.columns, default_size=size, locale=self.locale)

    def page(self, search: CatalogSearch) -> PublicPage:
        found: RowPage = row_queries.page_of(self._session, self._scope, search)
        rows = [self._shown(row) for row in found.rows]
        return PublicPage(rows, found.next, found.previous, found.count, found.count_is_exact)

    def every_row(self, search: CatalogSearch) -> Iterator[PublicRow]:
        for row in row_queries.every_row(self._session, self._scope, search):
            yield self._shown(row)

    def row(self, short_id: str) -> PublicRow:
        found = queries.published_row(self._session, self.facts.id, short_id)
        if found is None:
            raise NotFound(_NO_ROW)
        return self._dated(found)

    def neighbours(
        self, search: CatalogSearch, row: PublicRow
    ) -> tuple[PublicRow | None, PublicRow | None]:
        """Return the rows before and after this one in the order of the search."""
        around = row_queries.neighbours_of_row(self._session, self._scope, search, row.id)
        before, after = (self._shown(each) if each else None for each in around)
        return before, after

    def images(self, rows: Iterable[PublicRow]) -> dict[int, list[ImageRecord]]:
        """Return the pictures of each row that has any, those of the first column first."""
        ids = [row.id for row in rows] if self.image_columns else []
        found = images_of_rows(self._session, ids, public=True)
        order = [column.id for column in self.image_columns]
        gathered = {
            row_id: [image for column_id in order for image in images.get(column_id, [])]
            for row_id, images in found.items()
        }
        return {row_id: images for row_id, images in gathered.items() if images}

    def newest(self, limit: int) -> list[PublicRow]:
        found = queries.newest_public_rows(self._session, self.facts.id, limit)
        return [self._dated(row) for row in found]

    def rows_after(self, row_id: int) -> list[PublicRow]:
        """Return up to SITEMAP_ROWS rows by id, those above `row_id`."""
        found = queries.public_rows_from(self._session, self.facts.id, row_id, SITEMAP_ROWS)
        return [self._dated(row) for row in found]

    def title(self, row: PublicRow) -> str:
        return title_of(self.title_column, row.values, {}, self.locale) or _("Untitled")

    def text(self, column: PublicColumn, values: Mapping[str, Any]) -> str:
        value = values.get(column.key)
        return cells.format_value(column.type, value, column.options, self.locale)

    def address(self, row: PublicRow) -> str:
        """Return the path of the row's page: its name may change, its short id decides."""
        return f"{self.path}/{slugify(self.title(row))[:60].strip('-')}-{row.short_id}"

    def _shown(self, row: RowRecord) -> PublicRow:
        return PublicRow(row.id, row.short_id, row.version, self._visible(row.values))

    def _dated(self, row: queries.DatedRow) -> PublicRow:
        values = self._visible(row.values)
        dates = row.created_at, row.updated_at
        return PublicRow(row.id, row.short_id, row.version, values, *dates)

    def _visible(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {field.key: values[field.key] for field in self.fields if field.key in values}


def public_catalog(session: Session, slug: str) -> PublicCatalog:
    """Raises NotFound for a catalog that visitors may not see, as for one that is not there."""
    facts = queries.public_catalog_facts(session, slug) if slug.isprintable() else None
    if facts is None:
        raise NotFound(NO_CATALOG)
    return PublicCatalog(session, facts)


def item(session: Session, short_id: str) -> tuple[PublicCatalog, PublicRow]:
    """Return a row and the catalog in which visitors find it.

    Raises Gone for a row that visitors could see before it was removed, else NotFound.
    """
    standing = queries.row_standing(session, short_id) if short_id.isalnum() else None
    if standing is None or standing.status != "published":
        raise NotFound(_NO_ROW)
    if standing.deleted_at:
        raise Gone(_REMOVED)
    catalog = public_catalog(session, standing.slug)
    return catalog, catalog.row(short_id)


def row_counts(session: Session, catalogs: Sequence[PublicFacts]) -> dict[int, int]:
    """Return how many rows visitors find in each catalog, at most COUNT_LIMIT + 1."""
    return {
        facts.id: row_queries.count_of_rows(
            session, Scope(facts.id, (), public=True, version=facts.version), CatalogSearch()
        )
        for facts in catalogs
    }


def covers(session: Session, catalogs: Sequence[PublicFacts]) -> dict[int, list[ImageRecord]]:
    """Return the first pictures of each catalog, at most COVERS, each of another row."""
    chosen = {facts.id: _cover_places(session, facts) for facts in catalogs}
    row_ids = [row_id for places in chosen.values() for row_id in places]
    found = images_of_rows(session, row_ids, public=True)
    return {
        catalog_id: [
            image
            for row_id, image_id in places.items()
            for images in found.get(row_id, {}).values()
            for image in images
            if image.id == image_id
        ]
        for catalog_id, places in chosen.items()
    }


def _cover_places(session: Session, facts: PublicFacts) -> dict[int, int]:
    """Return row id -> image id."""

    def ask() -> dict[int, int]:
        return queries.first_images(session, facts.id, COVERS)

    return remember(session, ("covers", facts.id, facts.version), ask)


def sitemap_starts(session: Session, facts: PublicFacts) -> list[int]:
    """Return where each part of the catalog's site map begins, for `PublicCatalog.rows_after`."""
    return remember(
        session,
        ("sitemap", facts.id, facts.version),
        lambda: queries.sitemap_starts(session, facts.id, SITEMAP_ROWS),
    )
