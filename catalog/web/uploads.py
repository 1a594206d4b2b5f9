"""Files that come with a form, given to the domain one by one: a bad one stops no good one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import MultipartBody

from catalog.db.session import Database
from catalog.domain import uploads
from catalog.domain.accounts import Person
from catalog.domain.filenames import clean_filename
from catalog.errors import CatalogError, Conflict, Invalid, SignInNeeded, StorageError
from catalog.i18n import gettext as _
from catalog.settings import Settings
from catalog.storage.base import StorageFull, StorageUnavailable
from catalog.storage.storages import Storages
from catalog.web import deps
from catalog.web.current import person_of
from catalog.web.trays import Refusal, Tray

UPLOAD_LIMIT = 250 * 1000 * 1000
"""Bytes of one request with pictures; scripts send them one by one."""

Upload: TypeAlias = MultipartBody[dict[str, Any]]
"""`data: Upload`: fields, and files under `file`."""

Take = Callable[[UploadFile, str | None], object]
"""Takes one file in, as the operation of that id."""


@dataclass(frozen=True)
class Studio:
    """What taking pictures in needs beside the pictures."""

    database: Database
    storages: Storages
    settings: Settings
    person: Person

    def attach(self, tray: Tray, file: UploadFile, operation_id: str | None) -> None:
        uploads.attach_image(
            self.database,
            self.storages,
            self.settings,
            row_id=tray.row.id,
            column_id=tray.column.id,
            source=file.file,
            filename=file.filename,
            person=self.person,
            operation_id=operation_id,
        )

    def replace(self, public_id: str, file: UploadFile) -> None:
        uploads.replace_image(
            self.database,
            self.storages,
            self.settings,
            public_id=public_id,
            source=file.file,
            filename=file.filename,
            person=self.person,
        )


OpenStudio = NamedDependency[Studio]
"""`studio: OpenStudio`, from `provide_studio`."""


def provide_studio(
    database: deps.Database, storages: deps.Storages, settings: deps.Settings, person: deps.Person
) -> Studio:
    return Studio(database, storages, settings, person)


async def require_person(
    connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler
) -> None:
    """Refuse strangers before megabytes of theirs are received."""
    if await sync_to_thread(person_of, connection) is None:
        raise SignInNeeded


def take_all(data: Mapping[str, Any], take: Take) -> tuple[list[Refusal], int]:
    """Have each file taken in; return the refusals and the status that answers for all."""
    operation = str(data.get("operation_id", ""))[:56]
    files = _files(data.get("file", []))
    if not files:
        return [Refusal("", _("Choose a picture first."))], 422
    refusals, status = [], 200
    for number, file in enumerate(files):
        try:
            take(file, f"{operation}.{number}" if operation else None)
        except (Invalid, Conflict, StorageError) as error:
            refusals.append(Refusal(clean_filename(file.filename), _reason(error)))
            status = max(status, 507 if isinstance(error, StorageFull) else 422)
    return refusals, status


def _files(given: object) -> list[UploadFile]:
    together = given if isinstance(given, list) else [given]
    return [file for file in together if isinstance(file, UploadFile) and file.filename]


def _reason(error: CatalogError) -> str:
    """Return the sentence, and for trouble of the disk what to do about it."""
    if not isinstance(error, StorageUnavailable):
        return str(error)
    cause = _("It could not be stored: %(cause)s.") % {"cause": error}
    return f"{cause} {error.remedy}" if error.remedy else cause
