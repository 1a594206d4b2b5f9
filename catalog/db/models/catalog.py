from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db.base import Base, BigId, Numbered, now
from catalog.db.models.user import User

VISIBILITIES = ("private", "public")
MEMBER_ROLES = ("owner", "collaborator", "viewer")


class Catalog(Numbered):
    __tablename__ = "catalog"

    slug: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(8), default="es")
    """Decides decimal mark and date order of what is typed into it."""
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    visibility: Mapped[str] = mapped_column(String(16), default="private")
    first_published_at: Mapped[datetime | None]
    """Once set, new columns are internal until marked public."""
    version: Mapped[int] = mapped_column(BigId, default=1)
    """+1 with every change of anything that a page of it shows."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    archived_at: Mapped[datetime | None]


class Membership(Base):
    """What one person may do with one catalog."""

    __tablename__ = "membership"

    catalog_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("catalog.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(lazy="raise")
    catalog: Mapped[Catalog] = relationship(lazy="raise")
