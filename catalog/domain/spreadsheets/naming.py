"""Names and keys of columns, from headers as they come: blank, doubled, in any script."""

import re
from collections.abc import Collection, Sequence

from catalog.domain.spreadsheets.words import listed
from catalog.domain.text import fold
from catalog.i18n import gettext as _

LONGEST_KEY = 60

RESERVED_KEYS = listed(
    "id short_id version status position row rows values images created_at updated_at "
    "q sort after view limit next count"
)
"""What rows and addresses name so themselves."""

_NOT_OF_KEYS = re.compile(r"[^a-z0-9]+")


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


def column_key(name: str, taken: Collection[str] = ()) -> str:
    """Return a key for a column of this name: [a-z][a-z0-9_]*, not taken and not reserved."""
    base = _NOT_OF_KEYS.sub("_", fold(name)).strip("_")[:LONGEST_KEY].rstrip("_")
    if not base or base[0].isdigit():
        base = f"column_{base}".rstrip("_")
    if base in RESERVED_KEYS:
        base = f"{base}_column"
    key, number = base, 2
    while key in taken:
        key = f"{base}_{number}"
        number += 1
    return key
