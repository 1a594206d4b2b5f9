"""Rows as lines of the editable table: one is rendered again only when something of it changed."""

from collections.abc import Hashable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from catalog import i18n
from catalog.db.models import Column
from catalog.domain import catalogs
from catalog.domain.queries.images import ImageRecord
from catalog.domain.queries.remembering import Memory
from catalog.domain.queries.rows import RowRecord
from catalog.domain.titles import LONGEST, title_and_others, title_of
from catalog.i18n import gettext as _
from catalog.web.access import CatalogAccess
from catalog.web.cells import NUMBERS, CellRenderer, Show, shown_column
from catalog.web.patterns import Pattern

_memory = Memory()

_PICTURES_SHOWN = 3

Pictures = Mapping[int, Sequence[ImageRecord]]
"""Column id -> the row's pictures in that column."""


class Line(NamedTuple):
    """What templates/rows/_line.html lays out."""

    id: str
    version: str
    is_published: bool
    tick_label: str
    open_label: str
    title: str
    cells: list[tuple[bool, str]]
    """Whether it is a number, and what is shown."""


class LineRenderer:
    """Renders the lines of one page."""

    def __init__(
        self, environment: Environment, access: CatalogAccess, columns: Sequence[Column]
    ) -> None:
        self._environment = environment
        self._locale = catalogs.locale_of(access.catalog)
        self._renderer = CellRenderer(environment, self._locale)
        title, others = title_and_others(columns)
        self._title = shown_column(title) if title else None
        self._show_title = self._renderer.column(self._title) if self._title else None
        self._others = [(column.id, *self._shower(column)) for column in others]
        self._labels = _("Tick %(name)s"), _("Open %(name)s")
        self._mark = _mark(access, columns)
        self._rights = access.can_write, access.can_manage
        self._base = f"/admin/catalogs/{access.catalog.slug}/rows/"
        self._patterns: dict[bool, Pattern] = {}

    def _shower(self, column: Column) -> tuple[bool, Show | None]:
        """Return whether its cells are aligned as numbers, and what renders them: none pictures."""
        if column.type == "images":
            return False, None
        return column.type in NUMBERS, self._renderer.column(shown_column(column))

    def line(self, record: RowRecord, pictures: Pictures) -> str:
        """Return the row as markup."""
        key = (self._mark, record.short_id, record.version, self._key_of(pictures))
        return _memory.get(key, lambda: self._made(record, pictures))

    def _made(self, record: RowRecord, pictures: Pictures) -> str:
        is_published = record.status == "published"
        if is_published not in self._patterns:
            self._patterns[is_published] = self._pattern(is_published=is_published)
        return self._patterns[is_published].fill(self._values_of(record, pictures))

    def _pattern(self, *, is_published: bool) -> Pattern:
        template: Any = self._environment.get_template("rows/_line.html").module
        numbers = [is_number for _id, is_number, _show in self._others]

        def layout(values: Sequence[str]) -> str:
            row_id, version, tick, open_, title, *cells = values
            shown = list(zip(numbers, cells, strict=True))
            line = Line(row_id, version, is_published, tick, open_, title, shown)
            return str(template.line(line, self._base, *self._rights))

        return Pattern(layout, 5 + len(numbers))

    def _key_of(self, pictures: Pictures) -> Hashable:
        """Return what is shown of the pictures: their addresses change without the row."""
        if not pictures:
            return ()
        return tuple(
            (column_id, len(images), *map(self._picture, images[:_PICTURES_SHOWN]))
            for column_id, images in pictures.items()
        )

    def _picture(self, image: ImageRecord) -> tuple[str, str]:
        address: Any = self._environment.globals["get_image_url"]
        return image.alt, address(image, "thumb")

    def _values_of(self, record: RowRecord, pictures: Pictures) -> list[str]:
        """Return what the pattern's layout takes apart, for this row."""
        values, invalid = record.values, record.invalid
        title = self._show_title(values, invalid) if self._show_title else record.short_id
        named = {"name": self._name_of(record, title)}
        tick, open_ = self._labels
        cells = [
            show(values, invalid) if show else self._renderer.pictures(pictures.get(column_id, ()))
            for column_id, _is_number, show in self._others
        ]
        return [str(record.id), str(record.version), tick % named, open_ % named, title, *cells]

    def _name_of(self, record: RowRecord, title: str) -> str:
        """Return the title on one line, or the short id of a row without one."""
        if isinstance(title, Markup):
            title = title_of(self._title, record.values, record.invalid, self._locale)
        return " ".join(title.split())[:LONGEST] or record.short_id


def _mark(access: CatalogAccess, columns: Sequence[Column]) -> str:
    """Return a mark of everything beside the row that a line depends on."""
    catalog = access.catalog
    facts = (
        i18n.language(),
        catalog.slug,
        catalog.language,
        catalog.currency,
        access.can_write,
        access.can_manage,
        [(column.id, column.key, column.type, column.options) for column in columns],
    )
    return sha256(repr(facts).encode()).hexdigest()
