"""Sheets brought into catalogs: uploaded, looked at, brought in, and what came of it.

Nothing here uses the transaction of the request: files, previews and threads outlast it.
"""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from catalog.db.models import Catalog, Import
from catalog.domain import import_uploads, policies
from catalog.domain.import_runs import ImportRuns
from catalog.domain.import_uploads import Destination, Given
from catalog.domain.importing.orders import choices_of
from catalog.domain.importing.targets import Target, target_of
from catalog.domain.imports import preview
from catalog.domain.picture_files import PictureFiles, picture_files
from catalog.domain.queries.imports import can_be_undone, imports_of
from catalog.errors import Conflict, Invalid, NotAllowed
from catalog.i18n import Message
from catalog.web import access, deps, htmx, imports
from catalog.web.controllers.catalogs import languages
from catalog.web.deps import AnyRequest
from catalog.web.forms import Fields, MultiForm, text_of
from catalog.web.import_forms import choices_from, destination_from
from catalog.web.uploads import Upload, require_person

UPLOAD_LIMIT = 1000 * 1000 * 1000
"""Bytes of a sheet and its pictures together."""
MOST_ROWS_LOOKED_AT = 50_000
"""Of a larger sheet the first so many are compared with the catalog for the preview."""

_UPLOAD: dict[str, Any] = {"guards": [require_person], "request_max_body_size": UPLOAD_LIMIT}


@dataclass(frozen=True)
class Desk:
    """What bringing sheets in needs beside the sheets."""

    database: deps.Database
    storages: deps.Storages
    settings: deps.Settings
    person: deps.Person

    def open(self, token: str) -> tuple[Import, access.CatalogAccess | None]:
        with self.database.reading() as session:
            return access.import_for_writing(session, self.person, token)

    def keep(self, data: dict[str, Any], destination: Destination) -> Import:
        """Raises Invalid("file", why) and Invalid("pictures", why)."""
        sheet = _given(data, "file")
        if sheet is None:
            raise Invalid("file", Message("Choose a file first."))
        import_uploads.sweep(self.database, self.settings)
        return import_uploads.keep_upload(
            self.database, self.settings, self.person, sheet, _given(data, "pictures"), destination
        )


OpenDesk = NamedDependency[Desk]


def provide_desk(
    database: deps.Database, storages: deps.Storages, settings: deps.Settings, person: deps.Person
) -> Desk:
    return Desk(database, storages, settings, person)


class ImportController(Controller):
    path = "/admin/imports"
    dependencies = {  # noqa: RUF012 - Litestar's own declaration
        "desk": Provide(provide_desk, sync_to_thread=False),
    }

    @get("/new", name="imports.new", sync_to_thread=True)
    def show_new(self, request: AnyRequest, desk: OpenDesk) -> Response[Any]:
        _require_maker(desk)
        values = {"name": "", "language": desk.settings.language, "currency": "EUR"}
        return htmx.page(request, "imports/new.html", _upload_page(values))

    @post(name="imports.create", status_code=200, sync_to_thread=True, **_UPLOAD)
    def create_import(self, request: AnyRequest, desk: OpenDesk, data: Upload) -> Response[Any]:
        _require_maker(desk)
        fields = _fields(data)
        try:
            record = desk.keep(data, destination_from(fields))
        except Invalid as error:
            values = {name: text_of(fields, name) for name in ("name", "language", "currency")}
            page = _upload_page(values, {error.field: str(error)})
            return htmx.page(request, "imports/new.html", page, status_code=422)
        return htmx.redirect(request, f"/admin/imports/{record.token}")

    @get("/{token:str}", name="imports.show", sync_to_thread=True)
    def show_import(
        self, request: AnyRequest, desk: OpenDesk, token: FromPath[str]
    ) -> Response[Any]:
        record, opened = desk.open(token)
        catalog = opened.catalog if opened else None
        if record.state == "uploaded":
            return _show_preview(request, desk, record, opened)
        if record.state == "running" and not imports.state_is_dead(record):
            page = imports.progress_page(record, catalog)
            return htmx.page(
                request, "imports/progress.html", page, fragment="imports/_progress.html"
            )
        if htmx.is_fragment(request):
            return htmx.redirect(request, f"/admin/imports/{token}")
        return _show_result(request, desk, record, catalog)

    @post("/{token:str}", name="imports.decide", status_code=200, sync_to_thread=True)
    def decide(
        self, request: AnyRequest, desk: OpenDesk, token: FromPath[str], data: MultiForm
    ) -> Response[Any]:
        record, opened = desk.open(token)
        if text_of(data, "action") == "discard":
            import_uploads.discard(desk.database, desk.settings, record)
            return htmx.redirect(request, _home(opened))
        _write_down(desk, record, opened, data)
        if text_of(data, "action") == "import":
            try:
                _runs(desk).start(record, desk.person)
            except Conflict as error:
                return _show_preview(request, desk, record, opened, refusal=str(error))
        return htmx.redirect(request, f"/admin/imports/{token}")


