"""The list of a public catalog: its context."""

from dataclasses import dataclass

from catalog.domain.indexes import WORTHWHILE_ROWS
from catalog.domain.public import PAGE_SIZES, PublicCatalog, PublicFacts
from catalog.domain.search import CatalogSearch
from catalog.i18n import gettext as _
from catalog.web.cells import CellRenderer
from catalog.web.public.facets import Chip, Facet, Pairs, Range, chips, facets, ranges
from catalog.web.public.front import said_count
from catalog.web.public.tiles import Tile, TileMaker, class_of
from catalog.web.site import Site


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    is_current: bool = False
    icon: str = ""


@dataclass(frozen=True)
class Heading:
    """A column's header in the table view; `direction` as aria-sort has it."""

    label: str
    url: str
    direction: str
    help: str
    cls: str


@dataclass(frozen=True)
class SortForm:
    options: list[tuple[str, str]]
    chosen: str
    hidden: Pairs


@dataclass(frozen=True)
class ListPage:
    catalog: PublicFacts
    path: str
    updated: str
    search: CatalogSearch
    view: str
    count: str
    is_large: bool
    """Sorting and filtering it is worth an index."""
    tiles: list[Tile]
    headings: list[Heading]
    has_pictures: bool
    facets: list[Facet]
    ranges: list[Range]
    chips: list[Chip]
    clear_url: str
    views: list[Link]
    sort: SortForm
    sizes: list[Link]
    """How many to a page; none for a short list."""
    search_hidden: Pairs
    previous_url: str | None
    next_url: str | None
    json_url: str
    csv_url: str
    description: str
    canonical_url: str
    cover_url: str
    is_indexed: bool


def list_page(
    catalog: PublicCatalog, search: CatalogSearch, renderer: CellRenderer, site: Site
) -> ListPage:
    page = catalog.page(search)
    view = search.view or ("gallery" if catalog.image_columns else "table")
    tiles = TileMaker(catalog, search, renderer, with_cells=view == "table").tiles(page.rows)
    path = catalog.path
    return ListPage(
        catalog=catalog.facts,
        path=path,
        updated=site.day(catalog.facts.updated_at),
        search=search,
        view=view,
        count=said_count(page.count if page.count_is_exact else page.count + 1),
        is_large=page.count > WORTHWHILE_ROWS,
        tiles=tiles,
        headings=_headings(catalog, search),
        has_pictures=bool(catalog.image_columns),
        facets=facets(catalog, search),
        ranges=ranges(catalog, search),
        chips=chips(catalog, search),
        clear_url=search.changed(text="", filters=()).address(path),
        views=_views(catalog, search, view),
        sort=_sort_form(catalog, search),
        sizes=_sizes(search, path) if page.count > PAGE_SIZES[0] else [],
        search_hidden=_hidden(search, "q"),
        previous_url=_turned(search, page.previous, path),
        next_url=_turned(search, page.next, path),
        json_url=_twin(search, f"{path}.json"),
        csv_url=_twin(search, f"{path}.csv"),
        description=description_of(catalog.facts),
        canonical_url=site.absolute(path),
        cover_url=next((site.media(tile.cover) for tile in tiles if tile.cover), ""),
        is_indexed=not (search.is_narrowed or search.sort or search.after),
    )


def description_of(facts: PublicFacts) -> str:
    """Return one line for search engines and previews."""
    text = " ".join(facts.description.split())
    return text if len(text) <= 200 else f"{text[:199]}…"


def _headings(catalog: PublicCatalog, search: CatalogSearch) -> list[Heading]:
    title = catalog.title_column
    columns = [*([title] if title else []), *catalog.other_fields]
    return [
        Heading(
            column.name,
            search.changed(sort=_next_sort(search, column.key)).address(catalog.path),
            _direction(search, column.key),
            column.help,
            class_of(column.type),
        )
        for column in columns
    ]


def _next_sort(search: CatalogSearch, key: str) -> str:
    return f"-{key}" if search.sort == key else key


def _direction(search: CatalogSearch, key: str) -> str:
    if search.sort_key != key:
        return ""
    return "descending" if search.is_descending else "ascending"


def _views(catalog: PublicCatalog, search: CatalogSearch, current: str) -> list[Link]:
    """Return the views there are; a gallery needs pictures."""
    labels = {"gallery": _("Gallery"), "list": _("List"), "table": _("Table")}
    names = [name for name in labels if name != "gallery" or catalog.image_columns]
    return [
        Link(labels[view], search.changed(view=view).address(catalog.path), view == current, view)
        for view in names
    ]


def _sort_form(catalog: PublicCatalog, search: CatalogSearch) -> SortForm:
    options = [("", _("In the order of the catalog"))]
    for column in catalog.fields:
        options.append((column.key, _("%(name)s, ascending") % {"name": column.name}))
        options.append((f"-{column.key}", _("%(name)s, descending") % {"name": column.name}))
    return SortForm(options, search.sort, _hidden(search, "sort"))


def _sizes(search: CatalogSearch, path: str) -> list[Link]:
    return [
        Link(str(size), search.changed(size=size).address(path), size == search.size)
        for size in PAGE_SIZES
    ]


def _hidden(search: CatalogSearch, own: str) -> Pairs:
    """Return what a form sends beside its own field, so that the rest of the search stays."""
    return [pair for pair in search.changed().to_query() if pair[0] != own]


def _turned(search: CatalogSearch, cursor: str | None, path: str) -> str | None:
    return search.changed(after=cursor).address(path) if cursor else None


def _twin(search: CatalogSearch, path: str) -> str:
    return search.changed(view="", size=search.default_size).address(path)
