"""What the page of an editable table shows, ready to be laid out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from markupsafe import Markup

from catalog.db.models import Catalog, Column
from catalog.domain import catalogs
from catalog.domain.indexes import WORTHWHILE_ROWS
from catalog.domain.queries import rows as queries
from catalog.domain.queries.changes import StepRecord
from catalog.domain.queries.columns import columns_of
from catalog.domain.queries.images import images_of_rows
from catalog.domain.queries.rows import RowPage, RowRecord, Scope
from catalog.domain.search import OPERATORS, CatalogSearch, Filter
from catalog.domain.titles import title_and_others
from catalog.i18n import gettext as _
from catalog.i18n import ngettext
from catalog.web.access import CatalogAccess
from catalog.web.cells import NUMBERS
from catalog.web.current import AnyRequest
from catalog.web.deps import Session
from catalog.web.lines import LineRenderer
from catalog.web.words import number


class GridColumn(NamedTuple):
    key: str
    name: str
    type: str
    help: str
    is_required: bool
    is_number: bool
    direction: str
    """"ascending", "descending" or nothing, as in aria-sort."""
    sort_href: str
    """The address where a click on the name leads: the other direction of what is there."""


class Chip(NamedTuple):
    label: str
    href: str
    """The address without this filter."""


@dataclass(frozen=True)
class GridPage:
    """templates/catalogs/show.html, and rows/_page.html for what follows."""

    catalog: Catalog
    can_write: bool
    can_manage: bool
    title: GridColumn | None
    """The column that names a row; it stays in view."""
    columns: list[GridColumn]
    """The others, in order."""
    lines: Markup
    """The rows, as templates/rows/_line.html lays them out."""
    search: CatalogSearch
    chips: list[Chip]
    count: str
    is_large: bool
    """It has so many rows that sorting needs an index."""
    next_href: str
    previous_href: str
    operators: list[tuple[str, str]]
    undo: StepRecord | None = None
    """A step just made, offered to be undone."""


def grid_page(
    request: AnyRequest, session: Session, access: CatalogAccess, undo: StepRecord | None = None
) -> GridPage:
    """Ask for the page of rows that the address describes; the number of queries is fixed."""
    catalog = access.catalog
    columns = columns_of(session, catalog.id)
    search = search_of(request, catalog, columns)
    scope = Scope(catalog.id, columns, version=catalog.version)
    page = queries.page_of(session, scope, search)
    path = f"/admin/catalogs/{catalog.slug}"
    title, others = title_and_others(columns)
    return GridPage(
        catalog=catalog,
        can_write=access.can_write,
        can_manage=access.can_manage,
        title=_grid_column(title, search, path) if title else None,
        columns=[_grid_column(column, search, path) for column in others],
        lines=_lines(request, session, access, columns, page.rows),
        search=search,
        chips=_chips(search, columns, path),
        count=count_of(page),
        is_large=page.count > WORTHWHILE_ROWS,
        next_href=search.changed(after=page.next).address(path) if page.next else "",
        previous_href=search.changed(after=page.previous).address(path) if page.previous else "",
        operators=operators(),
        undo=undo,
    )


def search_of(request: AnyRequest, catalog: Catalog, columns: Sequence[Column]) -> CatalogSearch:
    items = request.query_params.multi_items()
    return CatalogSearch.from_query(items, columns, locale=catalogs.locale_of(catalog))


def filtered_address(request: AnyRequest, session: Session, catalog: Catalog) -> str:
    """Return the address with the filter that the toolbar's form asks for in parts."""
    columns = columns_of(session, catalog.id)
    search = search_of(request, catalog, columns)
    given = request.query_params
    key, operator = given.get("filter", ""), given.get("operator", "")
    value = "yes" if operator == "empty" else given.get("value", "").strip()
    wanted = Filter(key, operator, value)
    is_known = operator in OPERATORS and any(column.key == key for column in columns)
    search = search.with_filter(wanted) if is_known and value else search.changed()
    return search.address(f"/admin/catalogs/{catalog.slug}")


def _grid_column(column: Column, search: CatalogSearch, path: str) -> GridColumn:
    direction = ""
    if search.sort_key == column.key:
        direction = "descending" if search.is_descending else "ascending"
    sort = f"-{column.key}" if direction == "ascending" else column.key
    return GridColumn(
        column.key,
        column.name,
        column.type,
        column.help,
        column.required,
        column.type in NUMBERS,
        direction,
        search.changed(sort=sort).address(path),
    )


def _lines(
    request: AnyRequest,
    session: Session,
    access: CatalogAccess,
    columns: Sequence[Column],
    records: Sequence[RowRecord],
) -> Markup:
    has_pictures = any(column.type == "images" for column in columns)
    images = images_of_rows(session, [record.id for record in records]) if has_pictures else {}
    renderer = LineRenderer(request.app.state.templates, access, columns)
    lines = [renderer.line(record, images.get(record.id, {})) for record in records]
    return Markup("".join(lines))  # noqa: S704 - a template's own output


def _chips(search: CatalogSearch, columns: Iterable[Column], path: str) -> list[Chip]:
    names = {column.key: column.name for column in columns}
    words = dict(operators())
    return [
        Chip(
            _filter_label(names[known.key], words[known.operator], known),
            search.without(known).address(path),
        )
        for known in search.filters
    ]


def _filter_label(name: str, operator: str, known: Filter) -> str:
    if known.operator == "is":
        return f"{name}: {known.value}"
    return f"{name} {operator}" if known.operator == "empty" else f"{name} {operator} {known.value}"


def operators() -> list[tuple[str, str]]:
    """Return how a filter compares, with its words."""
    return [
        ("contains", _("contains")),
        ("is", _("is")),
        ("not", _("is not")),
        ("from", _("from")),
        ("to", _("up to")),
        ("min", _("at least")),
        ("max", _("at most")),
        ("empty", _("is blank")),
    ]


def count_of(page: RowPage) -> str:
    if page.count_is_exact:
        return ngettext("%(num)s row", "%(num)s rows", page.count) % {"num": number(page.count)}
    return _("more than %(num)s rows") % {"num": number(page.count)}
