import json
from decimal import Decimal
from typing import Any

import pytest

from catalog.db.models import Catalog, User
from catalog.db.session import Database
from catalog.domain import accounts, columns
from catalog.domain.accounts import Person
from tests.factories import Cast
from tests.images import picture
from tests.web.conftest import Client, browser

Key = str


@pytest.fixture
def full_catalog(catalog: Catalog, sqlite_database: Database) -> Catalog:
    with sqlite_database.writing() as session:
        owned = session.get_one(Catalog, catalog.id)
        columns.add_column(session, owned, "Nombre", "text", required=True, key="name")
        columns.add_column(session, owned, "Precio", "money", key="price")
        columns.add_column(session, owned, "Temas", "choices", options={"choices": ["Mar", "Río"]})
    return catalog


class Program:
    """A client with a person's key."""

    def __init__(self, client: Client, database: Database) -> None:
        self.client = client
        self.database = database

    def as_(self, person: Person, **scope: Any) -> "Program":
        with self.database.writing() as session:
            user = session.get_one(User, person.id)
            token = accounts.create_token(session, user, **scope)
        program = Program(self.client, self.database)
        program.headers = {"authorization": f"Bearer {token}"}
        return program

    headers: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        response = self.client.request(method, f"/api/v1{path}", json=body, headers=self.headers)
        text = response.text
        return response.status_code, json.loads(text, parse_float=Decimal) if text else None


@pytest.fixture
def program(app: Any, sqlite_database: Database) -> Any:
    with browser(app) as client:
        yield Program(client, sqlite_database)


@pytest.fixture
def owner(program: Program, cast: Cast) -> Program:
    return program.as_(cast.owner, can_write=True)


def test_a_program_needs_a_key(program: Program) -> None:
    response = program.client.get("/api/v1/catalogs")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["detail"] == "Send a valid key: Authorization: Bearer cat_..."


@pytest.mark.parametrize("value", ["Bearer wrong", "Basic x", "Bearer", "Bearer cat_\u00f1"])
def test_a_wrong_key_is_no_key(program: Program, value: str) -> None:
    headers = {"authorization": value.encode("latin-1")}
    assert program.client.get("/api/v1/catalogs", headers=headers).status_code == 401


def test_a_sign_in_of_a_browser_is_no_key(
    program: Program, full_catalog: Catalog, cast: Cast, sqlite_database: Database
) -> None:
    with sqlite_database.writing() as session:
        user = session.get_one(User, cast.owner.id)
        program.client.cookies.set("catalog_session", accounts.start_session(session, user))
    assert program.client.get(f"/api/v1/catalogs/{full_catalog.slug}").status_code == 401


def test_catalogs_are_listed_made_and_shown(owner: Program, full_catalog: Catalog) -> None:
    status, made = owner.ask("POST", "/catalogs", {"name": "Relojes", "language": "en"})
    assert (status, made["slug"], made["language"]) == (201, "relojes", "en")
    status, listed = owner.ask("GET", "/catalogs")
    assert {found["slug"] for found in listed["catalogs"]} == {"relojes", full_catalog.slug}
    status, shown = owner.ask("GET", "/catalogs/relojes")
    assert (status, shown["name"], shown["can_manage"]) == (200, "Relojes", True)
    assert owner.ask("POST", "/catalogs", {"name": " "})[0] == 422
    assert owner.ask("POST", "/catalogs", {"nombre": "x"})[0] == 400


def test_columns_are_listed_and_added(owner: Program, full_catalog: Catalog) -> None:
    path = f"/catalogs/{full_catalog.slug}/columns"
    status, column = owner.ask("POST", path, {"name": "Año", "type": "integer", "unique": True})
    assert (status, column["key"], column["unique"]) == (201, "ano", True)
    _, listed = owner.ask("GET", path)
    assert [found["key"] for found in listed["columns"]] == ["name", "price", "temas", "ano"]
    assert owner.ask("POST", path, {"name": "Año", "type": "nothing"})[0] == 422


