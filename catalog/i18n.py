"""Words in the reader's language: gettext, with English as the source.

The language is kept in a context variable, so that a request's thread, a command and a worker each
have their own, and messages made in one place can be shown later in another language.
"""

import gettext as _gettext
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("es", "en")

_language: ContextVar[str] = ContextVar("language", default="en")


@cache
def _translations(language: str) -> _gettext.NullTranslations:
    folder = Path(__file__).parent / "locale"
    return _gettext.translation("catalog", folder, languages=[language], fallback=language == "en")


def language() -> str:
    """Return the language of this request or command, one of LANGUAGES."""
    return _language.get()


def set_language(code: str) -> None:
    _language.set(code if code in LANGUAGES else "en")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Within the block, messages are shown in this language."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def gettext(msgid: str) -> str:
    return _translations(_language.get()).gettext(msgid)


def ngettext(singular: str, plural: str, number: int) -> str:
    return _translations(_language.get()).ngettext(singular, plural, number)


@dataclass(frozen=True)
class Message:
    """A sentence that is translated when it is shown, not when it is made."""

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        text = gettext(self.msgid)
        return text % self.values if self.values else text
