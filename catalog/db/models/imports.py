from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db.base import BigId, Numbered, now

IMPORT_STATES = ("uploaded", "running", "finished", "failed")


class Import(Numbered):
    """One sheet brought into a catalog: what was asked for, how far it is, what came of it.

    Its counts are written in the transactions of the rows they count, so that they agree with the
    catalog whenever the work ends.
    """

    __tablename__ = "import"

    token: Mapped[str] = mapped_column(String(64), unique=True)
    """Its address, and what its files are kept under until they are brought in."""
    catalog_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("catalog.id", ondelete="SET NULL")
    )
    """None until a new catalog is made, and when it was taken back."""
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user.id", ondelete="SET NULL"))
    """None for the command."""
    change_set_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("change_set.id", ondelete="SET NULL")
    )
    filename: Mapped[str] = mapped_column(String(255))
    pictures_name: Mapped[str] = mapped_column(String(255), default="")
    """What the folder or archive of pictures is called; empty without one."""
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What a person decided: name of the new catalog, sheet, marks, key, columns."""
    state: Mapped[str] = mapped_column(String(16), default="uploaded")
    stage: Mapped[str] = mapped_column(String(16), default="")
    """`reading`, `rows`, `pictures`."""
    sentence: Mapped[str] = mapped_column(Text, default="")
    """How the sheet was understood."""
    total: Mapped[int] = mapped_column(default=0)
    """Rows, or pictures, of the stage."""
    done: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"created", "updated", "unchanged", "skipped", "failed", "images_attached", ...}."""
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"errors": [[row, column, value, message]], "unmatched": [...], "passed_over": [...]}."""
    fault: Mapped[str] = mapped_column(Text, default="")
    """Why it failed, for the person."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    seen_at: Mapped[datetime] = mapped_column(default=now)
    """When the work was last heard of: without word for a while its process has died."""
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("state IN ('uploaded', 'running', 'finished', 'failed')", name="state"),
        Index("ix_import_catalog_id_id", "catalog_id", "id"),
        Index(
            "uq_import_running",
            "catalog_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )
