"""Names of columns, from headers as they come: blank, doubled, in any script."""

from collections.abc import Sequence

from catalog.domain.text import fold
from catalog.i18n import gettext as _


def column_names(header: Sequence[str], width: int) -> list[str]:
    """Return a name for each column, as typed; blank ones are "Column 3", doubled "name (2)".

    `width` may be more than the header has. Names that differ only in case or accents are the same.
    """
    taken: set[str] = set()
    names = []
    for position in range(width):
        typed = header[position] if position < len(header) else ""
        name = _free(typed or _("Column %(number)s") % {"number": position + 1}, taken)
        taken.add(fold(name))
        names.append(name)
    return names


def _free(name: str, taken: set[str]) -> str:
    if fold(name) not in taken:
        return name
    number = 2
    while fold(f"{name} ({number})") in taken:
        number += 1
    return f"{name} ({number})"
