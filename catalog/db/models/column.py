from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db.base import BigId, Numbered

COLUMN_VISIBILITIES = ("unset", "internal", "public")


class Column(Numbered):
    """A typed field of a catalog. `key` names it in documents and addresses and never changes."""

    __tablename__ = "column"

    catalog_id: Mapped[int] = mapped_column(BigId, ForeignKey("catalog.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(64))
    """[a-z][a-z0-9_]*: it is written into SQL expressions as a literal."""
    name: Mapped[str] = mapped_column(String(200))
    help: Mapped[str] = mapped_column(Text, default="")
    type: Mapped[str] = mapped_column(String(32))
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    position: Mapped[int] = mapped_column(default=0)
    required: Mapped[bool] = mapped_column(default=False)
    unique: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(String(16), default="unset")
    """`unset` until the first publishing, which makes it `public`."""
    removed_at: Mapped[datetime | None]
    """Then no page, search or document knows it; its key stays taken and it can come back."""

    __table_args__ = (UniqueConstraint("catalog_id", "key"),)
