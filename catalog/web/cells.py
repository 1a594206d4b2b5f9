"""Cells as a grid shows them: quick, since a page has more than a thousand."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from jinja2 import Environment
from markupsafe import Markup

from catalog import i18n
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


Show: TypeAlias = Callable[[Mapping[str, Any], Mapping[str, Any]], str]
"""From a row's values and its texts that do not convert to what one cell of it shows."""


class CellRenderer:
    """Renders cells for one page, as markup or as plain text for the page to escape.

    A blank cell is nothing. Texts of more than `longest` characters are cut.
    """

    def __init__(
        self, environment: Environment, locale: Locale, longest: int | None = LONGEST_SHOWN
    ) -> None:
        self._environment = environment
        self._locale = locale
        self._longest = longest

    def shown(
        self, column: ShownColumn, values: Mapping[str, Any], invalid: Mapping[str, Any]
    ) -> str:
        return self.column(column)(values, invalid)

    def column(self, column: ShownColumn) -> Show:
        """Return what renders the cells of this column: quicker than `shown` for many rows."""
        _id, key, name, options = column
        column_type, locale, longest = cells.TYPES[name], self._locale, self._longest
        write, is_plain = column_type.format, column_type.plain

        def show(values: Mapping[str, Any], invalid: Mapping[str, Any]) -> str:
            value = values.get(key)
            if value is None:
                return self._markup("_invalid", None, str(invalid[key])) if key in invalid else ""
            text = write(value, options, locale)
            if not is_plain:
                return self._markup(name, value, text)
            return text if longest is None or len(text) <= longest else _cut(text, longest)

        return show

    def pictures(self, images: Sequence[ImageRecord]) -> str:
        if not images:
            return ""
        template = self._environment.get_template("cells/show/images.html")
        return Markup(template.render(images=images))  # noqa: S704 - a template's own output

    def _markup(self, name: str, value: JSONValue, text: str) -> Markup:
        if len(text) > LONGEST_SHOWN:
            text = text if self._longest is None else _cut(text, self._longest)
            return _rendered(self._environment, name, value, text)
        hashable = tuple(value) if isinstance(value, list) else value
        return _remembered(self._environment, i18n.language(), name, hashable, text)


@lru_cache(maxsize=8192)
def _remembered(
    environment: Environment,
    language: str,  # noqa: ARG001 - the template speaks it, so that it is part of the key
    name: str,
    value: str | int | bool | tuple[str, ...] | None,  # noqa: FBT001 - any value of a cell
    text: str,
) -> Markup:
    """Cells repeat, and rendering one takes longer than looking it up."""
    return _rendered(environment, name, value, text)


def _rendered(environment: Environment, name: str, value: object, text: str) -> Markup:
    markup = environment.get_template(f"cells/show/{name}.html").render(value=value, text=text)
    return Markup(markup.strip())  # noqa: S704 - a template's own output


def renderer_of(
    request: AnyRequest, locale: Locale, *, longest: int | None = LONGEST_SHOWN
) -> CellRenderer:
    return CellRenderer(request.app.state.templates, locale, longest)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
