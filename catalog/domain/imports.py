"""Bringing a sheet into a catalog, new or known: looked at first, then done.

Both go the same way through the same code, so what the preview shows is what comes in:

    picture = preview(database, order)                    # nothing is written
    result = run_import(database, order, person=person)

Rows are written in batches, each in a transaction of its own. When the work fails between them, a
new catalog is taken back whole; of a known one the rows that are in stay, as one step of its
history that can be undone, and the record of the import says how many they are.
"""

from catalog.db.session import Database
from catalog.domain import catalogs
from catalog.domain.accounts import Person
from catalog.domain.importing.orders import (
    LEAVE_OUT,
    NEW,
    ColumnChoice,
    ImportChoices,
    ImportOrder,
    SheetFile,
)
from catalog.domain.importing.pictures import Attacher
from catalog.domain.importing.planning import Plan, PlannedColumn, plan_of, understood
from catalog.domain.importing.previews import ImportPreview, Previewing
from catalog.domain.importing.results import ImportResult, Progress, Report, Tally
from catalog.domain.importing.running import Running, batches, decider_of
from catalog.domain.importing.surveys import Survey, survey
from catalog.domain.importing.targets import Target, target_of
from catalog.domain.picture_files import PictureFiles

__all__ = [
    "LEAVE_OUT",
    "NEW",
    "Attacher",
    "ColumnChoice",
    "ImportChoices",
    "ImportOrder",
    "ImportPreview",
    "ImportResult",
    "PlannedColumn",
    "Progress",
    "Report",
    "SheetFile",
    "preview",
    "run_import",
]


def _silent(_progress: Progress) -> None:
    """Report to nobody."""


def preview(
    database: Database,
    order: ImportOrder,
    *,
    pictures: PictureFiles | None = None,
    most_rows: int | None = None,
    report: Report = _silent,
) -> ImportPreview:
    """Return what `run_import` would do, writing nothing. Raises `Invalid` as it would.

    The sheet is understood from all its rows; `most_rows` says how many are looked at one by one.
    """
    report(Progress("reading", 0, 0))
    plan = _plan(database, order, pictures)
    tally = Tally()
    decider = decider_of(database, plan, tally)
    looking = Previewing(plan, tally)
    for rows in batches(plan):
        with database.reading() as session:
            looking.add(decider.decide(session, rows))
        report(Progress("rows", tally.rows, plan.understanding.row_count))
        if most_rows is not None and tally.rows >= most_rows:
            break
    if pictures:
        looking.add_pictures(pictures)
    return looking.result()


def run_import(  # noqa: PLR0913 - what, by whom, with what, and whom to tell
    database: Database,
    order: ImportOrder,
    *,
    person: Person | None = None,
    pictures: PictureFiles | None = None,
    attacher: Attacher | None = None,
    record_id: int | None = None,
    report: Report = _silent,
) -> ImportResult:
    """Bring the sheet in; one change set of kind `import` holds all of it.

    The person owns a new catalog. `pictures` want an `attacher`. `record_id` is of an import that
    was uploaded before; without it a record is made. Raises `Invalid` with one sentence for what
    cannot be read, NotFound for an unknown catalog, Conflict while another import into it runs.
    """
    report(Progress("reading", 0, 0))
    running = Running(database, order, _plan(database, order, pictures), person)
    running.begin(record_id)
    try:
        row_ids = running.bring_rows(report)
        if pictures and attacher:
            running.bring_pictures(pictures, attacher, row_ids, report)
        return running.finish()
    except BaseException as error:
        running.fail(error)
        raise


def _plan(database: Database, order: ImportOrder, pictures: PictureFiles | None) -> Plan:
    target = _target(database, order)
    sheet, understanding = understood(order.file, order.choices, target)
    found = Survey()
    if pictures:
        key = order.choices.key
        found = survey(sheet, understanding, pictures.files, key, target.locale)
    return plan_of(sheet, understanding, order.choices, target, found)


def _target(database: Database, order: ImportOrder) -> Target:
    if not order.slug:
        return Target(locale=order.locale, name=order.new_name)
    with database.reading() as session:
        catalog = catalogs.catalog_by_slug(session, order.slug)
        return target_of(session, catalog, may_add_columns=order.may_add_columns)
