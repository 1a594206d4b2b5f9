"""What the pages of imports show, ready to be laid out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from catalog.db.models import Catalog, Import
from catalog.domain.importing import records
from catalog.domain.importing.orders import choices_of
from catalog.domain.importing.planning import PlannedColumn
from catalog.domain.importing.previews import PreviewRow
from catalog.domain.importing.targets import Target
from catalog.domain.imports import ImportChoices, ImportPreview
from catalog.domain.queries.imports import ImportRecord
from catalog.i18n import gettext as _
from catalog.i18n import ngettext
from catalog.settings import Settings
from catalog.web.import_forms import Choices, Readings, place_of, places, readings, types
from catalog.web.words import moment, number

REFRESH_SECONDS = 1
_ERRORS_SHOWN = 50


class ColumnLine(NamedTuple):
    """One column of the sheet, and what will become of it."""

    position: int
    header: str
    samples: str
    name: str
    to: str
    type: str
    type_label: str
    is_new: bool
    note: str
    """What a person should look at, or why it stays out."""


class PastImport(NamedTuple):
    href: str
    filename: str
    who: str
    when: str
    outcome: str
    state: str
    badge: str


@dataclass(frozen=True)
class UploadPage:
    """The context of templates/imports/new.html and templates/imports/index.html."""

    catalog: Catalog | None
    can_write: bool
    languages: Choices
    values: dict[str, str]
    imports: list[PastImport] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PreviewPage:
    """The context of templates/imports/preview.html."""

    record: Import
    catalog: Catalog | None
    asked: ImportChoices
    values: dict[str, str]
    languages: Choices
    readings: Readings
    sentence: str = ""
    columns: list[ColumnLine] = field(default_factory=list)
    places: Choices = field(default_factory=list)
    types: Choices = field(default_factory=list)
    keys: Choices = field(default_factory=list)
    counts: list[tuple[str, str]] = field(default_factory=list)
    shown: Sequence[PlannedColumn] = ()
    rows: Sequence[PreviewRow] = ()
    errors: list[tuple[int, str, str, str]] = field(default_factory=list)
    more_errors: str = ""
    files: list[str] = field(default_factory=list)
    """Of pictures that will not be attached, with the reason."""
    first_rows: str = ""
    """How many rows were looked at, when not all were."""
    refusal: str = ""
    """Why the sheet cannot be read, or not be brought in."""


@dataclass(frozen=True)
class ProgressPage:
    """The context of templates/imports/progress.html."""

    record: Import
    catalog: Catalog | None
    href: str
    title: str
    percent: int
    counts: list[tuple[str, str]]
    refresh_seconds: int = REFRESH_SECONDS


@dataclass(frozen=True)
class ResultPage:
    """The context of templates/imports/result.html."""

    record: Import
    catalog: Catalog | None
    state: str
    badge: str
    fault: str
    counts: list[tuple[str, str]]
    errors: list[tuple[int, str, str, str]]
    more_errors: str
    files: list[str]
    can_be_undone: bool


def preview_page(
    record: Import,
    catalog: Catalog | None,
    languages: Choices,
    preview: ImportPreview,
    target: Target,
) -> PreviewPage:
    tally = preview.tally
    report = tally.report()
    return PreviewPage(
        record=record,
        catalog=catalog,
        asked=choices_of(record.choices),
        values=values_of(record),
        languages=languages,
        readings=readings(preview.sheets),
        sentence=str(preview.sentence),
        columns=[_line(column, preview) for column in preview.columns],
        places=places(target),
        types=types(),
        keys=_keys(preview, target),
        counts=counts_of(tally.counts()),
        shown=preview.shown,
        rows=preview.rows,
        errors=report["errors"][:_ERRORS_SHOWN],
        more_errors=_more(tally.error_count),
        files=_files(report),
        first_rows="" if preview.is_whole else number(tally.rows),
    )


def refused_page(
    record: Import, catalog: Catalog | None, languages: Choices, refusal: str
) -> PreviewPage:
    """Return the page of a sheet that cannot be read as it is asked for."""
    return PreviewPage(
        record,
        catalog,
        choices_of(record.choices),
        values_of(record),
        languages,
        readings([]),
        refusal=refusal,
    )


def values_of(record: Import) -> dict[str, str]:
    return {name: str(record.choices.get(name, "")) for name in ("name", "language", "currency")}


def _line(column: PlannedColumn, preview: ImportPreview) -> ColumnLine:
    guesses = {guess.position: guess for guess in preview.understanding.columns}
    guess = guesses[column.position]
    labels = dict(types())
    return ColumnLine(
        position=column.position,
        header=column.header or "—",
        samples=" · ".join(guess.samples),
        name=column.name,
        to=place_of(column),
        type=column.type,
        type_label=labels.get(column.type, _("Pictures")),
        is_new=column.is_new and column.type in labels,
        note=_note(column, guess.ambiguous),
    )


def _note(column: PlannedColumn, ambiguous: str) -> str:
    if column.is_left_out:
        return str(column.left_out_because or "")
    if column.new_choices:
        values = {"names": ", ".join(column.new_choices)}
        return _("New choices: %(names)s") % values
    questions = {
        "number": _("1,800 may be a thousand eight hundred or less than two: say which is meant."),
        "date": _("Day and month may be the other way round: say which is meant."),
    }
    return questions.get(ambiguous, "")


def _keys(preview: ImportPreview, target: Target) -> Choices:
    """A catalog that is there can be updated; of a new one the key may not repeat."""
    none = _("none: add every row") if target.catalog_id else _("none")
    return [("", none), *((column.key, column.name) for column in preview.shown)]


def counts_of(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Return the counts that say something, each with words that agree with it."""
    n = Counter(counts)
    attached, known, lost = n["images_attached"], n["images_unchanged"], n["images_failed"]
    words = (
        ("created", ngettext("new row", "new rows", n["created"])),
        ("updated", ngettext("changed row", "changed rows", n["updated"])),
        ("unchanged", ngettext("row as before", "rows as before", n["unchanged"])),
        ("skipped", ngettext("blank row", "blank rows", n["skipped"])),
        ("failed", ngettext("row left out", "rows left out", n["failed"])),
        ("images_attached", ngettext("picture", "pictures", attached)),
        ("images_unchanged", ngettext("picture as before", "pictures as before", known)),
        ("images_failed", ngettext("picture not attached", "pictures not attached", lost)),
        ("error_count", ngettext("value to look at", "values to look at", n["error_count"])),
    )
    return [(number(n[name]), word) for name, word in words if n[name]]


