"""Markup that repeats: a template lays it out once, and each time only the values are put in."""

import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from markupsafe import Markup, escape

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Around the number of a value in the layout: for private use, so that templates hold none."""
_MARK = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")
_is_special = re.compile("[&<>\"']").search


class Pattern:
    """What `layout` makes of `count` values, each of which it shows at least once as it is."""

    def __init__(self, layout: Callable[[Sequence[str]], str], count: int) -> None:
        markup = layout([f"{_OPEN}{place}{_CLOSE}" for place in range(count)])
        parts = _MARK.split(str(markup).replace("%", "%%"))
        self._format = "%s".join(parts[::2])
        self._chosen = itemgetter(*map(int, parts[1::2]))

    def fill(self, values: Sequence[str]) -> str:
        """Return the markup with these values, escaped unless they are markup themselves."""
        chosen: tuple[str, ...] = self._chosen([_escaped(value) for value in values])
        return self._format % chosen


def _escaped(value: str) -> str:
    if isinstance(value, Markup) or not _is_special(value):
        return value
    return str(escape(value))
