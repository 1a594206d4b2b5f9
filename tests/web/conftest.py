"""The product in-process, and the same people signed in to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from catalog.app import create_app
from catalog.db.models import Catalog
from catalog.db.session import Database
from catalog.domain import accounts
from catalog.domain.accounts import Person
from catalog.settings import Settings, load
from catalog.web.current import SESSION_COOKIE
from tests.factories import Cast, make_cast, make_catalog

Client = TestClient[Litestar]
SignIn = Callable[[Person | None], Client]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"CATALOG_LANGUAGE": "en", "CATALOG_SECRET_KEY": "secret"}, tmp_path)


@pytest.fixture
def app(settings: Settings, sqlite_database: Database) -> Litestar:
    return create_app(settings, database=sqlite_database)


@pytest.fixture
def sign_in(app: Litestar, sqlite_database: Database) -> Iterator[SignIn]:
    """Give a client for a person, or for a visitor; its changing requests carry the CSRF token."""
    with ExitStack() as stack:

        def open_client(person: Person | None) -> Client:
            client = stack.enter_context(browser(app))
            if person:
                _sign_in(client, sqlite_database, person)
            return client

        yield open_client


def browser(app: Litestar) -> Client:
    """Return a client that shows redirects, and errors as the visitor sees them."""
    client = TestClient(app, raise_server_exceptions=False)
    client.follow_redirects = False
    return client


def _sign_in(client: Client, database: Database, person: Person) -> None:
    with database.writing() as session:
        user = accounts.user_by_id(session, person.id)
        token = accounts.start_session(session, user)
    client.cookies.set(SESSION_COOKIE, token)
    client.headers["x-csrf-token"] = csrf_token(client)


def csrf_token(client: Client) -> str:
    """Return the token that the pages of this session carry."""
    page = client.get("/account").text
    return page.split('name="csrf-token" content="', 1)[1].split('"', 1)[0]


@pytest.fixture
def cast(sqlite_database: Database) -> Cast:
    return make_cast(sqlite_database)


@pytest.fixture
def catalog(sqlite_database: Database, cast: Cast) -> Catalog:
    return make_catalog(sqlite_database, cast)
