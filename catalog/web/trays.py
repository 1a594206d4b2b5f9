"""The tray: all pictures of one cell, with what can be done to them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import MediaType, Response

from catalog.db.models import Catalog, Column, Row
from catalog.domain.catalogs import locale_of
from catalog.domain.queries import images as queries
from catalog.domain.queries.columns import columns_of
from catalog.domain.queries.images import ImageRecord
from catalog.domain.titles import title_and_others, title_of
from catalog.web import access, htmx
from catalog.web.access import CatalogAccess
from catalog.web.current import AnyRequest
from catalog.web.deps import Person, Session


@dataclass(frozen=True)
class Refusal:
    """A file that was not taken, and why."""

    filename: str
    reason: str


@dataclass(frozen=True)
class TrayPage:
    """The context of templates/images/index.html and of what it includes."""

    catalog: Catalog
    row: Row
    label: str
    column: Column
    images: list[ImageRecord]
    can_edit: bool
    refusals: Sequence[Refusal] = field(default_factory=list)
    deleted: str = ""
    """Public id of what was deleted just now, to offer it back."""


@dataclass(frozen=True)
class PicturePage:
    """The context of templates/images/show.html: one picture of a cell, enlarged."""

    catalog: Catalog
    row: Row
    label: str
    column: Column
    image: ImageRecord
    number: int
    count: int
    previous: ImageRecord | None
    next: ImageRecord | None


@dataclass(frozen=True)
class Tray:
    """A cell of pictures that the person may look at."""

    opened: CatalogAccess
    row: Row
    column: Column

    @property
    def address(self) -> str:
        slug, key = self.opened.catalog.slug, self.column.key
        return f"/admin/catalogs/{slug}/rows/{self.row.id}/images/{key}"

    def answer(
        self, request: AnyRequest, session: Session, *, status_code: int = 200, **context: Any
    ) -> Response[Any]:
        """Return the page of the tray, or its fragment."""
        page = TrayPage(
            **self._place(session),
            images=queries.images_of_cell(session, self.row.id, self.column.id),
            can_edit=self.opened.can_write,
            **context,
        )
        return htmx.page(
            request,
            "images/index.html",
            page,
            fragment="images/_tray.html",
            status_code=status_code,
        )

    def cell(self, request: AnyRequest, session: Session) -> Response[Any]:
        """Return what the table shows of them."""
        images = queries.images_of_cell(session, self.row.id, self.column.id)
        body = htmx.render(request, "cells/show/images.html", {"images": images})
        return Response(body, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})

    def changed(self, request: AnyRequest, session: Session, deleted: str = "") -> Response[Any]:
        """After a step: the tray as it is now, or the way to it."""
        if htmx.is_fragment(request):
            return self.answer(request, session, deleted=deleted)
        query = f"?deleted={deleted}" if deleted else ""
        return htmx.redirect(request, f"{self.address}{query}")

    def enlarged(self, session: Session, public_id: str) -> PicturePage:
        """Raises NotFound for a picture of another cell."""
        images = queries.images_of_cell(session, self.row.id, self.column.id)
        access.image_of(session, self.row, self.column, public_id)
        place = [image.public_id for image in images].index(public_id)
        return PicturePage(
            **self._place(session),
            image=images[place],
            number=place + 1,
            count=len(images),
            previous=images[place - 1] if place else None,
            next=images[place + 1] if place + 1 < len(images) else None,
        )

    def _place(self, session: Session) -> dict[str, Any]:
        catalog = self.opened.catalog
        title, _others = title_and_others(columns_of(session, catalog.id))
        label = title_of(title, self.row.values, self.row.invalid, locale_of(catalog))
        return {
            "catalog": catalog,
            "row": self.row,
            "label": label or self.row.short_id,
            "column": self.column,
        }


def tray_for_reading(session: Session, person: Person, slug: str, row_id: str, key: str) -> Tray:
    opened, row = access.row_for_reading(session, person, row_id, slug)
    return Tray(opened, row, access.picture_column_of(session, opened, key))


def tray_for_writing(session: Session, person: Person, slug: str, row_id: str, key: str) -> Tray:
    opened, row = access.row_for_writing(session, person, row_id, slug)
    return Tray(opened, row, access.picture_column_of(session, opened, key))
