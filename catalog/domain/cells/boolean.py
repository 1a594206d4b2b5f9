# ruff: noqa: ARG002 - what this type does not need, another one does
"""Yes or no."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options, invalid, shortened
from catalog.domain.text import fold
from catalog.i18n import Message

_YES = ("si", "s", "yes", "y", "true", "t", "verdadero", "v", "x", "1", "on", "✓", "✔", "☑")
_NO = ("no", "n", "false", "f", "falso", "0", "off", "☐")
_MEANINGS = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}


class Boolean(ColumnType):
    name = "boolean"
    label = Message("Yes or no")
    position = 80
    plain = False

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        folded = fold(text)
        if not folded:
            return None
        meaning = _MEANINGS.get(folded)
        if meaning is None:
            raise invalid("Write yes or no: “%(text)s” is neither.", text=shortened(text.strip()))
        return meaning

    def format(self, value: JSONValue, options: Options, locale: Locale) -> str:
        if value is None:
            return ""
        if locale.language == "en":
            return "Yes" if value else "No"
        return "Sí" if value else "No"

    def sort_key(self, value: JSONValue) -> str | None:
        return None if value is None else str(int(bool(value)))

    def search_text(self, value: JSONValue, options: Options, locale: Locale) -> str:
        """Nothing: a search for "no" would find most of the catalog."""
        return ""


TYPE = Boolean()
