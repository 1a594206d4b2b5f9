"""What all tables share: naming, identifiers, times in UTC, JSON documents."""

import secrets
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer, MetaData, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

BigId = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts rows by itself only in an INTEGER primary key."""

Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

LETTERS = "abcdefghjkmnpqrstuvwxyz"
SYMBOLS = LETTERS + "23456789"


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy's own declaration
        datetime: UtcTime(),
        dict[str, Any]: Document,
        list[str]: Document,
    }


class Numbered(Base):
    """A table with a number of its own for each record."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(BigId, primary_key=True)


def now() -> datetime:
    return datetime.now(UTC)


def short_id() -> str:
    """Return a random public identifier: 10 symbols, the first a letter, none easily confused."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(SYMBOLS) for _ in range(9))
