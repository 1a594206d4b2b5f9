"""A row as a full page: its fields as people edit them, its pictures, its neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.db.models import Catalog, Column, Row
from catalog.domain import catalogs
from catalog.domain.documents import state_of, text_of
from catalog.domain.queries.columns import columns_of
from catalog.domain.queries.images import ImageRecord, images_of_rows
from catalog.domain.queries.rows import RowRecord, Scope, neighbours_of_row
from catalog.domain.rows import RowConflict
from catalog.domain.search import CatalogSearch
from catalog.domain.titles import title_and_others, title_of
from catalog.i18n import gettext as _
from catalog.web import forms
from catalog.web.access import CatalogAccess
from catalog.web.current import AnyRequest, settings_of
from catalog.web.deps import Session
from catalog.web.words import moment


@dataclass(frozen=True)
class RowField:
    """One field of the form, with what the editors of all types need."""

    column: Column
    text: str
    error: str | None = None
    theirs: str | None = None
    """What somebody else put there meanwhile."""
    theirs_note: str = ""

    @property
    def field_id(self) -> str:
        return f"field-{self.column.key}"


@dataclass(frozen=True)
class RowPage:
    """The context of templates/rows/show.html and rows/new.html."""

    catalog: Catalog
    can_write: bool
    can_manage: bool
    row: Row | None
    label: str
    fields: list[RowField]
    status: str
    statuses: list[tuple[str, str]]
    base_version: int
    back: str
    """Where the form goes when it is saved."""
    errors: list[tuple[str, str]] = field(default_factory=list)
    """Field id and what is wrong with it, in order."""
    conflict: bool = False
    pictures: list[tuple[Column, list[ImageRecord]]] = field(default_factory=list)
    previous: RowRecord | None = None
    next: RowRecord | None = None


@dataclass(frozen=True)
class RowTrouble:
    """What kept a form from being saved: faults by key, or cells that changed meanwhile."""

    errors: Mapping[str, str] = field(default_factory=dict)
    conflict: RowConflict | None = None


def statuses() -> list[tuple[str, str]]:
    return [
        ("published", _("Published: visitors see it once the catalog is public")),
        ("draft", _("Draft: only members see it")),
        ("archived", _("Archived: only members see it")),
    ]


def typed_texts(columns: Sequence[Column], data: forms.Fields) -> dict[str, str]:
    """Return what the form holds for each column, by key; fields that are missing are left out."""
    names = {column.key: f"v.{column.key}" for column in columns if column.type != "images"}
    return {key: forms.text_of(data, name) for key, name in names.items() if name in data}


class RowForm:
    """Makes the page of one row, or of a new one, with what was typed and what is wrong."""

    def __init__(self, request: AnyRequest, session: Session, opened: CatalogAccess) -> None:
        self.request = request
        self.session = session
        self.opened = opened
        self.catalog = opened.catalog
        self.locale = catalogs.locale_of(opened.catalog)
        self.columns = columns_of(session, opened.catalog.id)

    def new(
        self, data: forms.Fields | None = None, errors: Mapping[str, str] | None = None
    ) -> RowPage:
        typed = typed_texts(self.columns, data or {})
        trouble = RowTrouble(errors or {})
        fields = [self._field(c, typed.get(c.key, ""), trouble) for c in self._editable()]
        return self._page(None, _("New row"), fields, data, trouble)

    def of(
        self, row: Row, data: forms.Fields | None = None, trouble: RowTrouble | None = None
    ) -> RowPage:
        trouble = trouble or RowTrouble()
        typed = typed_texts(self.columns, data or {})
        if trouble.conflict:
            typed = {key: text for key, text in typed.items() if key in trouble.conflict.mine}
        fields = [
            self._field(column, typed.get(column.key, self._text(row, column)), trouble)
            for column in self._editable()
        ]
        title, _others = title_and_others(self.columns)
        label = title_of(title, row.values, row.invalid, self.locale) or row.short_id
        return self._page(row, label, fields, data, trouble)

    def _editable(self) -> list[Column]:
        return [column for column in self.columns if column.type != "images"]

    def _text(self, row: Row, column: Column) -> str:
        return text_of(state_of(row, column.key), column, self.locale)

    def _field(self, column: Column, text: str, trouble: RowTrouble) -> RowField:
        theirs = trouble.conflict.cells.get(column.key) if trouble.conflict else None
        error = trouble.errors.get(column.key)
        if theirs is None:
            return RowField(column, text, error)
        when = moment(theirs.when, settings_of(self.request).time_zone)
        note = _("%(who)s changed this, %(when)s.") % {"who": theirs.who, "when": when}
        return RowField(column, text, note, theirs.text, note)

    def _page(
        self,
        row: Row | None,
        label: str,
        fields: list[RowField],
        data: forms.Fields | None,
        trouble: RowTrouble,
    ) -> RowPage:
        sent = data or {}
        base = forms.version_of(sent) or (row.version if row else 0)
        return RowPage(
            catalog=self.catalog,
            can_write=self.opened.can_write,
            can_manage=self.opened.can_manage,
            row=row,
            label=label,
            fields=fields,
            status=forms.text_of(sent, "status") or (row.status if row else "published"),
            statuses=statuses(),
            base_version=trouble.conflict.version if trouble.conflict else base,
            back=self._back(sent),
            errors=[(each.field_id, each.error) for each in fields if each.error],
            conflict=trouble.conflict is not None,
            **(self._around(row) if row else {}),
        )

    def _around(self, row: Row) -> dict[str, Any]:
        images = images_of_rows(self.session, [row.id]).get(row.id, {})
        scope = Scope(self.catalog.id, self.columns)
        beside = neighbours_of_row(self.session, scope, CatalogSearch(), row.id)
        return {
            "pictures": [(c, images.get(c.id, [])) for c in self.columns if c.type == "images"],
            "previous": beside.previous,
            "next": beside.next,
        }

    def _back(self, sent: forms.Fields) -> str:
        """Return the page of the table that led here, with its search."""
        base = f"/admin/catalogs/{self.catalog.slug}"
        if "next" in sent:
            return forms.own_address(sent, base)
        came_from = self.request.headers.get("referer", "")
        _origin, found, query = came_from.partition(f"{base}?")
        return f"{base}?{query}" if found else base
