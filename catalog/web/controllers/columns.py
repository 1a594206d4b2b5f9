"""The columns of a catalog: adding, describing, ordering, other types, removing."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from catalog.db.models import Catalog, Column
from catalog.domain import columns
from catalog.domain.cells import TYPES
from catalog.domain.columns import Retyping
from catalog.domain.queries.columns import removed_columns_of
from catalog.errors import Conflict, Invalid
from catalog.i18n import gettext as _
from catalog.web import access, forms, htmx
from catalog.web.access import CatalogAccess
from catalog.web.deps import AnyRequest, Person, Session
from catalog.web.forms import Fields, MultiForm

Opened = NamedDependency[CatalogAccess]
OpenColumn = NamedDependency[Column]


@dataclass(frozen=True)
class ColumnsPage:
    """The context of templates/columns/index.html."""

    catalog: Catalog
    can_manage: bool
    columns: list[Column]
    removed: list[Column]
    types: list[tuple[str, str]]
    visibilities: list[tuple[str, str]]
    values: dict[str, str] = field(default_factory=dict)
    """Of the form for a new column, as typed."""
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ColumnPage:
    """The context of templates/columns/edit.html."""

    catalog: Catalog
    column: Column
    values: dict[str, str]
    types: list[tuple[str, str]]
    visibilities: list[tuple[str, str]]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RetypePage:
    """The context of templates/columns/retype.html."""

    catalog: Catalog
    column: Column
    type: str
    type_label: str
    options: dict[str, str]
    outcome: Retyping


def provide_managed(session: Session, person: Person, slug: FromPath[str]) -> CatalogAccess:
    return access.catalog_for_managing(session, person, slug)


def provide_column(session: Session, managed: Opened, key: FromPath[str]) -> Column:
    return access.column_of(session, managed, key)


class ColumnsController(Controller):
    path = "/admin/catalogs/{slug:str}/columns"
    dependencies = {  # noqa: RUF012 - Litestar's own declaration
        "managed": Provide(provide_managed, sync_to_thread=True),
    }

    @get(name="columns.index", sync_to_thread=True)
    def list_columns(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str]
    ) -> Response[Any]:
        opened = access.catalog_for_reading(session, person, slug)
        return htmx.page(request, "columns/index.html", _list(session, opened))

    @post(name="columns.add", status_code=200, sync_to_thread=True)
    def add_column(
        self, request: AnyRequest, session: Session, managed: Opened, data: MultiForm
    ) -> Response[Any]:
        try:
            _add(session, managed.catalog, data)
        except Invalid as error:
            errors = {error.field: str(error)}
            page = _list(session, managed, values=_typed(data), errors=errors)
            return htmx.page(request, "columns/index.html", page, status_code=422)
        return htmx.redirect(request, _address(managed.catalog))

    @post("/{key:str}/restore", name="columns.restore", status_code=200, sync_to_thread=True)
    def restore_column(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        managed: Opened,
        key: FromPath[str],
    ) -> Response[Any]:
        column = access.removed_column_of(session, managed, key)
        columns.restore_column(session, managed.catalog, column, person)
        return htmx.redirect(request, f"{_address(managed.catalog)}#column-{column.id}")


class ColumnController(Controller):
    path = "/admin/catalogs/{slug:str}/columns/{key:str}"
    dependencies = {  # noqa: RUF012 - Litestar's own declaration
        "managed": Provide(provide_managed, sync_to_thread=True),
        "column": Provide(provide_column, sync_to_thread=True),
    }

    @get(name="columns.edit", sync_to_thread=True)
    def edit_column(
        self, request: AnyRequest, managed: Opened, column: OpenColumn
    ) -> Response[Any]:
        return htmx.page(request, "columns/edit.html", _page(managed, column, _facts(column)))

    @post(name="columns.update", status_code=200, sync_to_thread=True)
    def save_column(
        self,
        request: AnyRequest,
        session: Session,
        managed: Opened,
        column: OpenColumn,
        data: MultiForm,
    ) -> Response[Any]:
        try:
            _update(session, managed.catalog, column, data)
        except Invalid as error:
            page = _page(managed, column, _typed(data), {error.field: str(error)})
            return htmx.page(request, "columns/edit.html", page, status_code=422)
        return htmx.redirect(request, _address(managed.catalog))

    @post("/move", name="columns.move", status_code=200, sync_to_thread=True)
    def move_column(
        self,
        request: AnyRequest,
        session: Session,
        managed: Opened,
        column: OpenColumn,
        data: MultiForm,
    ) -> Response[Any]:
        step = -1 if forms.text_of(data, "direction") == "earlier" else 1
        columns.move_column(session, managed.catalog, column, step)
        return htmx.redirect(request, f"{_address(managed.catalog)}#column-{column.id}")

    @post("/type", name="columns.retype", status_code=200, sync_to_thread=True)
    def change_type(
        self,
        request: AnyRequest,
        session: Session,
        managed: Opened,
        column: OpenColumn,
        data: MultiForm,
    ) -> Response[Any]:
        """Show what another type would do; with `sure`, do it."""
        type_name, options = forms.text_of(data, "type"), _options(data)
        try:
            change = columns.change_type if "sure" in data else columns.preview_type
            outcome = change(session, managed.catalog, column, type_name, options)
        except (Invalid, Conflict) as error:
            page = _page(managed, column, _facts(column), {"type": str(error)})
            return htmx.page(request, "columns/edit.html", page, status_code=422)
        if "sure" in data:
            return htmx.redirect(request, _address(managed.catalog))
        return htmx.page(request, "columns/retype.html", _preview(managed, column, data, outcome))

    @post("/remove", name="columns.remove", status_code=200, sync_to_thread=True)
    def remove_column(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        managed: Opened,
        column: OpenColumn,
    ) -> Response[Any]:
        columns.remove_column(session, managed.catalog, column, person)
        return htmx.redirect(request, f"{_address(managed.catalog)}#removed")


def _address(catalog: Catalog) -> str:
    return f"/admin/catalogs/{catalog.slug}/columns"


def types() -> list[tuple[str, str]]:
    return [(name, str(column_type.label)) for name, column_type in TYPES.items()]


def visibilities(catalog: Catalog) -> list[tuple[str, str]]:
    """Return who may see a column; before the first publishing nobody else does anyway."""
    public = ("public", _("Public: visitors see it"))
    unset = ("unset", _("Public once the catalog is published"))
    internal = ("internal", _("Internal: only members see it"))
    return [public if catalog.first_published_at else unset, internal]


def _list(session: Session, opened: CatalogAccess, **more: Any) -> ColumnsPage:
    return ColumnsPage(
        opened.catalog,
        opened.can_manage,
        columns.columns_of(session, opened.catalog.id),
        removed_columns_of(session, opened.catalog.id),
        types(),
        visibilities(opened.catalog),
        **more,
    )


def _page(
    managed: CatalogAccess,
    column: Column,
    values: dict[str, str],
    errors: dict[str, str] | None = None,
) -> ColumnPage:
    catalog = managed.catalog
    return ColumnPage(catalog, column, values, types(), visibilities(catalog), errors or {})


def _preview(managed: CatalogAccess, column: Column, data: Fields, outcome: Retyping) -> RetypePage:
    typed = _typed(data)
    label = str(TYPES[typed["type"]].label)
    options = {name: typed[name] for name in ("choices", "places", "currency")}
    return RetypePage(managed.catalog, column, typed["type"], label, options, outcome)


def _typed(data: Fields) -> dict[str, str]:
    names = ("name", "help", "type", "visibility", "choices", "places", "currency")
    flags = ("required", "unique")
    return {name: forms.text_of(data, name) for name in (*names, *flags)}


def _facts(column: Column) -> dict[str, str]:
    options = column.options
    return {
        "name": column.name,
        "help": column.help,
        "type": column.type,
        "visibility": column.visibility,
        "choices": "\n".join(options.get("choices", [])),
        "places": str(options.get("places", "")),
        "currency": options.get("currency", ""),
        "required": "true" if column.required else "",
        "unique": "true" if column.unique else "",
    }


def _options(data: Fields) -> dict[str, Any]:
    typed = _typed(data)
    lines = typed["choices"].replace("\r\n", "\n").split("\n")
    return {"choices": lines, "places": typed["places"], "currency": typed["currency"]}


def _add(session: Session, catalog: Catalog, data: Fields) -> Column:
    typed = _typed(data)
    return columns.add_column(
        session,
        catalog,
        typed["name"],
        typed["type"],
        options=_options(data),
        help=typed["help"],
        required=bool(typed["required"]),
        unique=bool(typed["unique"]),
        visibility=typed["visibility"] or None,
    )


def _update(session: Session, catalog: Catalog, column: Column, data: Fields) -> None:
    typed = _typed(data)
    columns.update_column(
        session,
        catalog,
        column,
        name=typed["name"],
        help=typed["help"],
        required=bool(typed["required"]),
        unique=bool(typed["unique"]),
        visibility=typed["visibility"] or None,
        options=_options(data),
    )
