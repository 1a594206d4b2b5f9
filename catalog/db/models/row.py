from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db.base import BigId, Numbered, now, short_id

STATUSES = ("draft", "published", "archived")
"""What people choose; `purged` is what is left of a row after its days in the trash."""


class Row(Numbered):
    """One record: its values in one document, with what sorts and finds them beside it."""

    __tablename__ = "row"

    catalog_id: Mapped[int] = mapped_column(BigId, ForeignKey("catalog.id", ondelete="CASCADE"))
    short_id: Mapped[str] = mapped_column(String(16), default=short_id, unique=True)
    status: Mapped[str] = mapped_column(String(16), default="published")
    position: Mapped[int] = mapped_column(BigId)
    version: Mapped[int] = mapped_column(default=1)
    """+1 with every change of the row; a cell's change records the version that it made."""
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Column key -> typed value (docs/adr/0002); a blank cell has no key."""
    invalid: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Column key -> text that does not convert to the column's type, kept and flagged."""
    sort_keys: Mapped[dict[str, Any]] = mapped_column(default=dict)
    search_text: Mapped[str] = mapped_column(Text, default="")
    """Folded words of all columns."""
    public_search_text: Mapped[str] = mapped_column(Text, default="")
    """Folded words of the public columns alone: what a visitor's search may match."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_row_live",
            "catalog_id",
            "position",
            "id",
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "ix_row_trash",
            "catalog_id",
            "deleted_at",
            sqlite_where=text("deleted_at IS NOT NULL"),
            postgresql_where=text("deleted_at IS NOT NULL"),
        ),
    )
