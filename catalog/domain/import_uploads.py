"""Sheets that wait for their import: uploaded, looked at, then brought in or thrown away.

The files are kept in a folder of their own under the random token of the import's record, readable
by nobody else; those that nobody brings in within a day are swept away.
"""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Catalog, Import
from catalog.db.session import Database
from catalog.domain import spreadsheets
from catalog.domain.accounts import Person
from catalog.domain.cells import Locale
from catalog.domain.importing import records
from catalog.domain.importing.orders import ImportChoices, ImportOrder, SheetFile, choices_of
from catalog.errors import Invalid
from catalog.i18n import Message
from catalog.settings import Settings

KEPT = timedelta(days=1)
ROOM_KEPT_FREE = 100 * 1000 * 1000
"""Bytes of the disk that uploads leave alone."""


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Given(NamedTuple):
    """A file as it was sent."""

    file: Readable
    filename: str


class Destination(NamedTuple):
    """Where a sheet goes: into the catalog, or, without one, into a new one so named."""

    catalog_id: int | None = None
    name: str = ""
    locale: Locale = Locale()
    may_add_columns: bool = True

    def as_document(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "language": self.locale.language,
            "currency": self.locale.currency,
            "may_add_columns": self.may_add_columns,
        }


class Files(NamedTuple):
    sheet: Path
    pictures: Path

    def discard(self) -> None:
        for path in self:
            path.unlink(missing_ok=True)


def files_of(settings: Settings, token: str) -> Files:
    folder = settings.data_dir / "imports"
    return Files(folder / f"{token}.sheet", folder / f"{token}.pictures")


def keep_upload(
    database: Database,
    settings: Settings,
    person: Person,
    sheet: Given,
    pictures: Given | None,
    destination: Destination,
) -> Import:
    """Keep what was sent, and a record of it. Raises `Invalid("file", why)` for what is no sheet.

    Files are written before the record: what a crash leaves between them is swept.
    """
    token = records.new_token()
    files = files_of(settings, token)
    files.sheet.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        _keep(sheet, files.sheet)
        spreadsheets.read(files.sheet, sheet.filename)
        if pictures:
            _keep(pictures, files.pictures)
        with database.writing() as session:
            return records.new_record(
                session,
                person,
                sheet.filename,
                token=token,
                pictures_name=pictures.filename if pictures else "",
                catalog_id=destination.catalog_id,
                choices=destination.as_document(),
            )
    except BaseException:
        files.discard()
        raise


def _keep(given: Given, path: Path) -> None:
    if shutil.disk_usage(path.parent).free < ROOM_KEPT_FREE:
        raise Invalid("file", Message("The disk is full. Nothing was kept."))
    path.touch(mode=0o600)
    with path.open("wb") as file:
        shutil.copyfileobj(given.file, file)


def order_of(session: Session, settings: Settings, record: Import) -> ImportOrder:
    """Return what the record asks for."""
    asked = record.choices
    slug = session.scalar(select(Catalog.slug).where(Catalog.id == record.catalog_id))
    return ImportOrder(
        SheetFile(files_of(settings, record.token).sheet, record.filename),
        choices_of(asked),
        slug=slug or "",
        name=asked.get("name", ""),
        locale=Locale(asked.get("language", "es"), asked.get("currency", "EUR")),
        publish=bool(asked.get("publish")),
        may_add_columns=bool(asked.get("may_add_columns", True)),
    )


def decide(
    session: Session, record: Import, destination: Destination, choices: ImportChoices
) -> None:
    """Write down what a person decided about an upload; nothing once it is being brought in."""
    document = destination.as_document() | choices.as_document()
    session.execute(
        update(Import)
        .where(Import.id == record.id, Import.state == "uploaded")
        .values(choices=document)
        .execution_options(synchronize_session=False)
    )


def discard(database: Database, settings: Settings, record: Import) -> None:
    """Throw an upload away, unless it is being brought in."""
    with database.writing() as session:
        is_discarded = records.delete_upload(session, record.id)
    if is_discarded:
        files_of(settings, record.token).discard()


def sweep(database: Database, settings: Settings) -> None:
    """Throw away uploads that nobody brought in, and files without a record."""
    with database.writing() as session:
        records.delete_uploads_before(session, now() - KEPT)
        waiting = (Import.ended_at.is_(None), Import.seen_at > now() - KEPT)
        kept = set(session.scalars(select(Import.token).where(*waiting)))
    oldest = (now() - KEPT).timestamp()
    for path in (settings.data_dir / "imports").glob("*"):
        if path.stem not in kept and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
