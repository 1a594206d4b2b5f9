from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.db.base import Base, BigId, Numbered, now

ROLES = ("admin", "editor", "viewer")


class User(Numbered):
    """A person. Roles: admin reaches all, editor makes catalogs, viewer reads."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    """In lower case."""
    name: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(16), default="editor")
    language: Mapped[str] = mapped_column(String(8), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    disabled_at: Mapped[datetime | None]


class Session(Base):
    """One sign-in on one device; the cookie's value is kept only as a digest."""

    __tablename__ = "session"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")


class ApiToken(Numbered):
    """A program's key to the JSON interface, as one person, at most for one catalog."""

    __tablename__ = "api_token"

    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    catalog_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("catalog.id", ondelete="CASCADE"), index=True
    )
    can_write: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)

    user: Mapped[User] = relationship(lazy="raise")


class ResetLink(Base):
    """A one-time link, given by an administrator, with which a person sets a new password."""

    __tablename__ = "reset_link"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime]


class SignInAttempt(Numbered):
    """A failed sign-in, kept to slow down guessing; `subject` is an e-mail or a network address."""

    __tablename__ = "sign_in_attempt"

    subject: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(default=now)

    __table_args__ = (Index("ix_sign_in_attempt_subject_at", "subject", "at"),)
