"""Taking a catalog out as a file: what the present search finds, or all of it."""

from collections.abc import Iterator

from litestar import Controller, get
from litestar.params import FromPath
from litestar.response import Stream

from catalog.db.models import Catalog
from catalog.domain import catalogs, exports
from catalog.domain.exports.gathering import table_for_members
from catalog.domain.queries.columns import columns_of
from catalog.domain.search import CatalogSearch
from catalog.web import access
from catalog.web.asked import asked
from catalog.web.current import database_of
from catalog.web.deps import AnyRequest, Person, Session
from catalog.web.exporting import download, picture_writer
from catalog.web.site import site_of


class ExportController(Controller):
    @get("/admin/catalogs/{slug:str}/export", name="exports.show", sync_to_thread=True)
    def export_catalog(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str]
    ) -> Stream:
        catalog = access.catalog_for_reading(session, person, slug).catalog
        form = exports.known_format(request.query_params.get("format", "csv"))
        columns, locale = columns_of(session, catalog.id), catalogs.locale_of(catalog)
        search = CatalogSearch.from_query(asked(request), columns, locale=locale)
        return download(_pieces(request, catalog.id, search, form), catalog.slug, form)


def _pieces(
    request: AnyRequest, catalog_id: int, search: CatalogSearch, form: exports.Format
) -> Iterator[bytes]:
    """Read in a transaction of its own: the request's ends when the answer begins."""
    with database_of(request).reading() as session:
        catalog = session.get_one(Catalog, catalog_id)
        writer = picture_writer(site_of(request))
        yield from form.write(table_for_members(session, catalog, search.changed(), writer))
