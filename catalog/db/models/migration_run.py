from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db.base import Base, BigId, Numbered, now

RUN_STATES = ("planned", "running", "paused", "cancelled", "finished", "failed")


class MigrationRun(Numbered):
    """One order to bring a set of images to a location; the mover does the moving."""

    __tablename__ = "migration_run"

    direction: Mapped[str] = mapped_column(String(8))
    """`s3` or `local`: where the images go."""
    scope: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{} for all, or {"catalog": slug, "limit": number}."""
    keep_days: Mapped[int | None]
    """Sources are retired after this many days; null keeps them."""
    dry_run: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(16), default="planned")
    totals: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Counted at plan time: {"images", "bytes", "already_there", ...}."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Final counts once ended: {"moved", "skipped", "failed", "bytes_moved"}."""
    started_by: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("user.id", ondelete="SET NULL")
    )
    started_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "uq_migration_run_active",
            "dry_run",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )


class MoveOutcome(Numbered):
    """What became of one image in one run: the run's report."""

    __tablename__ = "move_outcome"

    run_id: Mapped[int] = mapped_column(BigId, ForeignKey("migration_run.id", ondelete="CASCADE"))
    image_id: Mapped[int] = mapped_column(BigId, ForeignKey("image.id", ondelete="CASCADE"))
    outcome: Mapped[str] = mapped_column(String(16))
    """`moved`, `skipped` (already there) or `failed`."""
    bytes: Mapped[int] = mapped_column(BigId, default=0)
    detail: Mapped[str | None] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (Index("uq_move_outcome_run_id_image_id", "run_id", "image_id", unique=True),)


class Worker(Base):
    """A process that moves images: when it was last heard of and how S3 looks from it."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    node: Mapped[str] = mapped_column(String(100))
    heartbeat_at: Mapped[datetime] = mapped_column(default=now)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"s3_state", "since", "reason", "latency_ms", "last_success", "clock_skew_s"}."""
