"""Every question that a page asks, one named function each, a module per noun."""

from sqlalchemy import literal, select
from sqlalchemy.orm import Session


def answers(session: Session) -> bool:
    """Ask the database for nothing but an answer."""
    return session.scalar(select(literal(1))) == 1
