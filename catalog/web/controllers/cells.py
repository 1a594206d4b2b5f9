"""One cell of the table: its editor, and saving what was typed into it."""

from dataclasses import dataclass
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.enums import MediaType
from litestar.params import FromPath
from markupsafe import escape

from catalog.db.models import Column, Row
from catalog.domain import catalogs, rows
from catalog.domain.documents import state_of, text_of
from catalog.domain.queries.editing import RowInHand, row_in_hand
from catalog.domain.rows import CellConflict
from catalog.errors import Invalid, NotFound
from catalog.i18n import Message
from catalog.web import access, forms, htmx
from catalog.web.access import CatalogAccess
from catalog.web.cells import renderer_of, shown_column
from catalog.web.current import settings_of
from catalog.web.deps import AnyRequest, Person, Session
from catalog.web.forms import MultiForm
from catalog.web.words import moment

ROW_VERSION = "X-Row-Version"
"""Header of the answers about a cell: the version on which the next save is based."""

_BETWEEN = {"text": " / ", "long_text": "\n"}
"""What goes between two texts when both are kept, in the types where both can be."""


@dataclass(frozen=True)
class CellEditor:
    """The context of templates/cells/_editor.html, and of the editors of all types."""

    action: str
    column: Column
    text: str
    base_version: int
    field_id: str
    error: str | None = None
    field_name: str = "value"
    form_id: str | None = None
    input_class: str = "cell-input"


@dataclass(frozen=True)
class ConflictBlock:
    """The context of templates/cells/_conflict.html."""

    action: str
    field_id: str
    base_version: int
    mine: str
    theirs: str
    both: str
    """Both texts as one; nothing where a cell holds one value."""
    who: str
    when: str


@dataclass(frozen=True)
class Cell:
    """The cell that an address names, for one person."""

    opened: CatalogAccess
    hand: RowInHand
    column: Column

    @property
    def row(self) -> Row:
        return self.hand.row

    @property
    def action(self) -> str:
        slug, key = self.opened.catalog.slug, self.column.key
        return f"/admin/catalogs/{slug}/rows/{self.row.id}/cells/{key}"

    @property
    def field_id(self) -> str:
        return f"cell-{self.row.id}-{self.column.key}"

    def text(self) -> str:
        locale = catalogs.locale_of(self.opened.catalog)
        return text_of(state_of(self.row, self.column.key), self.column, locale)

    def save(self, session: Session, person: Person, data: forms.Fields) -> None:
        rows.save_cell(
            session,
            self.opened.catalog,
            self.row,
            self.column,
            forms.text_of(data, "value"),
            base_version=forms.version_of(data),
            person=person,
            operation_id=forms.operation_of(data),
            columns=self.hand.columns,
        )

    def editor(self, request: AnyRequest, text: str, error: str | None = None) -> Response[Any]:
        context = CellEditor(self.action, self.column, text, self.row.version, self.field_id, error)
        status = 422 if error else 200
        return self._answer(htmx.page(request, "cells/_editor.html", context, status_code=status))

    def conflict(self, request: AnyRequest, mine: str, conflict: CellConflict) -> Response[Any]:
        between = _BETWEEN.get(self.column.type)
        both = between.join((conflict.theirs, mine)) if between else ""
        context = ConflictBlock(
            self.action,
            self.field_id,
            conflict.version,
            mine,
            conflict.theirs,
            both if conflict.theirs and mine else "",
            conflict.who,
            moment(conflict.when, settings_of(request).time_zone),
        )
        return self._answer(htmx.page(request, "cells/_conflict.html", context, status_code=409))

    def shown(self, request: AnyRequest) -> Response[Any]:
        renderer = renderer_of(request, catalogs.locale_of(self.opened.catalog))
        column = shown_column(self.column)
        body = str(escape(renderer.shown(column, self.row.values, self.row.invalid)))
        return self._answer(Response(body, media_type=MediaType.HTML))

    def _answer(self, response: Response[Any]) -> Response[Any]:
        response.headers[ROW_VERSION] = str(self.row.version)
        response.headers["Cache-Control"] = "no-store"
        return response


def provide_cell(
    session: Session,
    person: Person,
    slug: FromPath[str],
    row_id: FromPath[int],
    key: FromPath[str],
) -> Cell:
    """Raises NotFound, for cells of pictures too: they have no text to edit."""
    opened = access.catalog_for_writing(session, person, slug)
    hand = row_in_hand(session, opened.catalog.id, row_id)
    column = hand.column(key)
    if column.type == "images":
        raise NotFound(Message("Pictures are changed on the row's own page."))
    return Cell(opened, hand, column)


class CellController(Controller):
    path = "/admin/catalogs/{slug:str}/rows/{row_id:int}/cells/{key:str}"
    dependencies = {"cell": Provide(provide_cell, sync_to_thread=True)}  # noqa: RUF012 - Litestar's

    @get(name="cells.edit", sync_to_thread=True)
    def edit_cell(self, request: AnyRequest, cell: NamedDependency[Cell]) -> Response[Any]:
        return cell.editor(request, cell.text())

    @post(name="cells.save", status_code=200, sync_to_thread=True)
    def save_cell(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        cell: NamedDependency[Cell],
        data: MultiForm,
    ) -> Response[Any]:
        try:
            cell.save(session, person, data)
        except Invalid as error:
            return cell.editor(request, forms.text_of(data, "value"), str(error))
        except CellConflict as conflict:
            return cell.conflict(request, forms.text_of(data, "value"), conflict)
        return cell.shown(request)