@pytest.mark.parametrize(
    ("type_name", "options"),
    [
        ("choice", {"choices": 5}),
        ("choice", {"choices": "abc"}),
        ("choices", {"choices": ["Mar", None, {}]}),
        ("decimal", {"places": {}}),
        ("decimal", {"places": "9" * 5000}),
        ("money", {"currency": ["EUR"]}),
    ],
)
def test_options_of_a_wrong_kind_are_named(
    owner: Program, full_catalog: Catalog, type_name: str, options: dict[str, Any]
) -> None:
    column = {"name": "Nueva", "type": type_name, "options": options}
    status, problem = owner.ask("POST", f"/catalogs/{full_catalog.slug}/columns", column)
    assert (status, set(problem["errors"])) == (422, set(options))


def test_rows_come_and_go(owner: Program, full_catalog: Catalog) -> None:
    path = f"/catalogs/{full_catalog.slug}/rows"
    values = {"name": "Anillo", "price": 12.5, "temas": ["Mar"]}
    status, row = owner.ask("POST", path, {"values": values, "operation_id": "a"})
    assert status == 201
    assert row["values"] == {"name": "Anillo", "price": Decimal("12.5"), "temas": ["Mar"]}
    assert (row["version"], row["images"], row["status"]) == (1, [], "published")
    assert owner.ask("POST", path, {"values": values, "operation_id": "a"})[1]["id"] == row["id"]
    for address in (row["id"], row["short_id"]):
        assert owner.ask("GET", f"/rows/{address}") == (200, row)
    change = {"values": {"price": None, "name": "Sortija"}, "base_version": 1}
    status, changed = owner.ask("PATCH", f"/rows/{row['id']}", change)
    assert (status, changed["version"]) == (200, 2)
    assert changed["values"] == {"name": "Sortija", "temas": ["Mar"]}
    assert owner.ask("DELETE", f"/rows/{row['id']}") == (204, None)
    assert owner.ask("GET", f"/rows/{row['id']}")[0] == 404


def test_a_page_of_rows(owner: Program, full_catalog: Catalog) -> None:
    path = f"/catalogs/{full_catalog.slug}/rows"
    for name, price in (("Anillo", "3"), ("Broche", "1"), ("Copa", "2")):
        owner.ask("POST", path, {"values": {"name": name, "price": price}})
    _, first = owner.ask("GET", f"{path}?sort=-price&limit=2")
    assert [row["values"]["name"] for row in first["rows"]] == ["Anillo", "Copa"]
    assert (first["count"], first["count_is_exact"]) == (3, True)
    _, second = owner.ask("GET", f"{path}?sort=-price&limit=2&after={first['next']}")
    assert [row["values"]["name"] for row in second["rows"]] == ["Broche"]
    assert second["next"] is None
    _, found = owner.ask("GET", f"{path}?q=copa&f.price.max=2")
    assert found["count"] == 1


def test_a_change_of_what_changed_meanwhile_is_refused(
    owner: Program, program: Program, full_catalog: Catalog, cast: Cast
) -> None:
    path = f"/catalogs/{full_catalog.slug}/rows"
    _, row = owner.ask("POST", path, {"values": {"name": "Anillo", "price": "1"}})
    other = program.as_(cast.collaborator, can_write=True)
    address = f"/rows/{row['id']}"
    other.ask("PATCH", address, {"values": {"name": "Aro"}, "base_version": 1})
    status, problem = owner.ask("PATCH", address, {"values": {"name": "Sello"}, "base_version": 1})
    assert (status, problem["version"], problem["theirs"]) == (409, 2, {"name": "Aro"})
    same_row = {"values": {"price": "2"}, "base_version": 1}
    assert owner.ask("PATCH", address, same_row)[0] == 200
    overruled = {"values": {"name": "Sello"}, "base_version": problem["version"]}
    assert owner.ask("PATCH", address, overruled)[1]["values"]["name"] == "Sello"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "A", "price": "mucho"}, "price"),
        ({"name": "A", "unknown": 1}, "unknown"),
        ({"price": 1}, "name"),
        ({"name": "A", "temas": ["Sol"]}, "temas"),
        ({"name": "A", "price": 12345678901234567.89}, "price"),
    ],
)
def test_values_that_cannot_be_taken_are_named(
    owner: Program, full_catalog: Catalog, values: dict[str, Any], field: str
) -> None:
    status, problem = owner.ask("POST", f"/catalogs/{full_catalog.slug}/rows", {"values": values})
    assert (status, list(problem["errors"])) == (422, [field])


