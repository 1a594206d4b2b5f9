"""A row on a visitors' list: its name, its picture, a line about it, its cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from catalog.domain.public import PublicCatalog, PublicColumn, PublicRow
from catalog.domain.queries.images import ImageRecord
from catalog.domain.search import CatalogSearch
from catalog.web.cells import NUMBERS, CellRenderer, Show, ShownColumn

FACTS_SHOWN = 2
LONGEST_FACT = 60
SHORT_TYPES = ("text", "date", "approximate_date", "choice", "choices", "money", *NUMBERS)


@dataclass(frozen=True)
class Tile:
    title: str
    url: str
    cover: ImageRecord | None
    alt: str
    meta: str
    cells: Sequence[tuple[str, str]]
    """Class and content (markup, or text to be escaped) of each field but the title."""
    picture_count: int


@dataclass(frozen=True)
class TileMaker:
    """Makes the tiles of one page."""

    catalog: PublicCatalog
    search: CatalogSearch
    renderer: CellRenderer
    with_cells: bool

    def tiles(self, rows: Sequence[PublicRow]) -> list[Tile]:
        images = self.catalog.images(rows)
        query = item_search(self.search).address("")
        return [self._tile(row, images.get(row.id, []), query) for row in rows]

    def _tile(self, row: PublicRow, images: list[ImageRecord], query: str) -> Tile:
        title = self.catalog.title(row)
        cover = images[0] if images else None
        return Tile(
            title=title,
            url=self.catalog.address(row) + query,
            cover=cover,
            alt=(cover.alt if cover else "") or title,
            meta="" if self.with_cells else self._meta(row),
            cells=self._cells(row) if self.with_cells else (),
            picture_count=len(images),
        )

    def _meta(self, row: PublicRow) -> str:
        texts = (
            self.catalog.text(column, row.values)
            for column in self.catalog.other_fields
            if column.type in SHORT_TYPES and column.key in row.values
        )
        short = (text for text in texts if text and len(text) <= LONGEST_FACT)
        return " · ".join(text for text, _ in zip(short, range(FACTS_SHOWN), strict=False))

    def _cells(self, row: PublicRow) -> list[tuple[str, str]]:
        return [(cls, show(row.values, {})) for cls, show in self._columns]

    @cached_property
    def _columns(self) -> list[tuple[str, Show]]:
        return [
            (class_of(column.type), self.renderer.column(shown_column(column)))
            for column in self.catalog.other_fields
        ]


def class_of(type_name: str) -> str:
    """Return how the cells of a type stand in a table."""
    if type_name == "long_text":
        return "clip"
    return "num" if type_name in NUMBERS else ""


def shown_column(column: PublicColumn) -> ShownColumn:
    return ShownColumn(column.id, column.key, column.type, column.options)


def item_search(search: CatalogSearch) -> CatalogSearch:
    """Return what an item's page needs to lead on within the list it was reached from."""
    return search.changed(view="", size=search.default_size)
