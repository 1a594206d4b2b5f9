"""A row as programs read it: in the public twin and in the JSON interface alike."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from litestar import Response

from catalog.domain.exports.json_text import encode
from catalog.domain.exports.table import ExportColumn, plain_values
from catalog.domain.queries.images import ImageRecord
from catalog.web.site import Site


class RowFacts(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def short_id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def values(self) -> Any: ...


def row_document(
    row: RowFacts, columns: Sequence[ExportColumn], images: Iterable[ImageRecord], site: Site
) -> dict[str, Any]:
    """Return values of the given columns alone."""
    return {
        "id": row.id,
        "short_id": row.short_id,
        "version": row.version,
        "values": plain_values(columns, row.values),
        "images": [image_document(image, site) for image in images],
    }


def image_document(image: ImageRecord, site: Site) -> dict[str, Any]:
    return {
        "public_id": image.public_id,
        "alt": image.alt,
        "width": image.width,
        "height": image.height,
        "urls": site.media_urls(image),
    }


def answer_json(
    content: Mapping[str, Any], *, status_code: int = 200, headers: dict[str, str] | None = None
) -> Response[bytes]:
    """Answer with amounts as numbers of all their digits."""
    return Response(
        encode(content), status_code=status_code, media_type="application/json", headers=headers
    )
