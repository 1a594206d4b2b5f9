"""One picture of a cell: enlarged, put in order, described, deleted and brought back."""

from typing import Any, NamedTuple

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath

from catalog.db.models import Image
from catalog.domain import images
from catalog.domain.images import Words
from catalog.web import access, htmx
from catalog.web.deps import AnyRequest, Form, Person, Session
from catalog.web.trays import Tray, tray_for_reading, tray_for_writing

STEPS = {"earlier": -1, "later": 1}
OpenTray = NamedDependency[Tray]


class Picked(NamedTuple):
    """A picture that the person may change, in its tray."""

    tray: Tray
    image: Image


OnePicture = NamedDependency[Picked]


def provide_tray(
    session: Session,
    person: Person,
    slug: FromPath[str],
    row_id: FromPath[str],
    key: FromPath[str],
) -> Tray:
    return tray_for_reading(session, person, slug, row_id, key)


def provide_writable(
    session: Session,
    person: Person,
    slug: FromPath[str],
    row_id: FromPath[str],
    key: FromPath[str],
) -> Tray:
    return tray_for_writing(session, person, slug, row_id, key)


def provide_picked(session: Session, writable: OpenTray, public_id: FromPath[str]) -> Picked:
    row, column = writable.row, writable.column
    return Picked(writable, access.image_of(session, row, column, public_id))


def provide_trashed(session: Session, writable: OpenTray, public_id: FromPath[str]) -> Picked:
    row, column = writable.row, writable.column
    return Picked(writable, access.image_of(session, row, column, public_id, in_trash=True))


class ImageController(Controller):
    path = "/admin/catalogs/{slug:str}/rows/{row_id:str}/images/{key:str}/{public_id:str}"
    dependencies = {  # noqa: RUF012 - Litestar's own declaration
        "tray": Provide(provide_tray, sync_to_thread=True),
        "writable": Provide(provide_writable, sync_to_thread=True),
        "picked": Provide(provide_picked, sync_to_thread=True),
        "trashed": Provide(provide_trashed, sync_to_thread=True),
    }

    @get(name="images.show", sync_to_thread=True)
    def show_image(
        self, request: AnyRequest, session: Session, tray: OpenTray, public_id: FromPath[str]
    ) -> Response[Any]:
        return htmx.page(request, "images/show.html", tray.enlarged(session, public_id))

    @post("/order", name="images.order", status_code=200, sync_to_thread=True)
    def order_image(
        self, request: AnyRequest, session: Session, person: Person, picked: OnePicture, data: Form
    ) -> Response[Any]:
        to = data.get("to", "")
        if to in STEPS:
            images.move_image(session, picked.image, STEPS[to], person)
        else:
            images.make_cover(session, picked.image, person)
        return picked.tray.changed(request, session)

    @post("/words", name="images.words", status_code=200, sync_to_thread=True)
    def save_words(
        self, request: AnyRequest, session: Session, person: Person, picked: OnePicture, data: Form
    ) -> Response[Any]:
        images.update_image(session, picked.image, person, **_words(data))
        return picked.tray.changed(request, session)

    @post("/delete", name="images.delete", status_code=200, sync_to_thread=True)
    def delete_image(
        self, request: AnyRequest, session: Session, person: Person, picked: OnePicture
    ) -> Response[Any]:
        images.detach_image(session, picked.image, person)
        return picked.tray.changed(request, session, picked.image.public_id)

    @post("/restore", name="images.restore", status_code=200, sync_to_thread=True)
    def restore_image(
        self, request: AnyRequest, session: Session, person: Person, trashed: OnePicture
    ) -> Response[Any]:
        images.restore_image(session, trashed.image, person)
        return trashed.tray.changed(request, session)


def _words(data: Form) -> Words:
    return {
        "alt": data.get("alt", ""),
        "caption": data.get("caption", ""),
        "credit": data.get("credit", ""),
        "is_internal": "is_internal" in data,
    }
