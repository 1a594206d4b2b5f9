"""Pictures by their permanent addresses, and by those of the former site."""

from typing import Any

from litestar import Controller, HttpMethod, Response, route
from litestar.params import FromPath

from catalog.domain.accounts import Person
from catalog.domain.filenames import clean_filename
from catalog.domain.image_parts import ORIGINAL
from catalog.domain.queries import images as queries
from catalog.domain.queries.images import FoundImage
from catalog.errors import NotFound, SignInNeeded
from catalog.i18n import Message
from catalog.web import access
from catalog.web.delivery import A_WHILE, Terms, deliver
from catalog.web.deps import AnyRequest, Session, Visitor
from catalog.web.picture_urls import media_address

_READING = [HttpMethod.GET, HttpMethod.HEAD]
_NO_PICTURE = Message("There is no such picture.")


class MediaController(Controller):
    @route(
        "/media/{public_id:str}/{rendition:str}/{check:str}",
        http_method=_READING,
        name="media.show",
        sync_to_thread=True,
    )
    def show_picture(
        self,
        request: AnyRequest,
        session: Session,
        visitor: Visitor,
        public_id: FromPath[str],
        rendition: FromPath[str],
        check: FromPath[str],
    ) -> Response[Any]:
        found = queries.image_by_public_id(session, public_id)
        if found is None or rendition not in found.image.parts:
            raise NotFound(_NO_PICTURE)
        is_private = _check_audience(session, visitor, found, rendition)
        address = media_address(found.image, rendition)
        if not address.endswith(f"/{check}"):
            return _current(request, address)
        is_download = "download" in request.query_params
        return deliver(request, found, rendition, Terms(is_private, is_download=is_download))

    @route(
        "/imagenes_subidas/{name:str}",
        http_method=_READING,
        name="media.legacy",
        sync_to_thread=True,
    )
    def show_former_name(
        self, request: AnyRequest, session: Session, visitor: Visitor, name: FromPath[str]
    ) -> Response[Any]:
        found = queries.image_by_legacy_name(session, clean_filename(name))
        if found is None and "+" in name:  # some links write a space so
            found = queries.image_by_legacy_name(session, clean_filename(name.replace("+", " ")))
        if found is None:
            raise NotFound(_NO_PICTURE)
        is_private = _check_audience(session, visitor, found, "full")
        return deliver(request, found, "full", Terms(is_private, A_WHILE))


def _check_audience(
    session: Session, visitor: Person | None, found: FoundImage, rendition: str
) -> bool:
    """Return whether only members may see this. Raises NotFound or SignInNeeded for the others."""
    if found.is_public and rendition != ORIGINAL:
        return False
    if visitor is None:
        raise SignInNeeded if found.is_public else NotFound(_NO_PICTURE)
    access.catalog_by_id_for_reading(session, visitor, found.catalog_id)
    return True


def _current(request: AnyRequest, address: str) -> Response[Any]:
    query = request.url.query
    location = f"{address}?{query}" if query else address
    headers = {"Location": location, "Cache-Control": "no-store"}
    return Response(None, status_code=302, headers=headers)
