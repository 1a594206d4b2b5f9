"""The words of the demo catalogs, kept as JSON beside this module."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from catalog.domain.pictures.drawings import Piece

CATALOGS = ("notebooks", "ceramica")
"""The last one is at the top of lists."""


@dataclass(frozen=True)
class DemoRow:
    texts: dict[str, str]
    """Column key -> what somebody would have typed."""
    piece: Piece | None = None
    """What its pictures show; None for rows without pictures."""
    views: tuple[str, ...] = ()
    alt: str = ""
    caption: str = ""
    """Of the last picture."""


@dataclass(frozen=True)
class DemoCatalog:
    name: str
    description: str
    language: str
    currency: str
    columns: tuple[dict[str, Any], ...]
    """What `add_column` takes; `first_type` is what the column was before it got its type."""
    views: dict[str, str]
    """View -> alternative text, with %(alt)s for that of the row."""
    credit: str
    code: str
    """Key of the column by which pieces, and the files of their pictures, are named."""
    rows: tuple[DemoRow, ...]


def read(name: str) -> DemoCatalog:
    data = Path(__file__).with_name(f"{name}.json").read_bytes()
    return msgspec.json.decode(data, type=DemoCatalog)
