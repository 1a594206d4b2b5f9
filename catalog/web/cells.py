"""Cells as a grid shows them: quick, since a page has more than a thousand."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from catalog.db.models import Column
from catalog.domain import cells
from catalog.domain.cells import JSONValue, Locale, Options
from catalog.domain.queries.images import ImageRecord
from catalog.web.current import AnyRequest

LONGEST_SHOWN = 300
"""Characters of a text that a grid shows; its editor loads the rest."""

NUMBERS = ("integer", "decimal", "money")
"""Types whose cells are aligned by their last digit."""


class ShownColumn(NamedTuple):
    """A column as far as its cells are concerned; a database record's attributes are slower."""

    id: int
    key: str
    type: str
    options: Options


def shown_column(column: Column) -> ShownColumn:
    return ShownColumn(column.id, column.key, column.type, column.options)


class CellRenderer:
    """Renders the cells of one page; those that look alike are rendered once."""

    def __init__(self, environment: Environment, locale: Locale) -> None:
        self._environment = environment
        self._locale = locale
        self._known: dict[tuple[str, str], Markup] = {}

    def shown(
        self, column: ShownColumn, values: Mapping[str, Any], invalid: Mapping[str, Any]
    ) -> str:
        """Return markup, or plain text for the page to escape; nothing for a blank cell."""
        value = values.get(column.key)
        if value is None:
            raw = invalid.get(column.key)
            return "" if raw is None else self._markup("_invalid", None, _cut(str(raw)))
        column_type = cells.TYPES[column.type]
        text = _cut(column_type.format(value, column.options, self._locale))
        return text if column_type.plain else self._markup(column.type, value, text)

    def pictures(self, images: Sequence[ImageRecord]) -> str:
        if not images:
            return ""
        template = self._environment.get_template("cells/show/images.html")
        return Markup(template.render(images=images))  # noqa: S704 - a template's own output

    def _markup(self, name: str, value: JSONValue, text: str) -> Markup:
        key = (name, text)
        if key not in self._known:
            template = self._environment.get_template(f"cells/show/{name}.html")
            markup = template.render(value=value, text=text)
            self._known[key] = Markup(markup.strip())  # noqa: S704 - a template's own output
        return self._known[key]


def renderer_of(request: AnyRequest, locale: Locale) -> CellRenderer:
    return CellRenderer(request.app.state.templates, locale)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
