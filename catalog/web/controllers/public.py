"""What visitors see: the catalogs, one catalog and its twins, one piece, one picture."""

from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromPath

from catalog.domain import public
from catalog.domain.public import PublicCatalog, public_catalog
from catalog.errors import NotFound
from catalog.web import htmx
from catalog.web.asked import asked
from catalog.web.cells import renderer_of
from catalog.web.current import database_of
from catalog.web.deps import AnyRequest, Session
from catalog.web.indexing import index_afterwards
from catalog.web.public import caching, twins
from catalog.web.public.front import FrontPage, cards
from catalog.web.public.item import item_page, picture_page
from catalog.web.public.listing import list_page
from catalog.web.site import site_of


class PublicController(Controller):
    @get("/", name="public.index", sync_to_thread=True)
    def list_catalogs(self, request: AnyRequest, session: Session) -> Response[Any]:
        catalogs = public.public_catalogs(session)
        versions = tuple((facts.id, facts.version) for facts in catalogs)

        def make() -> Response[Any]:
            page = FrontPage(cards(session, catalogs), site_of(request).absolute("/"))
            return htmx.page(request, "public/index.html", page)

        return caching.answer(request, versions, make)

    @get("/c/{name:str}", name="public.show", sync_to_thread=True)
    def show_catalog(
        self, request: AnyRequest, session: Session, name: FromPath[str]
    ) -> Response[Any]:
        """A catalog's list; its slug holds no dot, so `.json` and `.csv` name its twins."""
        slug, _, form = name.partition(".")
        if form not in FORMS:
            raise NotFound(public.NO_CATALOG)
        catalog = public_catalog(session, slug)
        make = FORMS[form]
        return caching.answer(request, _facts(catalog), lambda: make(request, catalog))

    @get("/c/{slug:str}/{piece:str}", name="public.item", sync_to_thread=True)
    def show_item(
        self, request: AnyRequest, session: Session, slug: FromPath[str], piece: FromPath[str]
    ) -> Response[Any]:
        """One piece. Its short id decides; any other name before it leads to the right address."""
        catalog, row = public.item(session, short_id_of(piece))
        address = catalog.address(row)
        if address != f"/c/{slug}/{piece}":
            return moved(request, address)
        search = catalog.search(asked(request))

        def make() -> Response[Any]:
            renderer = renderer_of(request, catalog.locale, longest=None)
            page = item_page(catalog, row, search, renderer, site_of(request))
            return htmx.page(request, "public/item.html", page)

        return caching.answer(request, _facts(catalog), make)

    @get("/c/{slug:str}/{piece:str}/images/{number:int}", name="public.image", sync_to_thread=True)
    def show_image(
        self,
        request: AnyRequest,
        session: Session,
        slug: FromPath[str],
        piece: FromPath[str],
        number: FromPath[int],
    ) -> Response[Any]:
        catalog, row = public.item(session, short_id_of(piece))
        address = catalog.address(row)
        if address != f"/c/{slug}/{piece}":
            return moved(request, f"{address}/images/{number}")
        search = catalog.search(asked(request))

        def make() -> Response[Any]:
            page = picture_page(catalog, row, number, search, site_of(request))
            return htmx.page(request, "public/picture.html", page)

        return caching.answer(request, _facts(catalog), make)

    @get("/q/{short_id:str}", name="public.short", sync_to_thread=True)
    def follow_short_id(self, session: Session, short_id: FromPath[str]) -> Response[Any]:
        """The permanent address that labels carry; where it leads may change."""
        catalog, row = public.item(session, short_id)
        return Response(None, status_code=302, headers={"Location": catalog.address(row)})


def _page(request: AnyRequest, catalog: PublicCatalog) -> Response[Any]:
    search = catalog.search(asked(request))
    renderer = renderer_of(request, catalog.locale)
    page = list_page(catalog, search, renderer, site_of(request))
    response = htmx.page(request, "public/show.html", page, fragment="public/_browse.html")
    if page.is_large and search.sort:
        index_afterwards(response, database_of(request), catalog.facts.id, search.sort_key)
    return response


FORMS: dict[str, Callable[[AnyRequest, PublicCatalog], Response[Any]]] = {
    "": _page,
    "json": twins.json_list,
    "csv": twins.csv_file,
}


def short_id_of(piece: str) -> str:
    return piece.rpartition("-")[2]


def moved(request: AnyRequest, path: str) -> Response[Any]:
    query = request.url.query
    location = f"{path}?{query}" if query else path
    return Response(None, status_code=301, headers={"Location": location})


def _facts(catalog: PublicCatalog) -> tuple[int, int]:
    return catalog.facts.id, catalog.facts.version
