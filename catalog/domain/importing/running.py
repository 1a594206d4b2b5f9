"""One import under way: batches of rows, then pictures, then the end, good or bad."""

import time
from collections.abc import Iterator
from itertools import islice

from sqlalchemy import delete
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Import
from catalog.db.session import Database
from catalog.domain import catalogs
from catalog.domain.accounts import Person
from catalog.domain.importing import records
from catalog.domain.importing.deciding import Decider
from catalog.domain.importing.opening import open_catalog
from catalog.domain.importing.orders import ImportOrder
from catalog.domain.importing.pictures import Attacher, Attaching, match
from catalog.domain.importing.planning import Plan
from catalog.domain.importing.results import ImportResult, Progress, Report, Tally
from catalog.domain.importing.writing import Writer
from catalog.domain.picture_files import PictureFiles
from catalog.domain.spreadsheets import NumberedRow

BATCH = 5_000
"""Rows of one transaction: other writers wait for it a fraction of a second."""

_SECONDS_BETWEEN_NOTES = 1.0


def decider_of(database: Database, plan: Plan, tally: Tally) -> Decider:
    """Return a decider that knows what the catalog has."""
    decider = Decider(plan, tally)
    with database.reading() as session:
        decider.load(session)
    return decider


def batches(plan: Plan) -> Iterator[list[NumberedRow]]:
    rows = plan.sheet.numbered_rows()
    while batch := list(islice(rows, BATCH)):
        yield batch


class Running:
    """Everything of one import that changes while it runs."""

    def __init__(
        self, database: Database, order: ImportOrder, plan: Plan, person: Person | None
    ) -> None:
        self._database = database
        self._order = order
        self._plan = plan
        self._person = person
        self._tally = Tally()
        self._has_all_rows = False
        self._noted_at = 0.0
        self._record_id = 0
        self._token = ""

    def begin(self, record_id: int | None) -> None:
        """Make what is new, and the record unless there is one."""
        with self._database.writing() as session:
            self._opened = open_catalog(session, self._order, self._plan, self._person)
            record = self._record(session, record_id)
            opened = self._opened
            records.begin(session, record.id, opened.catalog_id, opened.change_set_id)
            records.write_sentence(session, record.id, self._sentence)
            self._record_id, self._token = record.id, record.token

    def bring_rows(self, report: Report) -> dict[int, int]:
        """Return the ids of the rows by their numbers in the sheet, if pictures need them."""
        decider = decider_of(self._database, self._plan, self._tally)
        writer = Writer(self._opened)
        row_ids: dict[int, int] = {}
        for rows in batches(self._plan):
            with self._database.writing() as session:
                written = writer.write(session, decider.decide(session, rows))
                catalogs.touch(session, self._opened.catalog_id)
                progress = Progress("rows", self._tally.rows, self._plan.understanding.row_count)
                records.note(session, self._record_id, progress, self._tally)
            if self._plan.gallery:
                row_ids |= {row.number: row.row_id for row in written}
            report(progress)
        self._has_all_rows = True
        return row_ids

    def bring_pictures(
        self, pictures: PictureFiles, attacher: Attacher, row_ids: dict[int, int], report: Report
    ) -> None:
        self._tally.passed_over += pictures.passed_over

        def noted(progress: Progress) -> None:
            self._note_sometimes(progress)
            report(progress)

        attaching = Attaching(self._database, attacher, self._plan, self._tally)
        matches = match(self._plan, pictures.files, row_ids)
        attaching.run(matches, self._opened.column_ids, noted)

    def finish(self) -> ImportResult:
        opened = self._opened
        with self._database.writing() as session:
            catalog = session.get_one(Catalog, opened.catalog_id)
            if self._order.publish:
                catalogs.publish_catalog(session, catalog)
            records.finish(session, self._record_id, self._tally)
        return ImportResult(opened.slug, self._sentence, self._tally, self._token)

    def fail(self, error: BaseException) -> None:
        """Take a new catalog back if it is not whole, and write down what happened."""
        with self._database.writing() as session:
            if not (self._order.slug or self._has_all_rows):
                session.execute(delete(Catalog).where(Catalog.id == self._opened.catalog_id))
                records.forget_counts(session, self._record_id)
            records.fail(session, self._record_id, error)

    @property
    def _sentence(self) -> str:
        return str(self._plan.understanding.sentence())

    def _record(self, session: Session, record_id: int | None) -> Import:
        if record_id is not None:
            return session.get_one(Import, record_id)
        return records.new_record(session, self._person, self._order.file.filename)

    def _note_sometimes(self, progress: Progress) -> None:
        if time.monotonic() - self._noted_at < _SECONDS_BETWEEN_NOTES:
            return
        self._noted_at = time.monotonic()
        with self._database.writing() as session:
            records.note(session, self._record_id, progress, self._tally)
