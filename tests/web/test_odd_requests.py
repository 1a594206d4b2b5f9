"""Requests that no page of ours makes: each is refused, none is a fault of the server."""

from collections.abc import Iterator

import pytest

from catalog.app import create_app
from catalog.db.models import Catalog
from catalog.db.session import Database
from catalog.domain import accounts, columns
from catalog.settings import Settings
from tests.factories import Cast, make_cast, make_catalog
from tests.web.conftest import Client, SignIn, _sign_in, browser

HUGE = "9" * 25
BYTES = {"content-type": "multipart/form-data; boundary=x"}


@pytest.fixture
def owner(settings: Settings, database: Database) -> Iterator[tuple[Client, Catalog]]:
    """Give the owner of a catalog on both kinds of database, who is an administrator too."""
    cast = make_cast(database)
    catalog = make_catalog(database, cast)
    with database.writing() as session:
        columns.add_column(session, catalog, "Name", "text", key="name")
    with browser(create_app(settings, database=database)) as client:
        _sign_in(client, database, cast.admin)
        yield client, catalog


@pytest.mark.parametrize(
    "address",
    [
        f"/admin/catalogs/{{slug}}/rows/{HUGE}/cells/name",
        f"/admin/catalogs/{{slug}}/rows/-{HUGE}/cells/name",
        f"/admin/storage/runs/{HUGE}",
        f"/admin/storage/images?state=lost&after={HUGE}",
        "/admin/catalogs/%00",
        "/admin/catalogs/{slug}/rows/%00",
        "/admin/catalogs/{slug}/columns/%00",
        "/admin/imports/%00",
        "/media/%00/thumb/x.webp",
        "/q/%00",
        "/static/%00",
        f"/static/{'a' * 3000}",
    ],
)
def test_nothing_is_at_an_address_that_nothing_can_have(
    owner: tuple[Client, Catalog], address: str
) -> None:
    client, catalog = owner
    assert client.get(address.format(slug=catalog.slug)).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        f"/admin/catalogs/{{slug}}/rows/{HUGE}/cells/name",
        f"/admin/catalogs/{{slug}}/history/{HUGE}/undo",
        f"/admin/catalogs/{{slug}}/members/{HUGE}",
        f"/admin/users/{HUGE}",
    ],
)
def test_nothing_is_done_to_what_cannot_be_there(
    owner: tuple[Client, Catalog], address: str
) -> None:
    client, catalog = owner
    response = client.post(address.format(slug=catalog.slug), data={"role": "viewer"})
    assert response.status_code in {404, 422}


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        ("/admin/catalogs", {"name": "a\0b", "language": "es", "currency": "EUR"}),
        ("/admin/catalogs/{slug}/columns", {"name": "a\0b", "type": "text", "help": "\0"}),
        ("/admin/catalogs/{slug}/settings", {"name": "a", "description": "\0"}),
        ("/admin/catalogs/{slug}/members", {"email": "a\0@b.c", "role": "viewer"}),
        ("/admin/catalogs/{slug}/rows", {"v.name": "a\0b", "operation_id": "\0"}),
        ("/admin/users", {"email": "a\0@b.c", "role": "editor"}),
        ("/account", {"name": "a\0b"}),
        ("/login", {"email": "a\0@b.c", "password": "\0"}),
        ("/admin/storage/retry", {"detail": "\0"}),
    ],
)
def test_characters_that_databases_refuse_are_cleaned_or_refused(
    owner: tuple[Client, Catalog], address: str, fields: dict[str, str]
) -> None:
    client, catalog = owner
    response = client.post(address.format(slug=catalog.slug), data=fields)
    assert response.status_code in {303, 422}


@pytest.mark.parametrize("field", [b"\xff", b"x; charset=zz"])
def test_text_in_no_known_encoding_is_refused(sign_in: SignIn, cast: Cast, field: bytes) -> None:
    value, _, parameters = field.partition(b"; ")
    kind = b"Content-Type: text/plain; " + parameters + b"\r\n" if parameters else b""
    start = b'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n'
    body = start + kind + b"\r\n" + value + b"\r\n--x--\r\n"
    client = sign_in(cast.owner)
    assert client.post("/admin/imports", content=body, headers=BYTES).status_code == 422
    del client.headers["x-csrf-token"]
    assert client.post("/admin/imports", content=body, headers=BYTES).status_code == 422


@pytest.mark.parametrize(
    "value", [b"[" * 100_000 + b"]" * 100_000, b'"\xff"', b'"\\ud800"', b"1e999", b"NaN"]
)
def test_programs_are_told_that_their_json_cannot_be_read(
    sign_in: SignIn, cast: Cast, catalog: Catalog, sqlite_database: Database, value: bytes
) -> None:
    with sqlite_database.writing() as session:
        user = accounts.user_by_id(session, cast.owner.id)
        token = accounts.create_token(session, user, can_write=True)
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    body = b'{"values": {"name": ' + value + b"}}"
    address = f"/api/v1/catalogs/{catalog.slug}/rows"
    response = sign_in(None).post(address, content=body, headers=headers)
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("target", ["/c/joyería", "/c/x?q=中", "/c/x?q=%C3%B1#row-1"])
def test_addresses_of_any_letters_can_be_gone_back_to(sign_in: SignIn, target: str) -> None:
    response = sign_in(None).post("/language", data={"next": target, "language": "es"})
    assert response.status_code == 303
    location = response.headers["location"]
    assert location.isascii()
    assert location.endswith(("/c/joyer%C3%ADa", "/c/x?q=%E4%B8%AD", "/c/x?q=%C3%B1#row-1"))


@pytest.mark.parametrize(
    "address",
    ["/", "/login", "/health/ready", "/robots.txt", "/sitemap.xml"],
)
def test_who_asks_for_headers_alone_gets_those_of_the_page(sign_in: SignIn, address: str) -> None:
    asked, page = sign_in(None).head(address), sign_in(None).get(address)
    assert (asked.status_code, asked.content) == (200, b"")
    for name in ("content-type", "content-length", "etag", "content-security-policy"):
        assert asked.headers.get(name) == page.headers.get(name), name


def test_headers_alone_are_refused_where_pages_are(
    sign_in: SignIn, cast: Cast, catalog: Catalog
) -> None:
    address = f"/admin/catalogs/{catalog.slug}"
    assert sign_in(None).head(address).status_code == 303
    assert sign_in(cast.stranger).head(address).status_code == 404
    assert sign_in(cast.owner).head(address).status_code == 200
    assert sign_in(None).head("/nothing-here").status_code == 404
