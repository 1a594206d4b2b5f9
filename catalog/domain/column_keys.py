"""Keys of columns: what names a column in documents and addresses, whatever it is called."""

import re
from collections.abc import Collection

from catalog.domain.text import fold

LONGEST_KEY = 60

RESERVED_KEYS = frozenset(
    {"id", "short_id", "version", "status", "position", "row", "rows", "values", "images"}
    | {"created_at", "updated_at", "q", "sort", "after", "view", "limit", "next", "count"}
)
"""What rows and addresses name so themselves."""

_NOT_OF_KEYS = re.compile(r"[^a-z0-9]+")


def column_key(name: str, taken: Collection[str] = ()) -> str:
    """Return a key for a column of this name: [a-z][a-z0-9_]*, not taken and not reserved."""
    base = _NOT_OF_KEYS.sub("_", fold(name)).strip("_")[:LONGEST_KEY].rstrip("_")
    if not base or base[0].isdigit():
        base = f"column_{base}"[:LONGEST_KEY].rstrip("_")
    if base in RESERVED_KEYS:
        base = f"{base}_column"
    key, number = base, 2
    while key in taken:
        suffix = f"_{number}"
        key, number = f"{base[: LONGEST_KEY - len(suffix)]}{suffix}", number + 1
    return key
