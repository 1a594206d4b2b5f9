"""What was changed, by whom, and the way back: history, undo, trash."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from catalog.db.models import Catalog
from catalog.domain import rows
from catalog.domain.catalogs import locale_of
from catalog.domain.queries.changes import page_of_steps, rows_in_trash
from catalog.domain.queries.columns import columns_of
from catalog.domain.titles import title_and_others, title_of
from catalog.domain.undo import undo_change_set
from catalog.web import access, forms, htmx
from catalog.web.controllers.rows import offering_undo
from catalog.web.deps import AnyRequest, Person, Session, Settings
from catalog.web.forms import MultiForm
from catalog.web.steps import Step, described
from catalog.web.words import moment


class TrashedRow(NamedTuple):
    id: int
    label: str
    deleted: str


@dataclass(frozen=True)
class TrashPage:
    """The context of templates/rows/trash.html."""

    catalog: Catalog
    can_write: bool
    rows: list[TrashedRow]
    days: int
    """How long rows are kept there."""


@dataclass(frozen=True)
class HistoryPage:
    """The context of templates/changes/index.html."""

    catalog: Catalog
    can_write: bool
    steps: list[Step]
    next_href: str


class HistoryController(Controller):
    path = "/admin/catalogs/{slug:str}"

    @get("/history", name="changes.index", sync_to_thread=True)
    def show_history(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        settings: Settings,
        slug: FromPath[str],
    ) -> Response[Any]:
        opened = access.catalog_for_reading(session, person, slug)
        before = forms.version_of(dict(request.query_params), "before")
        page = page_of_steps(session, opened.catalog.id, before=before)
        steps = described(session, opened.catalog, page.steps, settings.time_zone)
        path = f"/admin/catalogs/{slug}/history"
        next_href = f"{path}?before={page.next}" if page.next else ""
        context = HistoryPage(opened.catalog, opened.can_write, steps, next_href)
        return htmx.page(request, "changes/index.html", context)

    @post("/history/{step_id:int}/undo", name="changes.undo", status_code=200, sync_to_thread=True)
    def undo(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        slug: FromPath[str],
        step_id: FromPath[int],
        data: MultiForm,
    ) -> Response[Any]:
        opened = access.catalog_for_writing(session, person, slug)
        undone = undo_change_set(session, opened.catalog, step_id, person)
        back = forms.own_address(data, f"/admin/catalogs/{slug}")
        return htmx.redirect(request, offering_undo(back, undone.change_set))

    @get("/trash", name="rows.trash", sync_to_thread=True)
    def show_trash(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        settings: Settings,
        slug: FromPath[str],
    ) -> Response[Any]:
        opened = access.catalog_for_reading(session, person, slug)
        title, _others = title_and_others(columns_of(session, opened.catalog.id))
        locale = locale_of(opened.catalog)
        trashed = [
            TrashedRow(
                row.id,
                title_of(title, row.values, row.invalid, locale) or row.short_id,
                moment(row.deleted_at, settings.time_zone),
            )
            for row in rows_in_trash(session, opened.catalog.id)
        ]
        page = TrashPage(opened.catalog, opened.can_write, trashed, settings.trash_days)
        return htmx.page(request, "rows/trash.html", page)

    @post("/trash/restore", name="rows.restore", status_code=200, sync_to_thread=True)
    def restore_rows(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        slug: FromPath[str],
        data: MultiForm,
    ) -> Response[Any]:
        opened = access.catalog_for_writing(session, person, slug)
        ids = forms.numbers_of(data, "row")
        if ids:
            rows.restore_rows(session, opened.catalog, ids, person, forms.operation_of(data))
        return htmx.redirect(request, f"/admin/catalogs/{slug}/trash")
