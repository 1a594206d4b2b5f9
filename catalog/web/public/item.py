"""The page of one piece, and of one of its pictures enlarged: their contexts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.domain.public import PublicCatalog, PublicColumn, PublicFacts, PublicRow
from catalog.domain.queries.images import ImageRecord
from catalog.domain.search import CatalogSearch, Filter
from catalog.errors import NotFound
from catalog.i18n import Message
from catalog.i18n import gettext as _
from catalog.web.cells import CellRenderer
from catalog.web.public.tiles import item_search, shown_column
from catalog.web.site import Site

LONGEST_DESCRIPTION = 200


@dataclass(frozen=True)
class Fact:
    """A field with a value: links to the rows that share it, or markup, or plain text."""

    label: str
    help: str
    markup: str
    links: list[tuple[str, str]]


@dataclass(frozen=True)
class Picture:
    image: ImageRecord
    alt: str
    url: str
    """Of its enlarged page."""


@dataclass(frozen=True)
class Neighbour:
    title: str
    url: str


@dataclass(frozen=True)
class ItemPage:
    catalog: PublicFacts
    list_url: str
    title: str
    prose: list[str]
    """Long texts in a row of their own."""
    facts: list[Fact]
    pictures: list[Picture]
    previous: Neighbour | None
    next: Neighbour | None
    short_url: str
    canonical_url: str
    description: str
    cover_url: str
    is_indexed: bool


@dataclass(frozen=True)
class PicturePage:
    """One picture, as large as the window."""

    catalog: PublicFacts
    title: str
    picture: Picture
    number: int
    count: int
    item_url: str
    previous_url: str | None
    next_url: str | None
    canonical_url: str


def item_page(
    catalog: PublicCatalog,
    row: PublicRow,
    search: CatalogSearch,
    renderer: CellRenderer,
    site: Site,
) -> ItemPage:
    address, title = catalog.address(row), catalog.title(row)
    query = item_search(search)
    pictures = pictures_of(catalog, row)
    before, after = catalog.neighbours(query, row)
    texts = _texts(catalog, row.values)
    return ItemPage(
        catalog=catalog.facts,
        list_url=query.address(catalog.path),
        title=title,
        prose=list(texts.values()),
        facts=_facts(catalog, row.values, renderer, set(texts)),
        pictures=pictures,
        previous=_neighbour(catalog, query, before),
        next=_neighbour(catalog, query, after),
        short_url=site.absolute(f"/q/{row.short_id}"),
        canonical_url=site.absolute(address),
        description=_description(catalog, row.values),
        cover_url=site.media(pictures[0].image) if pictures else "",
        is_indexed=not (search.is_narrowed or search.sort),
    )


def picture_page(
    catalog: PublicCatalog, row: PublicRow, number: int, search: CatalogSearch, site: Site
) -> PicturePage:
    """Raises NotFound when the row has no picture of this number, the first being 1."""
    pictures = pictures_of(catalog, row)
    if not 1 <= number <= len(pictures):
        raise NotFound(Message("There is no such picture."))
    query = item_search(search)
    address = catalog.address(row)
    return PicturePage(
        catalog=catalog.facts,
        title=catalog.title(row),
        picture=pictures[number - 1],
        number=number,
        count=len(pictures),
        item_url=query.address(address),
        previous_url=query.address(pictures[number - 2].url) if number > 1 else None,
        next_url=query.address(pictures[number].url) if number < len(pictures) else None,
        canonical_url=site.absolute(address),
    )


def pictures_of(catalog: PublicCatalog, row: PublicRow) -> list[Picture]:
    images = catalog.images([row]).get(row.id, [])
    address, title = catalog.address(row), catalog.title(row)
    return [
        Picture(image, image.alt or _said(title, number, len(images)), f"{address}/images/{number}")
        for number, image in enumerate(images, start=1)
    ]


def _said(title: str, number: int, count: int) -> str:
    """Return what a picture without words of its own is called: never its file's name."""
    if count == 1:
        return title
    return _("%(title)s, picture %(n)s of %(count)s") % {
        "title": title,
        "n": number,
        "count": count,
    }


def _texts(catalog: PublicCatalog, values: Mapping[str, Any]) -> dict[str, str]:
    """Return the first long text, if the row has it, by its column's key."""
    columns = (column for column in catalog.other_fields if column.type == "long_text")
    first = next((column for column in columns if column.key in values), None)
    return {first.key: catalog.text(first, values)} if first else {}


def _facts(
    catalog: PublicCatalog, values: Mapping[str, Any], renderer: CellRenderer, shown: set[str]
) -> list[Fact]:
    """Return the fields that have a value and are not shown elsewhere."""
    columns = [
        column
        for column in catalog.other_fields
        if column.key in values and column.key not in shown
    ]
    return [
        Fact(
            column.name,
            column.help,
            renderer.shown(shown_column(column), values, {}),
            _links(catalog, column, values[column.key]),
        )
        for column in columns
    ]


def _links(catalog: PublicCatalog, column: PublicColumn, value: Any) -> list[tuple[str, str]]:
    """Return choices with the address of the list of all that have them."""
    if "choices" not in column.options:
        return []
    chosen = value if isinstance(value, list) else [value]
    whole = CatalogSearch()
    return [
        (choice, whole.with_filter(Filter(column.key, "is", choice)).address(catalog.path))
        for choice in chosen
    ]


def _neighbour(
    catalog: PublicCatalog, query: CatalogSearch, row: PublicRow | None
) -> Neighbour | None:
    if row is None:
        return None
    return Neighbour(catalog.title(row), query.address(catalog.address(row)))


def _description(catalog: PublicCatalog, values: Mapping[str, Any]) -> str:
    """Return one line about the piece, for search engines and previews."""
    texts = (catalog.text(column, values) for column in catalog.other_fields)
    line = " · ".join(" ".join(text.split()) for text in texts if text)
    return line if len(line) <= LONGEST_DESCRIPTION else f"{line[: LONGEST_DESCRIPTION - 1]}…"
