"""Answers that carry a picture: from this machine, by way of S3, or a placeholder."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

from litestar import Response
from litestar.datastructures import State
from litestar.response import Stream

from catalog.domain.filenames import content_disposition
from catalog.domain.image_parts import ORIGINAL
from catalog.domain.picture_reading import PictureLost, PictureReader, PictureUnknown, Wanted
from catalog.domain.queries.images import FoundImage
from catalog.files import files
from catalog.settings import Settings
from catalog.storage.base import RangeUnsatisfiable
from catalog.storage.storages import Storages
from catalog.storage.streams import StoredStream
from catalog.web.byte_ranges import is_known, wanted_range
from catalog.web.current import AnyRequest
from catalog.web.picture_urls import PLACEHOLDER

FOR_EVER = "max-age=31536000, immutable"
A_WHILE = "max-age=3600"
"""For an address that may show another picture one day."""
REDIRECTED = "max-age=60"
"""Far shorter than a signed address lives, and S3 may fail at any time."""
RETRY_AFTER = 30


class Terms(NamedTuple):
    """Under which conditions a picture is handed out."""

    is_private: bool
    lasts: str = FOR_EVER
    is_download: bool = False

    def cache_control(self, lasts: str) -> str:
        return f"{'private' if self.is_private else 'public'}, {lasts}"


def deliver(request: AnyRequest, found: FoundImage, name: str, terms: Terms) -> Response[Any]:
    """Answer with the bytes of a part, or with where they are, or with a placeholder."""
    wanted = Wanted(found, name)
    etag = f'"{wanted.part["sha256"][:32]}"'
    headers = _headers(wanted, terms, etag)
    if is_known(request.headers, etag):
        return Response(None, status_code=304, headers=headers)
    reader: PictureReader = request.app.state.picture_reader
    address = _address_on_s3(request.app.state, reader, wanted)
    if address:
        cached = {"Cache-Control": terms.cache_control(REDIRECTED), "Location": address}
        return Response(None, status_code=302, headers=cached)
    byte_range = wanted_range(request.headers, etag, wanted.part["size"])
    try:
        stream = reader.open(wanted._replace(byte_range=byte_range))
    except RangeUnsatisfiable:
        unsatisfied = {"Content-Range": f"bytes */{wanted.part['size']}"}
        return Response(None, status_code=416, headers=unsatisfied)
    except (PictureLost, PictureUnknown) as error:
        return placeholder(is_lost=isinstance(error, PictureLost))
    if byte_range:
        last = byte_range.first + stream.size - 1
        headers["Content-Range"] = f"bytes {byte_range.first}-{last}/{stream.total}"
    return _body(request, stream, headers, wanted, 206 if byte_range else 200)


def placeholder(*, is_lost: bool) -> Response[Any]:
    """Say that the picture cannot be shown, with a drawing for pages that expect a picture."""
    drawing = (files("static") / PLACEHOLDER).read_bytes()
    headers = {"Cache-Control": "no-store"}
    if not is_lost:
        headers["Retry-After"] = str(RETRY_AFTER)
    return Response(
        drawing,
        status_code=404 if is_lost else 503,
        headers=headers,
        media_type="image/svg+xml",
    )


def _headers(wanted: Wanted, terms: Terms, etag: str) -> dict[str, str]:
    filename = wanted.found.image.filename
    if wanted.name != ORIGINAL:
        filename = f"{PurePath(filename).stem}.{wanted.part['ext']}"
    return {
        "ETag": etag,
        "Cache-Control": terms.cache_control(terms.lasts),
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition(filename, inline=not terms.is_download),
    }


def _address_on_s3(state: State, reader: PictureReader, wanted: Wanted) -> str | None:
    """Return the store's address where the browser should go there by itself.

    Originals never: their addresses would outlive the right to see them. Thumbs neither: they are
    kept here, for the time when S3 is away.
    """
    settings: Settings = state.settings
    storages: Storages = state.storages
    if settings.images.delivery == "proxy" or wanted.name in (ORIGINAL, "thumb"):
        return None
    if (
        storages.addresses is None
        or not storages.breaker.is_closed
        or reader.has_copy_here(wanted.found)
    ):
        return None
    is_there = any(
        copy.location == "s3" and copy.state == "verified" for copy in wanted.found.copies
    )
    return storages.addresses.address(wanted.key) if is_there else None


def _body(
    request: AnyRequest, stream: StoredStream, headers: dict[str, str], wanted: Wanted, status: int
) -> Response[Any]:
    media_type = wanted.part["media_type"]
    if request.method == "HEAD":
        stream.close()
        headers["Content-Length"] = str(stream.size)
        return Response(b"", status_code=status, headers=headers, media_type=media_type)
    if wanted.is_small:
        with stream:
            return Response(
                stream.read(), status_code=status, headers=headers, media_type=media_type
            )
    headers["Content-Length"] = str(stream.size)
    return Stream(_chunks(stream), status_code=status, headers=headers, media_type=media_type)


def _chunks(stream: StoredStream) -> Iterator[bytes]:
    with stream:
        yield from stream
