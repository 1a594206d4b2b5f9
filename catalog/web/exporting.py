"""Downloads of catalogs, sent while they are read."""

from collections.abc import Iterator

from litestar.response import Stream

from catalog.domain.exports import Format
from catalog.domain.exports.gathering import PictureWriter
from catalog.web.row_documents import image_document
from catalog.web.site import Site


def picture_writer(site: Site) -> PictureWriter:
    """Write pictures by their permanent addresses, the largest rendition in a cell."""
    return PictureWriter(
        address=lambda image: site.media(image, "full"),
        document=lambda image: image_document(image, site),
    )


def download(pieces: Iterator[bytes], slug: str, form: Format) -> Stream:
    return Stream(
        pieces,
        media_type=form.media_type,
        headers={"Content-Disposition": f'attachment; filename="{slug}.{form.extension}"'},
    )
