"""Questions about people."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.db.models import User


def all_users(session: Session) -> list[User]:
    return list(session.scalars(select(User).order_by(User.email)))


def count_users(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(User)) or 0
