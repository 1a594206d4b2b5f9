"""What handlers ask for by name, and the `Session` type, so that they need not know SQLAlchemy."""

from litestar.di import Provide
from sqlalchemy.orm import Session

from catalog.db.session import Database
from catalog.domain.accounts import Person
from catalog.errors import SignInNeeded
from catalog.settings import Settings
from catalog.web.current import (
    AnyRequest,
    database_of,
    person_of,
    session_of,
    settings_of,
)

__all__ = ["AnyRequest", "Database", "Person", "Session", "Settings", "dependencies"]


def _session(request: AnyRequest) -> Session:
    return session_of(request)


def _database(request: AnyRequest) -> Database:
    return database_of(request)


def _settings(request: AnyRequest) -> Settings:
    return settings_of(request)


def _person(request: AnyRequest) -> Person:
    """Raises SignInNeeded when nobody is signed in."""
    person = person_of(request)
    if person is None:
        raise SignInNeeded
    return person


def _visitor(request: AnyRequest) -> Person | None:
    return person_of(request)


dependencies = {
    "session": Provide(_session, sync_to_thread=False),
    "database": Provide(_database, sync_to_thread=False),
    "settings": Provide(_settings, sync_to_thread=False),
    "person": Provide(_person, sync_to_thread=False),
    "visitor": Provide(_visitor, sync_to_thread=False),
}
