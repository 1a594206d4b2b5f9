"""Catalogs: the list, a new one, the editable table of one, and its settings."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from catalog.db.models import Catalog
from catalog.domain import catalogs, columns, policies
from catalog.domain.catalog_settings import update_catalog
from catalog.domain.queries import catalogs as queries
from catalog.domain.queries.catalogs import CatalogRecord
from catalog.domain.queries.changes import change_set_in
from catalog.domain.queries.covers import covers_of
from catalog.domain.queries.images import ImageRecord
from catalog.domain.queries.rows import COUNT_LIMIT
from catalog.errors import Invalid, NotAllowed, NotFound
from catalog.i18n import Message, ngettext
from catalog.i18n import gettext as _
from catalog.web import access, htmx
from catalog.web.deps import AnyRequest, Database, Form, Person, Session, Settings
from catalog.web.grid import filtered_address, grid_page
from catalog.web.indexing import index_afterwards
from catalog.web.words import moment, number

HOME = "/admin/catalogs"


class CatalogCard(NamedTuple):
    record: CatalogRecord
    rows: str
    updated: str
    covers: list[ImageRecord]


@dataclass(frozen=True)
class CatalogsPage:
    cards: list[CatalogCard]
    is_archive: bool
    can_create: bool


@dataclass(frozen=True)
class CatalogForm:
    """A catalog's facts as they are typed, with what is wrong with them."""

    values: dict[str, str]
    languages: list[tuple[str, str]]
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SettingsPage(CatalogForm):
    catalog: Catalog | None = None
    can_manage: bool = False
    internal: list[str] = field(default_factory=list)
    """Names of the columns that visitors do not see."""
    saved: bool = False


class CatalogController(Controller):
    path = "/admin"

    @get(name="admin", sync_to_thread=False)
    def show_home(self, request: AnyRequest, person: Person) -> Response[Any]:  # noqa: ARG002
        return htmx.redirect(request, HOME)

    @get("/catalogs", name="catalogs.index", sync_to_thread=True)
    def list_catalogs(
        self, request: AnyRequest, session: Session, person: Person, settings: Settings
    ) -> Response[Any]:
        is_archive = "archived" in request.query_params
        records = queries.catalogs_for(session, person, archived=is_archive)
        covers = covers_of(session, [record.id for record in records])
        cards = [_card(record, covers.get(record.id, []), settings) for record in records]
        page = CatalogsPage(cards, is_archive, policies.can_create_catalogs(person))
        return htmx.page(request, "catalogs/index.html", page)

    @get("/catalogs/new", name="catalogs.new", sync_to_thread=True)
    def show_new(self, request: AnyRequest, person: Person, settings: Settings) -> Response[Any]:
        _require_maker(person)
        values = {"name": "", "language": settings.language, "currency": "EUR"}
        return htmx.page(request, "catalogs/new.html", CatalogForm(values, languages()))

    @post("/catalogs", name="catalogs.create", status_code=200, sync_to_thread=True)
    def create_catalog(
        self, request: AnyRequest, session: Session, person: Person, data: Form
    ) -> Response[Any]:
        _require_maker(person)
        try:
            catalog = _create(session, person, data)
        except Invalid as error:
            page = CatalogForm(_typed(data), languages(), {error.field: str(error)})
            return htmx.page(request, "catalogs/new.html", page, status_code=422)
        return htmx.redirect(request, f"{HOME}/{catalog.slug}")

    @get("/catalogs/{slug:str}", name="catalogs.show", sync_to_thread=True)
    def show_catalog(
        self,
        request: AnyRequest,
        session: Session,
        database: Database,
        person: Person,
        slug: FromPath[str],
    ) -> Response[Any]:
        opened = access.catalog_for_reading(session, person, slug)
        if "filter" in request.query_params:
            return htmx.redirect(request, filtered_address(request, session, opened.catalog))
        step = change_set_in(session, opened.catalog.id, request.query_params.get("undo", ""))
        page = grid_page(request, session, opened, step)
        response = htmx.page(request, "catalogs/show.html", page, fragment="rows/_page.html")
        if page.is_large and page.search.sort:
            index_afterwards(response, database, opened.catalog.id, page.search.sort_key)
        return response

    @get("/catalogs/{slug:str}/settings", name="catalogs.settings", sync_to_thread=True)
    def show_settings(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str]
    ) -> Response[Any]:
        opened = access.catalog_for_reading(session, person, slug)
        saved = "saved" in request.query_params
        page = _settings_page(session, opened, _facts(opened.catalog), saved=saved)
        return htmx.page(request, "catalogs/settings.html", page)

    @post(
        "/catalogs/{slug:str}/settings",
        name="catalogs.update",
        status_code=200,
        sync_to_thread=True,
    )
    def save_settings(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str], data: Form
    ) -> Response[Any]:
        opened = access.catalog_for_managing(session, person, slug)
        try:
            update_catalog(session, opened.catalog, **_typed(data))
        except Invalid as error:
            errors = {error.field: str(error)}
            page = _settings_page(session, opened, _typed(data), errors=errors)
            return htmx.page(request, "catalogs/settings.html", page, status_code=422)
        return htmx.redirect(request, f"{HOME}/{slug}/settings?saved=1")

    @post(
        "/catalogs/{slug:str}/settings/{step:str}",
        name="catalogs.step",
        status_code=200,
        sync_to_thread=True,
    )
    def take_step(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        slug: FromPath[str],
        step: FromPath[str],
    ) -> Response[Any]:
        opened = access.catalog_for_managing(session, person, slug)
        if step not in STEPS:
            raise NotFound(Message("There is nothing at this address."))
        STEPS[step](session, opened.catalog)
        return htmx.redirect(request, f"{HOME}/{slug}/settings")


