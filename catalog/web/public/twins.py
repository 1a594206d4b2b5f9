"""The machine-readable twins of a list: the same search as JSON or CSV."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from litestar import Response
from litestar.response import Stream

from catalog.domain import exports
from catalog.domain.exports import ExportRow, ExportTable
from catalog.domain.public import PublicCatalog, PublicRow, public_catalog
from catalog.domain.queries.images import ImageRecord
from catalog.domain.search import CatalogSearch
from catalog.web.asked import asked
from catalog.web.current import AnyRequest, database_of
from catalog.web.deps import Database
from catalog.web.row_documents import answer_json, row_document
from catalog.web.site import Site, site_of

BATCH = 500


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
    """All that match, not a page of them; read while it is sent, in a transaction of its own."""
    search = catalog.search(asked(request))
    pieces = _csv(database_of(request), catalog.facts.slug, search, site_of(request))
    filename = f"{catalog.facts.slug}.csv"
    return Stream(
        pieces,
        media_type=exports.FORMATS["csv"].media_type,
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


def _csv(database: Database, slug: str, search: CatalogSearch, site: Site) -> Iterator[bytes]:
    with database.reading() as session:
        catalog = public_catalog(session, slug)
        table = ExportTable(
            catalog.facts.name, catalog.columns, _rows(catalog, search, site), catalog.locale
        )
        yield from exports.export(table, "csv")


def _rows(catalog: PublicCatalog, search: CatalogSearch, site: Site) -> Iterator[ExportRow]:
    rows = catalog.every_row(search)
    while batch := list(islice(rows, BATCH)):
        images = catalog.images(batch)
        for row in batch:
            yield _export_row(catalog, row, images.get(row.id, ()), site)


def _export_row(
    catalog: PublicCatalog, row: PublicRow, images: Iterable[ImageRecord], site: Site
) -> ExportRow:
    keys = {column.id: column.key for column in catalog.image_columns}
    pictures: dict[str, list[str]] = {}
    for image in images:
        pictures.setdefault(keys[image.column_id], []).append(site.media(image, "full"))
    return ExportRow(row.id, row.short_id, row.version, row.values, pictures=pictures)
