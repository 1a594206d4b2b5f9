"""Rows: the form of one, a new one, copies of one, deleting."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from catalog.db.models import ChangeSet, Row
from catalog.domain import rows
from catalog.domain.rows import RowConflict
from catalog.errors import InvalidForm
from catalog.web import access, forms, htmx
from catalog.web.access import CatalogAccess
from catalog.web.deps import AnyRequest, Person, Session
from catalog.web.forms import Fields, MultiForm
from catalog.web.row_forms import RowForm, RowTrouble, typed_texts

OpenRow = NamedDependency[tuple[CatalogAccess, Row]]
"""A row that the person may read; of the verbs, `writable` is for those who may change it."""


def provide_readable(
    session: Session, person: Person, slug: FromPath[str], row_id: FromPath[str]
) -> tuple[CatalogAccess, Row]:
    return access.row_for_reading(session, person, row_id, slug)


def provide_writable(
    session: Session, person: Person, slug: FromPath[str], row_id: FromPath[str]
) -> tuple[CatalogAccess, Row]:
    return access.row_for_writing(session, person, row_id, slug)


class NewRowController(Controller):
    """What is done to a catalog's rows as a whole: adding one, deleting several."""

    path = "/admin/catalogs/{slug:str}/rows"

    @get("/new", name="rows.new", sync_to_thread=True)
    def show_new(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str]
    ) -> Response[Any]:
        opened = access.catalog_for_writing(session, person, slug)
        return htmx.page(request, "rows/new.html", RowForm(request, session, opened).new())

    @post(name="rows.create", status_code=200, sync_to_thread=True)
    def create_row(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        slug: FromPath[str],
        data: MultiForm,
    ) -> Response[Any]:
        opened = access.catalog_for_writing(session, person, slug)
        form = RowForm(request, session, opened)
        try:
            row = _add(session, form, data, person)
        except InvalidForm as error:
            page = form.new(data, _messages(error))
            return htmx.page(request, "rows/new.html", page, status_code=422)
        return htmx.redirect(request, f"{_base(opened)}/rows/{row.id}")

    @post("/delete", name="rows.delete_many", status_code=200, sync_to_thread=True)
    def delete_rows(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        slug: FromPath[str],
        data: MultiForm,
    ) -> Response[Any]:
        opened = access.catalog_for_writing(session, person, slug)
        back = forms.own_address(data, _base(opened))
        ids = forms.numbers_of(data, "row")
        if not ids:
            return htmx.redirect(request, back)
        step = rows.delete_rows(session, opened.catalog, ids, person, forms.operation_of(data))
        return htmx.redirect(request, offering_undo(back, step))


class RowController(Controller):
    path = "/admin/catalogs/{slug:str}/rows/{row_id:str}"
    dependencies = {  # noqa: RUF012 - Litestar's own declaration
        "readable": Provide(provide_readable, sync_to_thread=True),
        "writable": Provide(provide_writable, sync_to_thread=True),
    }

    @get(name="rows.show", sync_to_thread=True)
    def show_row(self, request: AnyRequest, session: Session, readable: OpenRow) -> Response[Any]:
        opened, row = readable
        return htmx.page(request, "rows/show.html", RowForm(request, session, opened).of(row))

    @post(name="rows.save", status_code=200, sync_to_thread=True)
    def save_row(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        writable: OpenRow,
        data: MultiForm,
    ) -> Response[Any]:
        opened, row = writable
        form = RowForm(request, session, opened)
        try:
            _update(session, form, row, data, person)
        except InvalidForm as error:
            page = form.of(row, data, RowTrouble(_messages(error)))
            return htmx.page(request, "rows/show.html", page, status_code=422)
        except RowConflict as conflict:
            page = form.of(row, data, RowTrouble(conflict=conflict))
            return htmx.page(request, "rows/show.html", page, status_code=409)
        back = forms.own_address(data, _base(opened))
        return htmx.redirect(request, f"{back}#row-{row.id}")

    @post("/duplicate", name="rows.duplicate", status_code=200, sync_to_thread=True)
    def duplicate_row(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        writable: OpenRow,
        data: MultiForm,
    ) -> Response[Any]:
        opened, row = writable
        operation = forms.operation_of(data)
        copy = rows.duplicate_row(session, opened.catalog, row, person, operation)
        return htmx.redirect(request, f"{_base(opened)}/rows/{copy.id}")

    @post("/delete", name="rows.delete", status_code=200, sync_to_thread=True)
    def delete_row(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        writable: OpenRow,
        data: MultiForm,
    ) -> Response[Any]:
        opened, row = writable
        operation = forms.operation_of(data)
        step = rows.delete_rows(session, opened.catalog, [row.id], person, operation)
        back = forms.own_address(data, _base(opened))
        return htmx.redirect(request, offering_undo(back, step))


def _base(opened: CatalogAccess) -> str:
    return f"/admin/catalogs/{opened.catalog.slug}"


def offering_undo(address: str, step: ChangeSet) -> str:
    """Return the address of the table with the notice that a step was made and can be undone."""
    between = "&" if "?" in address else "?"
    return f"{address}{between}{urlencode({'undo': step.id})}"


def _add(session: Session, form: RowForm, data: Fields, person: Person) -> Row:
    return rows.add_row(
        session,
        form.catalog,
        person,
        typed_texts(form.columns, data),
        operation_id=forms.operation_of(data),
        status=forms.text_of(data, "status") or "published",
    )


def _update(session: Session, form: RowForm, row: Row, data: Fields, person: Person) -> None:
    rows.update_row(
        session,
        form.catalog,
        row,
        typed_texts(form.columns, data),
        base_version=forms.version_of(data),
        person=person,
        operation_id=forms.operation_of(data),
        status=forms.text_of(data, "status") or None,
    )


def _messages(error: InvalidForm) -> dict[str, str]:
    return {key: str(message) for key, message in error.errors.items()}
