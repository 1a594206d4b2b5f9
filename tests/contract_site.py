"""A small installation in-process, with one of everything that an address of ours can name."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from catalog.app import create_app
from catalog.db.models import Catalog
from catalog.db.schema import upgrade
from catalog.db.session import Database
from catalog.domain import accounts
from catalog.domain.catalogs import publish_catalog
from catalog.domain.columns import add_column
from catalog.domain.public import public_catalog
from catalog.domain.rows import add_row
from catalog.domain.uploads import attach_image
from catalog.settings import load
from catalog.storage.storages import open_storages
from catalog.web.current import SESSION_COOKIE
from catalog.web.picture_urls import media_address
from tests.factories import PASSWORD, make_cast, make_catalog
from tests.images import picture

SETTINGS = {"CATALOG_LANGUAGE": "en", "CATALOG_SECRET_KEY": "secret"}
LEGACY_NAME = "1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d_anillo.jpg"
EMAIL = "ana@example.org"
"""Who can sign in with PASSWORD."""


class Site:
    """The product in-process with one published row and its picture, and who looks at it."""

    def __init__(self, client: TestClient[Litestar], database: Database, folder: Path) -> None:
        self.client = client
        self.names = _names_of(database, _fill(database, folder))
        self.headers = _signed_in(database)

    def ask(self, method: str, address: str, who: str, **more: Any) -> Response:
        """Return the answer as that one's browser or program gets it."""
        path = address.format(**self.names)
        headers = self.headers[who]
        return self.client.request(method, path, headers=headers, follow_redirects=False, **more)


@contextmanager
def opened_site(folder: Path) -> Iterator[Site]:
    settings = load(SETTINGS, folder)
    database = Database(settings.database_url)
    upgrade(database)
    app = create_app(settings, database=database)
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            yield Site(client, database, folder)
    finally:
        database.close()


def _fill(database: Database, folder: Path) -> int:
    """Make people, a public catalog, a row and its picture; return the row's id."""
    settings = load(SETTINGS, folder)
    cast = make_cast(database)
    catalog_id = make_catalog(database, cast).id
    with database.writing() as session:
        accounts.create_user(session, EMAIL, PASSWORD)
        catalog = session.get_one(Catalog, catalog_id)
        add_column(session, catalog, "Nombre", "text", key="name")
        images = add_column(session, catalog, "Fotos", "images", key="pictures")
        row = add_row(session, catalog, cast.owner, {"name": "Anillo"})
        publish_catalog(session, catalog)
    attach_image(
        database,
        open_storages(settings),
        settings,
        row_id=row.id,
        column_id=images.id,
        source=BytesIO(picture()),
        filename=LEGACY_NAME,
    )
    return row.id


def _names_of(database: Database, row_id: int) -> dict[str, str]:
    with database.reading() as session:
        shown = public_catalog(session, "joyeria")
        row = shown.newest(1)[0]
        image = shown.images([row])[row_id][0]
        return {
            "row_id": str(row_id),
            "short_id": row.short_id,
            "item": shown.address(row),
            "media": media_address(image, "card"),
            "legacy_name": LEGACY_NAME,
        }


def _signed_in(database: Database) -> dict[str, dict[str, str]]:
    """Return the headers that make requests those of each kind of reader."""
    headers: dict[str, dict[str, str]] = {"visitor": {}}
    with database.writing() as session:
        for who, email in (("owner", "olga@example.org"), ("admin", "admin@example.org")):
            user = accounts.user_by_email(session, email)
            headers[who] = {"cookie": f"{SESSION_COOKIE}={accounts.start_session(session, user)}"}
        token = accounts.create_token(session, user, catalog_id=None, can_write=True)
        headers["program"] = {"authorization": f"Bearer {token}"}
    return headers
