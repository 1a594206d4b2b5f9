"""What handlers ask for, each under its own name and type: `session: Session`, `person: Person`.

The types are marked as dependencies, which Litestar wants to be told; everywhere else they are the
plain types, so that pages need not know SQLAlchemy.
"""

from litestar.di import NamedDependency, Provide
from litestar.params import URLEncodedBody
from sqlalchemy import orm

from catalog import settings
from catalog.db import session as db
from catalog.domain import accounts
from catalog.errors import SignInNeeded
from catalog.storage import storages
from catalog.web.current import (
    AnyRequest,
    database_of,
    person_of,
    session_of,
    settings_of,
    storages_of,
)

__all__ = [
    "AnyRequest",
    "Database",
    "Form",
    "Person",
    "Session",
    "Settings",
    "Storages",
    "Visitor",
    "dependencies",
]

Form = URLEncodedBody[dict[str, str]]
"""A plain form: `data: Form`."""
Session = NamedDependency[orm.Session]
Database = NamedDependency[db.Database]
Settings = NamedDependency[settings.Settings]
Storages = NamedDependency[storages.Storages]
Person = NamedDependency[accounts.Person]
"""Who is signed in; asking for it makes the handler ask a visitor to sign in."""
Visitor = NamedDependency[accounts.Person | None]
"""`visitor: Visitor`: who is signed in, if anybody."""


def _session(request: AnyRequest) -> orm.Session:
    return session_of(request)


def _database(request: AnyRequest) -> db.Database:
    return database_of(request)


def _settings(request: AnyRequest) -> settings.Settings:
    return settings_of(request)


def _storages(request: AnyRequest) -> storages.Storages:
    return storages_of(request)


def _person(request: AnyRequest) -> accounts.Person:
    """Raises SignInNeeded when nobody is signed in."""
    person = person_of(request)
    if person is None:
        raise SignInNeeded
    return person


def _visitor(request: AnyRequest) -> accounts.Person | None:
    return person_of(request)


dependencies = {
    "session": Provide(_session, sync_to_thread=False),
    "database": Provide(_database, sync_to_thread=False),
    "settings": Provide(_settings, sync_to_thread=False),
    "storages": Provide(_storages, sync_to_thread=False),
    "person": Provide(_person, sync_to_thread=False),
    "visitor": Provide(_visitor, sync_to_thread=False),
}
