# ruff: noqa: ARG002 - what this type does not need, another one does
"""Pictures: they are records of their own, so the row's values hold nothing of them."""

from catalog.domain.cells._base import ColumnType, JSONValue, Locale, Options, invalid
from catalog.i18n import Message


class Images(ColumnType):
    name = "images"
    label = Message("Pictures")
    position = 120
    plain = False

    def parse(self, text: str, options: Options, locale: Locale) -> JSONValue:
        """Only blank text can be taken."""
        if text.strip():
            raise invalid("Pictures are uploaded, not typed.")
        return None

    def format(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return ""

    def sort_key(self, value: JSONValue) -> str | None:
        return None

    def search_text(self, value: JSONValue, options: Options, locale: Locale) -> str:
        return ""


TYPE = Images()
