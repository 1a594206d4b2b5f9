"""Bringing uploads in beside the requests, in a thread of its own; its state is in the record."""

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
from functools import partial
from threading import Event, Thread

from catalog.db.models import Import
from catalog.db.session import Database
from catalog.domain.accounts import Person
from catalog.domain.import_uploads import files_of, order_of
from catalog.domain.importing import records
from catalog.domain.importing.pictures import Attacher
from catalog.domain.imports import run_import
from catalog.domain.picture_files import PictureFiles, picture_files
from catalog.domain.uploads import attach_image
from catalog.errors import CatalogError
from catalog.settings import Settings
from catalog.storage.storages import Storages

log = logging.getLogger("catalog.imports")

_SECONDS_OF_SILENCE = 20.0


class ImportRuns:
    """Starts imports. A thread ends with its process: what it did till then is in the record."""

    def __init__(self, database: Database, storages: Storages, settings: Settings) -> None:
        self._database = database
        self._storages = storages
        self._settings = settings

    def start(self, record: Import, person: Person) -> bool:
        """Begin to bring an upload in; return False when that was done before.

        Raises Conflict while another import into the same catalog runs.
        """
        with self._database.writing() as session:
            if not records.claim(session, record.id):
                return False
        work = partial(copy_context().run, self._work, record, person)
        Thread(target=work, name=f"import-{record.id}", daemon=True).start()
        return True

    def _work(self, record: Import, person: Person) -> None:
        try:
            with self._heartbeat(record.id), ExitStack() as stack:
                self._run(record, person, self._pictures(record, stack))
        except CatalogError as error:
            self._fail(record, error)
        except Exception as error:
            log.exception("Import %s failed", record.id)
            self._fail(record, error)
        finally:
            files_of(self._settings, record.token).discard()

    def _run(self, record: Import, person: Person, pictures: PictureFiles | None) -> None:
        with self._database.reading() as session:
            order = order_of(session, self._settings, session.get_one(Import, record.id))
        attach = partial(
            attach_image, self._database, self._storages, self._settings, person=person
        )
        run_import(
            self._database,
            order,
            person=person,
            pictures=pictures,
            attacher=Attacher(attach, strips=self._settings.images.originals == "strip"),
            record_id=record.id,
        )

    def _pictures(self, record: Import, stack: ExitStack) -> PictureFiles | None:
        path = files_of(self._settings, record.token).pictures
        return stack.enter_context(picture_files(path)) if record.pictures_name else None

    def _fail(self, record: Import, error: Exception) -> None:
        with self._database.writing() as session:
            records.fail(session, record.id, error)

    @contextmanager
    def _heartbeat(self, record_id: int) -> Iterator[None]:
        """Say that the work is alive, also while it reads a large sheet without a word."""
        done = Event()

        def beat() -> None:
            while not done.wait(_SECONDS_OF_SILENCE):
                with self._database.writing() as session:
                    records.touch(session, record_id)

        Thread(target=beat, name=f"import-{record_id}-alive", daemon=True).start()
        try:
            yield
        finally:
            done.set()