@pytest.mark.parametrize("body", ["", "{", "[]", '{"values": []}', '{"base_version": "x"}'])
def test_a_body_that_cannot_be_read(owner: Program, full_catalog: Catalog, body: str) -> None:
    headers = owner.headers | {"content-type": "application/json"}
    path = f"/api/v1/catalogs/{full_catalog.slug}/rows"
    response = owner.client.post(path, content=body, headers=headers)
    assert response.status_code == 400
    assert response.headers["content-type"].startswith("application/problem+json")


def ladder(program: Program, path: str, row: int) -> list[int]:
    """Return how reading, adding, changing, deleting and managing end."""
    return [
        program.ask("GET", f"/rows/{row}")[0],
        program.ask("POST", f"{path}/rows", {"values": {"name": "x"}})[0],
        program.ask("PATCH", f"/rows/{row}", {"values": {"name": "y"}})[0],
        program.ask("POST", f"{path}/columns", {"name": "z", "type": "text"})[0],
        program.ask("DELETE", f"/rows/{row}")[0],
    ]


def test_who_may_do_what(
    owner: Program, program: Program, full_catalog: Catalog, cast: Cast
) -> None:
    path = f"/catalogs/{full_catalog.slug}"
    _, made = owner.ask("POST", f"{path}/rows", {"values": {"name": "Anillo"}})
    row = made["id"]
    assert ladder(program.as_(cast.stranger, can_write=True), path, row) == [404] * 5
    assert ladder(program.as_(cast.viewer, can_write=True), path, row) == [200, *[403] * 4]
    assert ladder(program.as_(cast.owner), path, row) == [200, *[403] * 4]
    elsewhere = program.as_(cast.admin, can_write=True, catalog_id=full_catalog.id)
    assert elsewhere.ask("POST", "/catalogs", {"name": "x"})[0] == 403
    collaborator = program.as_(cast.collaborator, can_write=True)
    assert ladder(collaborator, path, row) == [200, 201, 200, 403, 204]


def test_a_key_for_one_catalog_opens_no_other(
    owner: Program, program: Program, full_catalog: Catalog, cast: Cast
) -> None:
    owner.ask("POST", "/catalogs", {"name": "Relojes"})
    narrow = program.as_(cast.owner, can_write=True, catalog_id=full_catalog.id)
    assert narrow.ask("GET", "/catalogs/relojes")[0] == 404
    _, listed = narrow.ask("GET", "/catalogs")
    assert [found["slug"] for found in listed["catalogs"]] == [full_catalog.slug]


def test_unknown_addresses_are_problems_too(owner: Program) -> None:
    status, problem = owner.ask("GET", "/nothing")
    assert (status, problem["status"]) == (404, 404)
    assert owner.ask("GET", "/rows/0")[0] == 404
    assert owner.ask("GET", "/catalogs/unknown/rows")[0] == 404


def test_the_description_has_the_interface_and_nothing_else(program: Program) -> None:
    schema = program.client.get("/api/openapi.json").json()
    assert set(schema["paths"]) >= {
        "/api/v1/catalogs",
        "/api/v1/catalogs/{slug}",
        "/api/v1/catalogs/{slug}/columns",
        "/api/v1/catalogs/{slug}/rows",
        "/api/v1/rows/{row_id}",
    }
    assert all(path.startswith("/api/v1/") for path in schema["paths"])
    assert "NewRow" in schema["components"]["schemas"]
    body = schema["paths"]["/api/v1/rows/{row_id}"]["patch"]["requestBody"]
    assert body["content"]["application/json"]["schema"]["$ref"].endswith("RowChanges")


