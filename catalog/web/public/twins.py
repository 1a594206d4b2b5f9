"""The machine-readable twins of a list: the same search as JSON or CSV."""

from collections.abc import Iterator
from typing import Any

from litestar import Response

from catalog.domain import exports
from catalog.domain.exports import ExportTable
from catalog.domain.exports.gathering import with_pictures
from catalog.domain.public import PublicCatalog, public_catalog
from catalog.domain.search import CatalogSearch
from catalog.web.asked import asked
from catalog.web.current import AnyRequest, database_of
from catalog.web.exporting import download, picture_writer
from catalog.web.row_documents import answer_json, row_document
from catalog.web.site import site_of


def json_list(request: AnyRequest, catalog: PublicCatalog) -> Response[Any]:
    search = catalog.search(asked(request))
    site = site_of(request)
    page = catalog.page(search)
    images = catalog.images(page.rows)
    rows = [
        row_document(row, catalog.fields, images.get(row.id, ()), site)
        | {"url": site.absolute(catalog.address(row))}
        for row in page.rows
    ]
    content = {
        "rows": rows,
        "next": page.next,
        "count": page.count,
        "count_is_exact": page.count_is_exact,
    }
    return answer_json(
        content, headers=_link_to_next(search, page.next, f"{site.absolute(catalog.path)}.json")
    )


def _link_to_next(search: CatalogSearch, cursor: str | None, address: str) -> dict[str, str]:
    following = search.changed(after=cursor).address(address)
    return {"Link": f'<{following}>; rel="next"'} if cursor else {}


def csv_file(request: AnyRequest, catalog: PublicCatalog) -> Response[Any]:
    """All that match, not a page of them."""
    search = catalog.search(asked(request)).changed()
    slug, form = catalog.facts.slug, exports.FORMATS["csv"]
    return download(_pieces(request, slug, search, form), slug, form)


def _pieces(
    request: AnyRequest, slug: str, search: CatalogSearch, form: exports.Format
) -> Iterator[bytes]:
    """Read in a transaction of its own: the request's ends when the answer begins."""
    with database_of(request).reading() as session:
        catalog = public_catalog(session, slug)
        keys = {column.id: column.key for column in catalog.image_columns}
        rows = with_pictures(
            catalog.every_row(search), catalog.images, keys, picture_writer(site_of(request))
        )
        yield from form.write(
            ExportTable(catalog.facts.name, catalog.columns, rows, catalog.locale)
        )
