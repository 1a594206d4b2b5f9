from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db.base import Base, BigId, Numbered, now, short_id

LOCATIONS = ("local", "s3")
COPY_STATES = (
    "reserved",
    "present",
    "verified",
    "suspect",
    "missing",
    "corrupt",
    "retiring",
    "gone",
)


class Image(Numbered):
    """One uploaded picture and its facts. Only the flip writes `storage_location`."""

    __tablename__ = "image"

    public_id: Mapped[str] = mapped_column(String(16), default=short_id, unique=True)
    row_id: Mapped[int] = mapped_column(BigId, ForeignKey("row.id"))
    column_id: Mapped[int] = mapped_column(BigId, ForeignKey("column.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    filename: Mapped[str] = mapped_column(String(255))
    """As the person called it; shown, never part of a key."""
    alt: Mapped[str] = mapped_column(Text, default="")
    caption: Mapped[str] = mapped_column(Text, default="")
    credit: Mapped[str] = mapped_column(Text, default="")
    is_internal: Mapped[bool] = mapped_column(default=False)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the original."""
    size: Mapped[int] = mapped_column(BigId)
    """Bytes of the original."""
    media_type: Mapped[str] = mapped_column(String(64))
    width: Mapped[int]
    """Pixels, upright."""
    height: Mapped[int]
    colour: Mapped[str] = mapped_column(String(7), default="")
    """Dominant colour as #rrggbb."""
    parts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Part name -> {"suffix", "ext", "sha256", "size", "media_type", "width", "height"}."""
    storage_location: Mapped[str] = mapped_column(String(8), default="local")
    wanted_location: Mapped[str] = mapped_column(String(8), default="local")
    version: Mapped[int] = mapped_column(default=1)
    """+1 per change of content; part of the key."""
    generation: Mapped[int] = mapped_column(default=1)
    """+1 per any change; never in a key."""
    fence: Mapped[int] = mapped_column(default=0)
    """+1 per claim: a mover whose lease ran out cannot flip."""
    rendered_at: Mapped[datetime | None]
    legacy_name: Mapped[str | None] = mapped_column(String(300), index=True)
    run_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("migration_run.id"), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    error_class: Mapped[str | None] = mapped_column(String(16))
    error_detail: Mapped[str | None] = mapped_column(Text)
    lease_owner: Mapped[str | None] = mapped_column(String(100))
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    deleted_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("storage_location IN ('local', 's3')", name="storage_location"),
        CheckConstraint("wanted_location IN ('local', 's3')", name="wanted_location"),
        Index("ix_image_row_id_column_id_position", "row_id", "column_id", "position"),
        Index(
            "ix_image_to_move",
            "next_attempt_at",
            "id",
            sqlite_where=text("wanted_location <> storage_location AND deleted_at IS NULL"),
            postgresql_where=text("wanted_location <> storage_location AND deleted_at IS NULL"),
        ),
        Index("ix_image_storage_location_wanted_location", "storage_location", "wanted_location"),
        Index("ix_image_sha256", "sha256"),
    )


class ImageCopy(Base):
    """What is known of all parts of one image in one location."""

    __tablename__ = "image_copy"

    image_id: Mapped[int] = mapped_column(BigId, ForeignKey("image.id"), primary_key=True)
    location: Mapped[str] = mapped_column(String(8), primary_key=True)
    node: Mapped[str] = mapped_column(String(100), primary_key=True, default="")
    """The machine a local copy lies on; empty for s3."""
    state: Mapped[str] = mapped_column(String(16))
    verified_at: Mapped[datetime | None]
    verified_how: Mapped[str | None] = mapped_column(String(16))
    """`readback`, `store-sha256` or `head`."""
    retire_after: Mapped[datetime | None]
    """Set when the other copy became the authoritative one; then this one may go."""

    __table_args__ = (
        Index("ix_image_copy_state", "state"),
        Index(
            "ix_image_copy_retire_after",
            "retire_after",
            sqlite_where=text("retire_after IS NOT NULL"),
            postgresql_where=text("retire_after IS NOT NULL"),
        ),
    )


class Deletion(Numbered):
    """Bytes that must go: an outbox, worked off by the mover."""

    __tablename__ = "deletion"

    location: Mapped[str] = mapped_column(String(8))
    node: Mapped[str] = mapped_column(String(100), default="")
    key_prefix: Mapped[str] = mapped_column(String(300))
    """`images/<2 hex>/<public_id>/<version>/`: every part below it goes."""
    identity: Mapped[str] = mapped_column(String(64), default="")
    """SHA-256 of the original that is expected there; empty when unknown."""
    reason: Mapped[str] = mapped_column(String(32))
    not_before: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(Text)
    done_at: Mapped[datetime | None]

    __table_args__ = (
        Index(
            "ix_deletion_open",
            "not_before",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )
