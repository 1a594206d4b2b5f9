"""What the JSON interface shares: who asks, what they send, what they get."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from litestar import Response
from litestar.concurrency import sync_to_thread
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler

from catalog.db.models import Catalog, Column, Row
from catalog.domain import accounts
from catalog.domain.queries.columns import columns_of
from catalog.domain.queries.images import RowImages, images_of_rows
from catalog.domain.queries.rows import RowRecord
from catalog.domain.row_edits import RowConflict
from catalog.errors import InvalidForm, SignInNeeded
from catalog.i18n import Message
from catalog.web import errors
from catalog.web.current import AnyConnection, AnyRequest, database_of
from catalog.web.deps import Session
from catalog.web.row_documents import image_document, row_document
from catalog.web.site import Site

MOST_DIGITS = 15
"""Digits that a JSON number surely keeps on its way through a program."""


class NewCatalog(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    language: str = "es"
    currency: str = "EUR"
    description: str = ""


class NewColumn(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    type: str
    options: dict[str, Any] | None = None
    help: str = ""
    required: bool = False
    unique: bool = False
    visibility: str | None = None
    key: str | None = None


class NewRow(msgspec.Struct, forbid_unknown_fields=True):
    values: dict[str, Any] = {}
    status: str = "published"
    operation_id: str | None = None
    """Made by the program; the same one again gets the row that the first one made."""


class RowChanges(msgspec.Struct, forbid_unknown_fields=True):
    values: dict[str, Any] = {}
    """null empties a cell; columns that are not named stay as they are."""
    base_version: int | None = None
    """The version that was read: what changed since is answered with 409. Without: overrules."""
    status: str | None = None
    operation_id: str | None = None


def _person(connection: AnyConnection) -> accounts.Person:
    """Raises SignInNeeded unless a known key comes along as `Authorization: Bearer ...`."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        with database_of(connection).reading() as session:
            person = accounts.person_of_token(session, token.strip())
        if person:
            return person
    raise SignInNeeded(Message("Send a valid key: Authorization: Bearer cat_..."))


def _person_of_request(request: AnyRequest) -> accounts.Person:
    return _person(request)


async def require_key(connection: AnyConnection, _handler: BaseRouteHandler) -> None:
    """Refuse strangers before megabytes of theirs are received."""
    await sync_to_thread(_person, connection)


dependencies = {"person": Provide(_person_of_request, sync_to_thread=True)}


def answer_unknown(request: AnyRequest, error: SignInNeeded) -> Response[Any]:
    response = errors.answer_refusal(request, error)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer_conflict(request: AnyRequest, error: RowConflict) -> Response[Any]:
    """Say what stands there now, and at which version."""
    response = errors.answer_refusal(request, error)
    response.content["version"] = error.version
    response.content["theirs"] = {key: theirs.text for key, theirs in error.cells.items()}
    return response


exception_handlers: dict[int | type[Exception], Any] = {
    SignInNeeded: answer_unknown,
    RowConflict: answer_conflict,
}


def exact(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Raises InvalidForm for numbers that have lost digits, or may have, by being JSON numbers."""
    doubtful = {
        key: Message("Send numbers of more than %(n)s digits as text.", {"n": MOST_DIGITS})
        for key, value in values.items()
        if isinstance(value, float) and len(Decimal(repr(value)).as_tuple().digits) > MOST_DIGITS
    }
    if doubtful:
        raise InvalidForm({**doubtful})
    return values


def catalog_document(catalog: Catalog) -> dict[str, Any]:
    return {
        "slug": catalog.slug,
        "name": catalog.name,
        "description": catalog.description,
        "language": catalog.language,
        "currency": catalog.currency,
        "visibility": catalog.visibility,
        "version": catalog.version,
        "updated_at": catalog.updated_at,
    }


def column_document(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "name": column.name,
        "type": column.type,
        "help": column.help,
        "options": column.options,
        "required": column.required,
        "unique": column.unique,
        "visibility": column.visibility,
    }


class RowDocuments:
    """Makes the documents of rows for members: with their state, and internal pictures too."""

    def __init__(self, session: Session, columns: Sequence[Column], site: Site) -> None:
        self._session = session
        self._columns = columns
        self._site = site

    @classmethod
    def of(cls, session: Session, catalog_id: int, site: Site) -> "RowDocuments":
        return cls(session, columns_of(session, catalog_id), site)

    def many(self, rows: Sequence[RowRecord | Row]) -> list[dict[str, Any]]:
        images = images_of_rows(self._session, [row.id for row in rows])
        return [self._document(row, images) for row in rows]

    def one(self, row: RowRecord | Row) -> dict[str, Any]:
        return self.many([row])[0]

    def _document(self, row: RowRecord | Row, images: RowImages) -> dict[str, Any]:
        of_row = images.get(row.id, {})
        ordered = [
            image_document(image, self._site)
            | {"column": column.key, "internal": image.is_internal}
            for column in self._columns
            for image in of_row.get(column.id, [])
        ]
        document = row_document(row, self._columns, (), self._site)
        return document | {"images": ordered, "status": row.status, "invalid": row.invalid}