def upload(program: Program, row: int, **form: Any) -> tuple[int, Any]:
    files = {"file": form.pop("file", ("anillo.png", picture("PNG"), "image/png"))}
    response = program.client.post(
        f"/api/v1/rows/{row}/images", files=files, data=form, headers=program.headers
    )
    return response.status_code, response.json()


@pytest.fixture
def pictured(owner: Program, full_catalog: Catalog) -> int:
    path = f"/catalogs/{full_catalog.slug}"
    owner.ask("POST", f"{path}/columns", {"name": "Fotos", "type": "images", "key": "photos"})
    owner.ask("POST", f"{path}/columns", {"name": "Otras", "type": "images", "key": "others"})
    row: int = owner.ask("POST", f"{path}/rows", {"values": {"name": "Anillo"}})[1]["id"]
    return row


def test_pictures_come_and_go(owner: Program, pictured: int) -> None:
    status, image = upload(owner, pictured)
    assert status == 201
    assert image["urls"]["thumb"].startswith("http://testserver.local/media/")
    assert upload(owner, pictured, column="others")[0] == 201
    _, row = owner.ask("GET", f"/rows/{pictured}")
    assert [found["column"] for found in row["images"]] == ["photos", "others"]
    assert row["images"][0]["public_id"] == image["public_id"]
    assert owner.ask("DELETE", f"/images/{image['public_id']}") == (204, None)
    _, row = owner.ask("GET", f"/rows/{pictured}")
    assert [found["column"] for found in row["images"]] == ["others"]


def test_a_repeated_upload_makes_one_picture(owner: Program, pictured: int) -> None:
    first = upload(owner, pictured, operation_id="a")
    assert upload(owner, pictured, operation_id="a") == first
    assert len(owner.ask("GET", f"/rows/{pictured}")[1]["images"]) == 1


def test_files_that_are_no_pictures_say_why(owner: Program, pictured: int) -> None:
    status, problem = upload(owner, pictured, file=("a.svg", b"<svg/>", "image/svg+xml"))
    assert (status, list(problem["errors"])) == (422, ["file"])
    response = owner.client.post(
        f"/api/v1/rows/{pictured}/images", data={"file": "text"}, headers=owner.headers
    )
    assert response.status_code in {400, 422}


def test_who_may_upload(owner: Program, program: Program, pictured: int, cast: Cast) -> None:
    assert upload(program, pictured)[0] == 401
    assert upload(program.as_(cast.stranger, can_write=True), pictured)[0] == 404
    assert upload(program.as_(cast.viewer, can_write=True), pictured)[0] == 403
    assert upload(program.as_(cast.owner), pictured)[0] == 403
    assert upload(owner, pictured, column="name")[0] in {404, 422}


def test_the_image_store_is_for_administrators(
    owner: Program, program: Program, full_catalog: Catalog, cast: Cast
) -> None:
    admin = program.as_(cast.admin, can_write=True)
    status, found = admin.ask("GET", "/storage/status")
    assert (status, found["images"], found["s3_state"]) == (200, 0, "off")
    assert admin.ask("GET", "/storage/runs") == (200, {"runs": []})
    status, problem = admin.ask("POST", "/storage/runs", {"to": "s3"})
    assert (status, problem["errors"]) == (
        422,
        {"to": "No bucket is set (S3_BUCKET_NAME is empty)."},
    )
    narrow = program.as_(cast.admin, can_write=True, catalog_id=full_catalog.id)
    for other in (owner, narrow):
        assert other.ask("GET", "/storage/status")[0] == 403
        assert other.ask("GET", "/storage/runs")[0] == 403
    assert program.as_(cast.admin).ask("POST", "/storage/runs", {"to": "s3"})[0] == 403
