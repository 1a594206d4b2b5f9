"""The list of catalogs, a new one, its settings, columns and members."""

from typing import Any

import pytest
from sqlalchemy import select

from catalog.db.models import Catalog, Column, Membership
from catalog.db.session import Database
from tests.factories import Cast, make_person
from tests.html import errors_of, page_of, value_of, words
from tests.tables import Table, make_table
from tests.web.conftest import SignIn


@pytest.fixture
def table(sqlite_database: Database, cast: Cast) -> Table:
    return make_table(sqlite_database, cast)


def catalog_of(table: Table) -> Catalog:
    with table.database.reading() as session:
        return session.get_one(Catalog, table.catalog_id)


def column_of(table: Table, key: str) -> Column | None:
    with table.database.reading() as session:
        return session.scalar(select(Column).where(Column.key == key))


def test_the_list_has_ones_own_catalogs(sign_in: SignIn, table: Table) -> None:
    table.add(name="A")
    page = sign_in(table.cast.viewer).get("/admin/catalogs").text
    assert "Joyería" in words(page_of(page).find_class("catalog-card")[0])
    assert "1 row" in page
    assert "No catalogs yet" in sign_in(table.cast.stranger).get("/admin/catalogs").text
    home = sign_in(table.cast.owner).get("/admin")
    assert home.headers["location"] == "/admin/catalogs"


def test_a_new_catalog_begins_with_a_name_and_pictures(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in(cast.stranger)
    assert value_of(client.get("/admin/catalogs/new").text, "currency") == "EUR"
    sent = {"name": "Relojes de bolsillo", "language": "es", "currency": "mxn"}
    response = client.post("/admin/catalogs", data=sent)
    assert response.headers["location"] == "/admin/catalogs/relojes-de-bolsillo"
    page = client.get(response.headers["location"] + "/columns").text
    names = [words(head) for head in page_of(page).xpath("//tbody//th")]
    assert names == ["Name", "Pictures"]


@pytest.mark.parametrize(
    "sent", [{"name": " "}, {"name": "A", "language": "fr"}, {"name": "A", "currency": "euro"}]
)
def test_a_catalog_that_cannot_be_stays_in_the_form(
    sign_in: SignIn, cast: Cast, sent: dict[str, str]
) -> None:
    sent = {"language": "es", "currency": "EUR", **sent}
    response = sign_in(cast.owner).post("/admin/catalogs", data=sent)
    assert response.status_code == 422
    assert len(errors_of(response.text)) == 1
    assert value_of(response.text, "name") == sent["name"]


def test_viewers_of_the_installation_make_none(
    sign_in: SignIn, sqlite_database: Database, cast: Cast
) -> None:
    client = sign_in(make_person(sqlite_database, "v@example.org", "viewer"))
    assert client.get("/admin/catalogs/new").status_code == 403
    sent = {"name": "A", "language": "es", "currency": "EUR"}
    assert client.post("/admin/catalogs", data=sent).status_code == 403


def settings(**changes: str) -> dict[str, str]:
    usual = {"name": "Joyas", "description": "Bonitas", "language": "en", "currency": "USD"}
    return usual | changes


def test_the_owner_changes_the_settings(sign_in: SignIn, table: Table) -> None:
    row_id = table.add(name="A", price="1.234,5")
    path = f"/admin/catalogs/{table.slug}/settings"
    client = sign_in(table.cast.owner)
    assert value_of(client.get(path).text, "name") == "Joyería"
    assert client.post(path, data=settings()).status_code == 303
    catalog = catalog_of(table)
    assert (catalog.name, catalog.slug, catalog.currency) == ("Joyas", "joyeria", "USD")
    assert "$1,234.50" in table.row(row_id).search_text
    refused = client.post(path, data=settings(currency="dollars"))
    assert (refused.status_code, value_of(refused.text, "currency")) == (422, "dollars")


def test_publishing_and_archiving(sign_in: SignIn, table: Table) -> None:
    client, path = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}/settings"
    client.post(f"{path}/publish")
    assert catalog_of(table).visibility == "public"
    assert "Internal columns: Notas" in words(page_of(client.get(path).text))
    client.post(f"{path}/unpublish")
    assert catalog_of(table).visibility == "private"
    client.post(f"{path}/archive")
    assert "Joyería" not in client.get("/admin/catalogs").text
    assert "Joyería" in client.get("/admin/catalogs?archived=1").text
    client.post(f"{path}/restore")
    assert catalog_of(table).archived_at is None
    assert client.post(f"{path}/burn").status_code == 404


