"""What machines read of public catalogs: the news feed, site maps, the rules for robots."""

import re
from collections.abc import Iterable
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from litestar import Response

from catalog.domain.public import PublicCatalog, PublicFacts, PublicRow
from catalog.domain.queries.images import ImageRecord
from catalog.web.site import Site

FEED_ROWS = 50
ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom_feed(catalog: PublicCatalog, rows: list[PublicRow], site: Site) -> Response[bytes]:
    """Return the rows added last, the newest first."""
    facts = catalog.facts
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": facts.language})
    _add(feed, "id", site.absolute(catalog.path))
    _add(feed, "title", facts.name)
    _add(feed, "updated", _moment(facts.updated_at))
    _add(feed, "subtitle", facts.description)
    address = site.absolute(f"{catalog.path}/feed.atom")
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    SubElement(feed, "link", {"rel": "alternate", "href": site.absolute(catalog.path)})
    SubElement(_add(feed, "author", ""), "name").text = _clean(facts.name)
    images = catalog.images(rows)
    for row in rows:
        feed.append(_entry(catalog, row, images.get(row.id, []), site))
    return xml(feed, "application/atom+xml; charset=utf-8")


def _entry(
    catalog: PublicCatalog, row: PublicRow, images: list[ImageRecord], site: Site
) -> Element:
    entry = Element("entry")
    _add(entry, "id", site.absolute(f"/q/{row.short_id}"))
    _add(entry, "title", catalog.title(row))
    SubElement(entry, "link", {"href": site.absolute(catalog.address(row))})
    if row.created_at and row.updated_at:
        _add(entry, "published", _moment(row.created_at))
        _add(entry, "updated", _moment(row.updated_at))
    _add(entry, "summary", summary(catalog, row))
    for image in images[:1]:
        enclosure = {"rel": "enclosure", "type": "image/webp", "href": site.media(image)}
        SubElement(entry, "link", enclosure)
    return entry


def summary(catalog: PublicCatalog, row: PublicRow) -> str:
    """Return the fields that have a value, a line each."""
    lines = (
        f"{column.name}: {catalog.text(column, row.values)}"
        for column in catalog.other_fields
        if column.key in row.values
    )
    return "\n".join(lines)


def sitemap_index(starts: Iterable[tuple[PublicFacts, int]], site: Site) -> Response[bytes]:
    """Return the addresses of the site maps of all catalogs."""
    index = Element("sitemapindex", {"xmlns": SITEMAP})
    for facts, start in starts:
        part = SubElement(index, "sitemap")
        path = f"/c/{facts.slug}/sitemap.xml"
        _add(part, "loc", site.absolute(f"{path}?from={start}" if start else path))
        _add(part, "lastmod", _moment(facts.updated_at))
    return xml(index)


def sitemap(
    catalog: PublicCatalog, rows: list[PublicRow], start: int, site: Site
) -> Response[bytes]:
    """Return the addresses of rows, and before the first of them that of the catalog."""
    urls = Element("urlset", {"xmlns": SITEMAP, "xmlns:image": IMAGES})
    if not start:
        _url(urls, site.absolute(catalog.path), catalog.facts.updated_at)
    images = catalog.images(rows)
    for row in rows:
        url = _url(urls, site.absolute(catalog.address(row)), row.updated_at)
        for image in images.get(row.id, []):
            _add(SubElement(url, "image:image"), "image:loc", site.media(image))
    return xml(urls)


def robots(site: Site) -> Response[str]:
    """Let robots read everything that visitors see, and none of the members' part."""
    lines = (
        "User-agent: *",
        *(f"Disallow: {path}" for path in ("/admin", "/account", "/login", "/api/")),
        f"Sitemap: {site.absolute('/sitemap.xml')}",
        "",
    )
    return Response("\n".join(lines), media_type="text/plain; charset=utf-8")


def xml(root: Element, media_type: str = "application/xml; charset=utf-8") -> Response[bytes]:
    content = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8")
    return Response(content, media_type=media_type)


def _url(parent: Element, address: str, changed_at: datetime | None) -> Element:
    url = SubElement(parent, "url")
    _add(url, "loc", address)
    if changed_at:
        _add(url, "lastmod", _moment(changed_at))
    return url


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _clean(text)
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
