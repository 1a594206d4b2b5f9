"""The Jinja environment: strict, escaped, in the reader's language."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from catalog import i18n
from catalog.files import files


@cache
def static(path: str) -> str:
    """Return the address of a static file; a mark of its content lets it be cached for ever."""
    content = (files("static") / path).read_bytes()
    return f"/static/{path}?v={sha256(content).hexdigest()[:12]}"


def dom_id(noun: str, identifier: object, part: str = "") -> str:
    """Return the id of an element, used in markup and in targets alike: `row-12`, `row-12-menu`."""
    return f"{noun}-{identifier}-{part}" if part else f"{noun}-{identifier}"


def url_with(path: str, query: list[tuple[str, str]]) -> Callable[..., str]:
    """Return a function that gives this address with parameters changed (None: removed)."""

    def changed(**changes: object) -> str:
        names = {name.replace("__", "."): value for name, value in changes.items()}
        kept = [(name, value) for name, value in query if name not in names]
        added = [(name, str(value)) for name, value in names.items() if value is not None]
        together = urlencode(kept + added)
        return f"{path}?{together}" if together else path

    return changed


def create_environment(**application_globals: Any) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(files("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext, i18n.ngettext, newstyle=True
    )
    environment.globals.update(static=static, dom_id=dom_id, **application_globals)
    return environment
