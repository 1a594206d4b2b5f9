"""A place to bring sheets in: files written on the spot, and what is in the catalog afterwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Change, ChangeSet, Column, Image, Import, Row
from catalog.db.session import Database
from catalog.domain import catalogs, columns
from catalog.domain.documents import state_of, text_of
from catalog.domain.imports import (
    Attacher,
    ImportChoices,
    ImportOrder,
    ImportPreview,
    ImportResult,
    SheetFile,
    preview,
    run_import,
)
from catalog.domain.picture_files import PictureFiles, picture_files
from catalog.domain.uploads import attach_image
from catalog.settings import Settings, load
from catalog.storage.storages import open_storages

ColumnFacts = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Desk:
    database: Database
    folder: Path
    settings: Settings = field(init=False)

    def __post_init__(self) -> None:
        settings = load({"CATALOG_SECRET_KEY": "s", "CATALOG_LANGUAGE": "en"}, self.folder / "var")
        object.__setattr__(self, "settings", settings)

    def file(self, content: str | bytes | Path, filename: str = "hoja.csv") -> SheetFile:
        if isinstance(content, Path):
            return SheetFile(content, content.name)
        path = self.folder / filename
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return SheetFile(path, filename)

    def order(self, content: str | bytes | Path, **asked: Any) -> ImportOrder:
        chosen = {name: asked.pop(name) for name in ("key", "sheet", "columns") if name in asked}
        return ImportOrder(self.file(content), ImportChoices(**chosen), **asked)

    def look(
        self, content: str | bytes | Path, *, images: Path | None = None, **asked: Any
    ) -> ImportPreview:
        order = self.order(content, **asked)
        if images is None:
            return preview(self.database, order)
        with picture_files(images) as pictures:
            return preview(self.database, order, pictures=pictures)

    def bring(
        self, content: str | bytes | Path, *, images: Path | None = None, **asked: Any
    ) -> ImportResult:
        order = self.order(content, **asked)
        if images is None:
            return run_import(self.database, order)
        with picture_files(images) as pictures:
            return self._with_pictures(order, pictures)

    def _with_pictures(self, order: ImportOrder, pictures: PictureFiles) -> ImportResult:
        attach = partial(attach_image, self.database, open_storages(self.settings), self.settings)
        return run_import(self.database, order, pictures=pictures, attacher=Attacher(attach))

    def columns(self, slug: str) -> dict[str, str]:
        """Return the types by name, in order."""
        with self.database.reading() as session:
            return {column.name: column.type for column in _columns(session, slug)}

    def column(self, slug: str, key: str) -> Column:
        with self.database.reading() as session:
            return next(column for column in _columns(session, slug) if column.key == key)

    def texts(self, slug: str) -> list[dict[str, str]]:
        """Return what the cells show, blank ones left out, by key; rows in their order."""
        with self.database.reading() as session:
            catalog = catalogs.catalog_by_slug(session, slug)
            known = _columns(session, slug)
            return [_texts(catalog, known, row) for row in self._rows(session, slug)]

    def rows(self, slug: str) -> list[Row]:
        with self.database.reading() as session:
            return self._rows(session, slug)

    def pictures(self, slug: str) -> list[tuple[int, str, str]]:
        """Return (place of the row, column, file name) in order."""
        with self.database.reading() as session:
            places = {row.id: place for place, row in enumerate(self._rows(session, slug))}
            found = session.execute(
                select(Image.row_id, Column.key, Image.filename)
                .join(Column, Column.id == Image.column_id)
                .where(Image.row_id.in_(places), Image.deleted_at.is_(None))
                .order_by(Image.row_id, Column.position, Image.position)
            )
            return [(places[row_id], key, name) for row_id, key, name in found]

    def changes(self) -> list[tuple[str, int]]:
        """Return (kind, number of changes) of each step, the first first."""
        with self.database.reading() as session:
            steps = session.scalars(select(ChangeSet).order_by(ChangeSet.id)).all()
            return [(step.kind, _count(session, step)) for step in steps]

    def records(self) -> list[Import]:
        with self.database.reading() as session:
            return list(session.scalars(select(Import).order_by(Import.id)))

    def catalogs(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.scalars(select(Catalog.slug).order_by(Catalog.id)))

    def _rows(self, session: Session, slug: str) -> list[Row]:
        catalog = catalogs.catalog_by_slug(session, slug)
        return list(
            session.scalars(
                select(Row)
                .where(Row.catalog_id == catalog.id, Row.deleted_at.is_(None))
                .order_by(Row.position, Row.id)
            )
        )


def _columns(session: Session, slug: str) -> list[Column]:
    return columns.columns_of(session, catalogs.catalog_by_slug(session, slug).id)


def _texts(catalog: Catalog, known: Iterable[Column], row: Row) -> dict[str, str]:
    locale = catalogs.locale_of(catalog)
    shown = {column.key: text_of(state_of(row, column.key), column, locale) for column in known}
    return {key: text for key, text in shown.items() if text}


def _count(session: Session, step: ChangeSet) -> int:
    return len(session.scalars(select(Change.id).where(Change.change_set_id == step.id)).all())


def listed(result: ImportResult | ImportPreview) -> list[tuple[int, str, str, str]]:
    """Return the errors as people read them."""
    return [(e.row, e.column, e.value, str(e.message)) for e in result.tally.errors]


def counted(result: ImportResult | ImportPreview) -> Mapping[str, int]:
    """Return the counts that are not zero."""
    return {name: count for name, count in result.tally.counts().items() if count}
