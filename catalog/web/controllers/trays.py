"""The tray of a cell: its pictures, and new ones.

Uploads hold no transaction of the request: each file has its own steps.
"""

from functools import partial
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery

from catalog.web import access
from catalog.web.deps import AnyRequest, Person, Session
from catalog.web.trays import Refusal, Tray, tray_for_reading, tray_for_writing
from catalog.web.uploads import (
    UPLOAD_LIMIT,
    OpenStudio,
    Studio,
    Upload,
    provide_studio,
    require_person,
    take_all,
)

OpenTray = NamedDependency[Tray]


_UPLOAD: dict[str, Any] = {"guards": [require_person], "request_max_body_size": UPLOAD_LIMIT}


def provide_readable(
    session: Session,
    person: Person,
    slug: FromPath[str],
    row_id: FromPath[str],
    key: FromPath[str],
) -> Tray:
    return tray_for_reading(session, person, slug, row_id, key)


def provide_tray(
    studio: OpenStudio, slug: FromPath[str], row_id: FromPath[str], key: FromPath[str]
) -> Tray:
    with studio.database.reading() as session:
        return tray_for_writing(session, studio.person, slug, row_id, key)


class TrayController(Controller):
    path = "/admin/catalogs/{slug:str}/rows/{row_id:str}/images/{key:str}"
    dependencies = {  # noqa: RUF012 - Litestar's own declaration
        "studio": Provide(provide_studio, sync_to_thread=False),
        "readable": Provide(provide_readable, sync_to_thread=True),
        "tray": Provide(provide_tray, sync_to_thread=True),
    }

    @get(name="images.index", sync_to_thread=True)
    def list_images(
        self,
        request: AnyRequest,
        session: Session,
        readable: OpenTray,
        part: FromQuery[str] = "",
        deleted: FromQuery[str] = "",
    ) -> Response[Any]:
        if part == "cell":
            return readable.cell(request, session)
        return readable.answer(request, session, deleted=deleted)

    @post(name="images.add", status_code=200, sync_to_thread=True, **_UPLOAD)
    def add_images(
        self, request: AnyRequest, studio: OpenStudio, tray: OpenTray, data: Upload
    ) -> Response[Any]:
        refusals, status = take_all(data, partial(studio.attach, tray))
        return _answer(request, studio, tray, refusals, status)

    @post(
        "/{public_id:str}/replace",
        name="images.replace",
        status_code=200,
        sync_to_thread=True,
        **_UPLOAD,
    )
    def replace_image(
        self,
        request: AnyRequest,
        studio: OpenStudio,
        tray: OpenTray,
        public_id: FromPath[str],
        data: Upload,
    ) -> Response[Any]:
        with studio.database.reading() as session:
            access.image_of(session, tray.row, tray.column, public_id)

        def take(file: UploadFile, _operation_id: str | None) -> None:
            studio.replace(public_id, file)

        refusals, status = take_all(data, take)
        return _answer(request, studio, tray, refusals, status)


def _answer(
    request: AnyRequest, studio: Studio, tray: Tray, refusals: list[Refusal], status: int
) -> Response[Any]:
    with studio.database.reading() as session:
        if not refusals:
            return tray.changed(request, session)
        return tray.answer(request, session, status_code=status, refusals=refusals)