STEPS: Mapping[str, Callable[[Session, Catalog], None]] = {
    "publish": catalogs.publish_catalog,
    "unpublish": catalogs.unpublish_catalog,
    "archive": catalogs.archive_catalog,
    "restore": catalogs.restore_catalog,
}


def _require_maker(person: Person) -> None:
    if not policies.can_create_catalogs(person):
        raise NotAllowed(Message("Only editors and administrators make catalogs."))


def _create(session: Session, person: Person, data: Form) -> Catalog:
    typed = _typed(data)
    catalog = catalogs.create_catalog(session, person, typed.pop("name"), **typed)
    columns.add_first_columns(session, catalog)
    return catalog


def _typed(data: Form) -> dict[str, str]:
    return {name: data.get(name, "") for name in ("name", "description", "language", "currency")}


def _facts(catalog: Catalog) -> dict[str, str]:
    return {
        "name": catalog.name,
        "description": catalog.description,
        "language": catalog.language,
        "currency": catalog.currency,
    }


def _card(record: CatalogRecord, covers: list[ImageRecord], settings: Settings) -> CatalogCard:
    if record.rows > COUNT_LIMIT:
        rows = _("more than %(num)s rows") % {"num": number(COUNT_LIMIT)}
    else:
        rows = ngettext("%(num)s row", "%(num)s rows", record.rows) % {"num": number(record.rows)}
    return CatalogCard(record, rows, moment(record.updated_at, settings.time_zone), covers)


def _settings_page(
    session: Session, opened: access.CatalogAccess, values: dict[str, str], **more: Any
) -> SettingsPage:
    known = columns.columns_of(session, opened.catalog.id)
    return SettingsPage(
        values,
        languages(),
        catalog=opened.catalog,
        can_manage=opened.can_manage,
        internal=[column.name for column in known if column.visibility == "internal"],
        **more,
    )


def languages() -> list[tuple[str, str]]:
    """Return how numbers and dates may be written in a catalog."""
    return [
        ("es", _("Spanish: 1.234,56 and 31/12/2025")),
        ("en", _("English: 1,234.56 and 31 Dec 2025")),
    ]