def progress_page(record: Import, catalog: Catalog | None) -> ProgressPage:
    titles = {"rows": _("Bringing in rows"), "pictures": _("Attaching pictures")}
    share = record.done / record.total if record.total else 0
    return ProgressPage(
        record,
        catalog,
        href=f"/admin/imports/{record.token}",
        title=titles.get(record.stage, _("Reading the sheet")),
        percent=int(share * 100),
        counts=counts_of(record.counts),
    )


def result_page(record: Import, catalog: Catalog | None, *, can_be_undone: bool) -> ResultPage:
    state, badge = _state(record)
    report: dict[str, Any] = {"errors": [], "unmatched": [], "passed_over": [], **record.report}
    fault = record.fault or (str(records.INTERRUPTED) if state_is_dead(record) else "")
    return ResultPage(
        record,
        catalog,
        state=state,
        badge=badge,
        fault=fault,
        counts=counts_of(record.counts),
        errors=[tuple(error) for error in report["errors"]],
        more_errors=_more(record.counts.get("error_count", 0), len(report["errors"])),
        files=_files(report),
        can_be_undone=can_be_undone,
    )


def state_is_dead(record: Import) -> bool:
    return records.is_interrupted(record)


def _state(record: Import) -> tuple[str, str]:
    if state_is_dead(record):
        return _("Interrupted"), "badge-danger"
    states = {
        "running": (_("Running"), "badge-accent"),
        "finished": (_("Done"), "badge-ok"),
        "failed": (_("Failed"), "badge-danger"),
    }
    return states.get(record.state, (_("Waiting"), ""))


def past_import(found: ImportRecord, settings: Settings) -> PastImport:
    record = found.record
    state, badge = _state(record)
    counts = (f"{count} {word}" for count, word in counts_of(record.counts))
    return PastImport(
        href=f"/admin/imports/{record.token}",
        filename=record.filename,
        who=found.who or _("Command"),
        when=moment(record.created_at, settings.time_zone),
        outcome=", ".join(counts),
        state=state,
        badge=badge,
    )


def _more(count: int, shown: int = _ERRORS_SHOWN) -> str:
    more = count - min(count, shown)
    return ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more} if more else ""


def _files(report: dict[str, Any]) -> list[str]:
    """Return a line for each file of pictures that stays out."""
    unmatched = [_("%(name)s: no row is meant") % {"name": name} for name in report["unmatched"]]
    return unmatched + [f"{name}: {reason}" for name, reason in report["passed_over"]]
