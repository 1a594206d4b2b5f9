"""What machines ask for: news, site maps, the rules for robots."""

from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromPath

from catalog.domain import public
from catalog.domain.public import public_catalog
from catalog.web.deps import AnyRequest, Session
from catalog.web.public import caching, feeds
from catalog.web.site import site_of


class FeedController(Controller):
    @get("/robots.txt", name="feeds.robots", sync_to_thread=False)
    def robots(self, request: AnyRequest) -> Response[Any]:
        return feeds.robots(site_of(request))

    @get("/sitemap.xml", name="feeds.sitemaps", sync_to_thread=True)
    def list_sitemaps(self, request: AnyRequest, session: Session) -> Response[Any]:
        catalogs = public.public_catalogs(session)

        def make() -> Response[Any]:
            starts = [
                (facts, start)
                for facts in catalogs
                for start in public.sitemap_starts(session, facts)
            ]
            return feeds.sitemap_index(starts, site_of(request))

        return caching.answer(request, tuple((f.id, f.version) for f in catalogs), make)

    @get("/c/{slug:str}/sitemap.xml", name="feeds.sitemap", sync_to_thread=True)
    def show_sitemap(
        self, request: AnyRequest, session: Session, slug: FromPath[str]
    ) -> Response[Any]:
        catalog = public_catalog(session, slug)
        start = _number(request.query_params.get("from", ""))

        def make() -> Response[Any]:
            return feeds.sitemap(catalog, catalog.rows_after(start), start, site_of(request))

        return caching.answer(request, (catalog.facts.id, catalog.facts.version), make)

    @get("/c/{slug:str}/feed.atom", name="feeds.atom", sync_to_thread=True)
    def show_feed(
        self, request: AnyRequest, session: Session, slug: FromPath[str]
    ) -> Response[Any]:
        catalog = public_catalog(session, slug)

        def make() -> Response[Any]:
            return feeds.atom_feed(catalog, catalog.newest(feeds.FEED_ROWS), site_of(request))

        return caching.answer(request, (catalog.facts.id, catalog.facts.version), make)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