def test_a_column_is_added_described_moved_and_removed(sign_in: SignIn, table: Table) -> None:
    client, path = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}/columns"
    sent = {"name": "Época", "type": "choice", "choices": "Antigua\r\nModerna\r\n"}
    assert client.post(path, data=sent).status_code == 303
    column = column_of(table, "epoca")
    assert column is not None
    assert column.options == {"choices": ["Antigua", "Moderna"]}
    edit = client.get(f"{path}/epoca").text
    assert value_of(edit, "name") == "Época"
    sent |= {"name": "Periodo", "required": "true", "visibility": "internal"}
    assert client.post(f"{path}/epoca", data=sent).status_code == 303
    changed = column_of(table, "epoca")
    assert changed is not None
    assert (changed.name, changed.required, changed.visibility) == ("Periodo", True, "internal")
    client.post(f"{path}/epoca/move", data={"direction": "earlier"})
    names = [words(th) for th in page_of(client.get(path).text).xpath("//tbody//th")]
    assert names[-2:] == ["Periodo", "Fotos"]
    client.post(f"{path}/epoca/remove")
    gone = client.get(f"{path}/epoca")
    assert gone.status_code == 404
    assert client.post(f"{path}/name/restore").status_code == 404
    assert client.post(f"{path}/epoca/restore").status_code == 303
    back = column_of(table, "epoca")
    assert back is not None
    assert back.removed_at is None


def test_another_type_is_shown_before_it_is_made(sign_in: SignIn, table: Table) -> None:
    table.add(name="12")
    row_id = table.add(name="doce")
    client, path = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}/columns/name"
    preview = client.post(f"{path}/type", data={"type": "integer"})
    said = words(page_of(preview.text))
    assert "1 value converts. 1 does not" in said
    assert "doce" in said
    assert table.values(row_id) == {"name": "doce"}
    done = client.post(f"{path}/type", data={"type": "integer", "sure": "yes"})
    assert done.status_code == 303
    assert table.row(row_id).invalid == {"name": "doce"}
    refused = client.post(f"{path}/type", data={"type": "images"})
    assert (refused.status_code, len(errors_of(refused.text))) == (422, 1)


@pytest.mark.parametrize(
    "sent", [{"name": " "}, {"type": "colour"}, {"choices": "a;b", "type": "choice"}]
)
def test_a_column_that_cannot_be_stays_in_the_form(
    sign_in: SignIn, table: Table, sent: dict[str, str]
) -> None:
    sent = {"name": "Nueva", "type": "text", **sent}
    path = f"/admin/catalogs/{table.slug}/columns"
    response = sign_in(table.cast.owner).post(path, data=sent)
    assert (response.status_code, len(errors_of(response.text))) == (422, 1)


def test_members_come_change_and_go(sign_in: SignIn, table: Table) -> None:
    client, path = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}/members"
    stranger = table.cast.stranger
    sent = {"email": stranger.email.upper(), "role": "viewer"}
    assert client.post(path, data=sent).status_code == 303
    assert role_of(table, stranger.id) == "viewer"
    client.post(f"{path}/{stranger.id}", data={"role": "collaborator"})
    assert role_of(table, stranger.id) == "collaborator"
    client.post(f"{path}/{stranger.id}", data={"role": ""})
    assert role_of(table, stranger.id) is None
    refused = client.post(path, data={"email": "nobody@example.org", "role": "viewer"})
    assert (refused.status_code, value_of(refused.text, "email")) == (422, "nobody@example.org")
    assert client.post(f"{path}/{table.cast.viewer.id}", data={"role": "king"}).status_code == 422


def role_of(table: Table, user_id: int) -> str | None:
    with table.database.reading() as session:
        found = session.get(Membership, (table.catalog_id, user_id))
        return found.role if found else None


def test_the_last_owner_stays(sign_in: SignIn, table: Table) -> None:
    client = sign_in(table.cast.owner)
    path = f"/admin/catalogs/{table.slug}/members/{table.cast.owner.id}"
    assert client.post(path, data={"role": "viewer"}).status_code == 409
    assert client.post(path, data={"role": ""}).status_code == 409
    assert role_of(table, table.cast.owner.id) == "owner"


MANAGING: dict[str, tuple[str, dict[str, Any]]] = {
    "settings": ("settings", settings()),
    "publish": ("settings/publish", {}),
    "add a column": ("columns", {"name": "X", "type": "text"}),
    "save a column": ("columns/name", {"name": "X"}),
    "move a column": ("columns/name/move", {}),
    "retype": ("columns/name/type", {"type": "integer", "sure": "yes"}),
    "remove a column": ("columns/name/remove", {}),
    "add a member": ("members", {"email": "xavi@example.org", "role": "viewer"}),
    "change a member": ("members/1", {"role": "viewer"}),
}


@pytest.mark.parametrize("step", MANAGING)
@pytest.mark.parametrize(
    ("who", "status"), [("collaborator", 403), ("viewer", 403), ("stranger", 404), (None, 303)]
)
def test_only_the_owner_manages(
    sign_in: SignIn, table: Table, step: str, who: str | None, status: int
) -> None:
    path, sent = MANAGING[step]
    client = sign_in(getattr(table.cast, who) if who else None)
    before = catalog_of(table).version
    response = client.post(f"/admin/catalogs/{table.slug}/{path}", data=sent)
    assert response.status_code == status
    assert catalog_of(table).version == before


def test_unknown_columns_are_not_found(sign_in: SignIn, table: Table) -> None:
    client = sign_in(table.cast.owner)
    assert client.get(f"/admin/catalogs/{table.slug}/columns/nothing").status_code == 404