class CatalogImportController(Controller):
    path = "/admin/catalogs/{slug:str}/imports"
    dependencies = {  # noqa: RUF012 - Litestar's own declaration
        "desk": Provide(provide_desk, sync_to_thread=False),
    }

    @get(name="imports.index", sync_to_thread=True)
    def list_imports(
        self, request: AnyRequest, desk: OpenDesk, slug: FromPath[str]
    ) -> Response[Any]:
        return htmx.page(request, "imports/index.html", _index_page(desk, slug))

    @post(name="imports.add", status_code=200, sync_to_thread=True, **_UPLOAD)
    def add_import(
        self, request: AnyRequest, desk: OpenDesk, slug: FromPath[str], data: Upload
    ) -> Response[Any]:
        with desk.database.reading() as session:
            opened = access.catalog_for_writing(session, desk.person, slug)
        destination = Destination(opened.catalog.id, may_add_columns=opened.can_manage)
        try:
            record = desk.keep(data, destination)
        except Invalid as error:
            page = _index_page(desk, slug, {error.field: str(error)})
            return htmx.page(request, "imports/index.html", page, status_code=422)
        return htmx.redirect(request, f"/admin/imports/{record.token}")


def _require_maker(desk: Desk) -> None:
    if not policies.can_create_catalogs(desk.person):
        raise NotAllowed(Message("Only editors and administrators make catalogs."))


def _given(data: dict[str, Any], name: str) -> Given | None:
    file = data.get(name)
    if isinstance(file, UploadFile) and file.filename:
        return Given(file.file, file.filename)
    return None


def _fields(data: dict[str, Any]) -> Fields:
    return {name: value for name, value in data.items() if isinstance(value, str)}


def _home(opened: access.CatalogAccess | None) -> str:
    return f"/admin/catalogs/{opened.catalog.slug}/imports" if opened else "/admin/catalogs"


def _runs(desk: Desk) -> ImportRuns:
    return ImportRuns(desk.database, desk.storages, desk.settings)


def _upload_page(
    values: dict[str, str], errors: dict[str, str] | None = None
) -> imports.UploadPage:
    return imports.UploadPage(
        catalog=None, can_write=True, languages=languages(), values=values, errors=errors or {}
    )


def _index_page(desk: Desk, slug: str, errors: dict[str, str] | None = None) -> imports.UploadPage:
    with desk.database.reading() as session:
        opened = access.catalog_for_reading(session, desk.person, slug)
        found = imports_of(session, opened.catalog.id)
    past = [imports.past_import(each, desk.settings) for each in found]
    return imports.UploadPage(
        catalog=opened.catalog,
        can_write=opened.can_write,
        languages=[],
        values={},
        imports=past,
        errors=errors or {},
    )


def _write_down(
    desk: Desk, record: Import, opened: access.CatalogAccess | None, data: Fields
) -> None:
    may_add = opened.can_manage if opened else True
    destination = destination_from(data, record.catalog_id, may_add_columns=may_add)
    choices = choices_from(data, choices_of(record.choices))
    with desk.database.writing() as session:
        import_uploads.decide(session, record, destination, choices)


def _show_preview(
    request: AnyRequest,
    desk: Desk,
    record: Import,
    opened: access.CatalogAccess | None,
    refusal: str = "",
) -> Response[Any]:
    catalog = opened.catalog if opened else None
    status = 409 if refusal else 200
    try:
        page = _preview_page(desk, record, opened)
    except Invalid as error:
        page = imports.refused_page(record, catalog, languages(), str(error))
        status = 422
    page = replace(page, refusal=refusal or page.refusal)
    return htmx.page(request, "imports/preview.html", page, status_code=status)


def _preview_page(
    desk: Desk, record: Import, opened: access.CatalogAccess | None
) -> imports.PreviewPage:
    catalog = opened.catalog if opened else None
    with desk.database.reading() as session:
        order = import_uploads.order_of(session, desk.settings, record)
        may_add = order.may_add_columns
        target = target_of(session, catalog, may_add_columns=may_add) if catalog else Target()
    with _pictures(desk, record) as pictures:
        looked = preview(desk.database, order, pictures=pictures, most_rows=MOST_ROWS_LOOKED_AT)
    return imports.preview_page(record, catalog, languages(), looked, target)


def _pictures(desk: Desk, record: Import) -> AbstractContextManager[PictureFiles | None]:
    if not record.pictures_name:
        return nullcontext()
    return picture_files(import_uploads.files_of(desk.settings, record.token).pictures)


def _show_result(
    request: AnyRequest, desk: Desk, record: Import, catalog: Catalog | None
) -> Response[Any]:
    with desk.database.reading() as session:
        undoable = can_be_undone(session, record)
    page = imports.result_page(record, catalog, can_be_undone=undoable)
    return htmx.page(request, "imports/result.html", page)
