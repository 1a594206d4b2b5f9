"""Rows as they are exported: with their pictures, fetched a batch of rows at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from sqlalchemy.orm import Session

from catalog.db.models import Catalog
from catalog.domain.catalogs import locale_of
from catalog.domain.exports.table import ExportRow, ExportTable
from catalog.domain.queries.columns import columns_of
from catalog.domain.queries.images import ImageRecord, images_of_rows
from catalog.domain.queries.rows import RowRecord, Scope, every_row
from catalog.domain.search import CatalogSearch

BATCH = 500


class ExportedRow(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def short_id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def values(self) -> Any: ...


Exported = TypeVar("Exported", bound=ExportedRow)
ImagesOf = Callable[[Sequence[Exported]], Mapping[int, Sequence[ImageRecord]]]


@dataclass(frozen=True)
class PictureWriter:
    """How a picture is written: as an address in a cell, as an object for programs."""

    address: Callable[[ImageRecord], str]
    document: Callable[[ImageRecord], Mapping[str, Any]]


def table_for_members(
    session: Session, catalog: Catalog, search: CatalogSearch, writer: PictureWriter
) -> ExportTable:
    """Return all columns of the live rows that match, drafts and internal pictures included."""
    columns = columns_of(session, catalog.id)
    pictures = {column.id: column.key for column in columns if column.type == "images"}

    def images_of(rows: Sequence[RowRecord]) -> dict[int, list[ImageRecord]]:
        found = images_of_rows(session, [row.id for row in rows]) if pictures else {}
        return {
            row_id: [image for column_id in pictures for image in images.get(column_id, [])]
            for row_id, images in found.items()
        }

    rows = every_row(session, Scope(catalog.id, columns), search, BATCH)
    gathered = with_pictures(rows, images_of, pictures, writer)
    return ExportTable(catalog.name, columns, gathered, locale_of(catalog))


def with_pictures(
    rows: Iterator[Exported],
    images_of: ImagesOf[Exported],
    keys: Mapping[int, str],
    writer: PictureWriter,
) -> Iterator[ExportRow]:
    """Join rows and their pictures; `keys` are those of picture columns, by id."""
    while batch := list(islice(rows, BATCH)):
        images = images_of(batch)
        for row in batch:
            yield _export_row(row, images.get(row.id, ()), keys, writer)


def _export_row(
    row: ExportedRow, images: Iterable[ImageRecord], keys: Mapping[int, str], writer: PictureWriter
) -> ExportRow:
    pictures: dict[str, list[str]] = {}
    for image in images:
        pictures.setdefault(keys[image.column_id], []).append(writer.address(image))
    return ExportRow(
        row.id,
        row.short_id,
        row.version,
        row.values,
        getattr(row, "invalid", {}),
        pictures,
        [writer.document(image) for image in images],
    )
