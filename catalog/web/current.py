"""What belongs to one request and is kept in its scope: its database session, who asks, failure."""

import hmac
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from sqlalchemy.orm import Session

from catalog.db.session import Database
from catalog.domain import accounts
from catalog.domain.accounts import Person
from catalog.settings import Settings
from catalog.storage.storages import Storages

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION_COOKIE = "catalog_session"

AnyConnection = ASGIConnection[Any, Any, Any, Any]
AnyRequest = Request[Any, Any, Any]


def database_of(connection: AnyConnection) -> Database:
    database: Database = connection.app.state.database
    return database


def settings_of(connection: AnyConnection) -> Settings:
    settings: Settings = connection.app.state.settings
    return settings


def storages_of(connection: AnyConnection) -> Storages:
    storages: Storages = connection.app.state.storages
    return storages


def is_https(connection: AnyConnection) -> bool:
    """Tell whether people reach this by HTTPS; behind a proxy only CATALOG_BASE_URL knows."""
    return connection.url.scheme == "https" or settings_of(connection).base_url.startswith("https:")


def session_of(connection: AnyConnection) -> Session:
    """Return the request's one session; `catalog.web.transactions` commits and closes it."""
    state = connection.scope["state"]
    if "session" not in state:
        writing = connection.scope.get("method") not in SAFE_METHODS
        state["session"] = database_of(connection).session(writing=writing)
    session: Session = state["session"]
    return session


def person_of(connection: AnyConnection) -> Person | None:
    """Return who is signed in, asked once a request, in a short transaction of its own."""
    state = connection.scope["state"]
    if "person" not in state:
        state["person"] = _load_person(connection)
    person: Person | None = state["person"]
    return person


def _load_person(connection: AnyConnection) -> Person | None:
    token = connection.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    with database_of(connection).reading() as session:
        return accounts.person_of_session(session, token)


def csrf_token_of(connection: AnyConnection) -> str:
    """Return the token bound to this sign-in; empty for visitors, who have nothing to protect."""
    token = connection.cookies.get(SESSION_COOKIE)
    if not token:
        return ""
    secret = settings_of(connection).secret_key
    return hmac.new(secret.encode(), b"csrf:" + token.encode(), "sha256").hexdigest()
