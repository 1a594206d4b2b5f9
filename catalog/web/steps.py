"""Steps of the change log in words."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from catalog.db.models import Catalog, Column
from catalog.domain.catalogs import locale_of
from catalog.domain.cells import Locale
from catalog.domain.documents import text_of
from catalog.domain.queries.changes import ChangeRecord, StepRecord, changes_of
from catalog.domain.queries.columns import columns_of
from catalog.domain.titles import title_and_others, title_of
from catalog.i18n import gettext as _
from catalog.i18n import ngettext
from catalog.web.deps import Session
from catalog.web.words import moment, number

LONGEST_SHOWN = 120


class Line(NamedTuple):
    """One change of a small step."""

    row_id: int
    row: str
    is_deleted: bool
    column: str
    """Empty when the row as a whole was changed."""
    old: str
    new: str


class Step(NamedTuple):
    id: int
    headline: str
    who: str
    when: str
    is_undone: bool
    can_be_undone: bool
    is_undo: bool
    lines: list[Line]


def _can_be_undone(record: StepRecord) -> bool:
    """A removed column is brought back where the columns are, not step by step."""
    return bool(record.changes) and not record.is_undone and record.kind != "column_remove"


def described(
    session: Session, catalog: Catalog, records: Sequence[StepRecord], zone: ZoneInfo
) -> list[Step]:
    """Return the steps as people read them; the small ones change by change."""
    details = changes_of(session, records)
    title, _others = title_and_others(columns_of(session, catalog.id))
    locale = locale_of(catalog)
    return [
        Step(
            record.id,
            headline(record),
            record.who or _("Somebody"),
            moment(record.at, zone),
            record.is_undone,
            can_be_undone=_can_be_undone(record),
            is_undo=record.kind == "undo",
            lines=[_line(change, title, locale) for change in details.get(record.id, [])],
        )
        for record in records
    ]


def headline(step: StepRecord) -> str:
    """Return what was done, in a few words."""
    rows = ngettext("%(num)s row", "%(num)s rows", step.rows) % {"num": number(step.rows)}
    words = {
        "add": _("Added a row"),
        "duplicate": _("Duplicated a row"),
        "delete": _("Deleted %(rows)s"),
        "restore": _("Took %(rows)s out of the trash"),
        "import": _("Imported a sheet: %(rows)s"),
        "column_remove": _("Removed a column: %(rows)s"),
        "undo": _("Undid a step: %(rows)s"),
        "image_add": _("Added a picture"),
        "image_delete": _("Deleted a picture"),
        "image_order": _("Put pictures in order"),
        "image_replace": _("Replaced a picture"),
        "image_restore": _("Took a picture out of the trash"),
        "image_words": _("Described a picture"),
        "images": _("Changed pictures"),
        "cell": _("Changed a cell"),
    }
    return words.get(step.kind, _("Changed %(rows)s")) % {"rows": rows}


def _line(change: ChangeRecord, title: Column | None, locale: Locale) -> Line:
    is_coming_or_going = change.column is None and not (change.old and change.new)
    old, new = ({}, {}) if is_coming_or_going else (change.old, change.new)
    return Line(
        change.row_id,
        title_of(title, change.values, change.invalid, locale) or change.short_id,
        change.is_deleted,
        change.column.name if change.column else "",
        _state_text(old, change.column, locale),
        _state_text(new, change.column, locale),
    )


def _state_text(state: dict[str, Any], column: Column | None, locale: Locale) -> str:
    if column is None:
        return _status_text(state)
    if column.type == "images":
        return _pictures_text(state)
    return _shortened(text_of(state, column, locale))


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[:LONGEST_SHOWN]}…"


def _pictures_text(state: dict[str, Any]) -> str:
    """Return how many there are, or what a picture is called and said to be."""
    if "image" in state:
        said = [state.get(name) for name in ("filename", "alt", "caption", "credit")]
        return _shortened(" · ".join(text for text in said if text))
    images = state.get("images")
    if images is None:
        return ""
    return ngettext("%(num)s picture", "%(num)s pictures", len(images)) % {"num": len(images)}


def _status_text(state: dict[str, Any]) -> str:
    names = {"draft": _("draft"), "published": _("published"), "archived": _("archived")}
    return names.get(str(state.get("status")), "")
