from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db.base import BigId, Numbered, now


class ChangeSet(Numbered):
    """Changes that were made together and are undone together: a cell, a paste, an import."""

    __tablename__ = "change_set"

    catalog_id: Mapped[int] = mapped_column(BigId, ForeignKey("catalog.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id", ondelete="SET NULL"))
    kind: Mapped[str] = mapped_column(String(32))
    """`cell`, `row_form`, `add`, `duplicate`, `delete`, `import`, `column`, `undo`..."""
    operation_id: Mapped[str | None] = mapped_column(String(64))
    """Made by the client; the same one again gets the first answer."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    undone_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("catalog_id", "operation_id"),
        Index("ix_change_set_catalog_id_id", "catalog_id", "id"),
    )


class Change(Numbered):
    """One cell, or one row as a whole (no column), from what to what."""

    __tablename__ = "change"

    change_set_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("change_set.id", ondelete="CASCADE"), index=True
    )
    row_id: Mapped[int] = mapped_column(BigId, ForeignKey("row.id", ondelete="CASCADE"))
    column_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("column.id", ondelete="SET NULL"), index=True
    )
    old: Mapped[dict[str, Any]]
    """Cell: {"value": ...} or {"invalid": text}, {} when blank. Row: {"values": ..., ...} or {}."""
    new: Mapped[dict[str, Any]]
    row_version: Mapped[int]
    """The row's version that this change made."""

    change_set: Mapped[ChangeSet] = relationship(lazy="raise")

    __table_args__ = (Index("ix_change_row_id_row_version", "row_id", "row_version"),)
