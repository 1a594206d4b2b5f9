"""Forms whose fields may come several times: ticked boxes, choices, rows."""

from collections.abc import Mapping
from typing import TypeAlias

from litestar.params import URLEncodedBody

Fields: TypeAlias = Mapping[str, str | list[str]]

MultiForm = URLEncodedBody[dict[str, str | list[str]]]
"""A form with fields of one name: `data: MultiForm`."""

SEPARATOR = "; "
"""Between several choices of one cell, as their column type reads them."""


def text_of(form: Fields, name: str) -> str:
    """Return what was typed; several values of one name are several choices of one cell."""
    value = form.get(name, "")
    return value if isinstance(value, str) else SEPARATOR.join(filter(None, value))


def values_of(form: Fields, name: str) -> list[str]:
    value = form.get(name, [])
    return [value] if isinstance(value, str) else value


def numbers_of(form: Fields, name: str) -> list[int]:
    """Return those values that are numbers of records."""
    return [int(v) for v in values_of(form, name) if v.isascii() and v.isdigit() and len(v) < 18]


def version_of(form: Fields, name: str = "base_version") -> int | None:
    return next(iter(numbers_of(form, name)), None)


def own_address(form: Fields, inside: str) -> str:
    """Return where the form wants to go back to, if it is this address or below; else this one."""
    target = text_of(form, "next")
    is_inside = target == inside or target.startswith((f"{inside}?", f"{inside}/"))
    return target if is_inside and target.isprintable() and "\\" not in target else inside


def operation_of(form: Fields) -> str | None:
    """Return the id that the client gave this step, so that repeating it is safe."""
    return text_of(form, "operation_id")[:64] or None
