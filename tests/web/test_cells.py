"""Opening and saving one cell."""

import pytest
from sqlalchemy import event

from catalog.db.models import Row
from catalog.db.session import Database
from tests.factories import Cast
from tests.html import errors_of, page_of, value_of, words
from tests.tables import Table, make_table
from tests.web.conftest import SignIn


@pytest.fixture
def table(sqlite_database: Database, cast: Cast) -> Table:
    return make_table(sqlite_database, cast)


@pytest.fixture
def row_id(table: Table) -> int:
    return table.add(name="Anillo", code="A-1", price="12,50")


def cell(table: Table, row_id: object, key: str = "price") -> str:
    return f"/admin/catalogs/{table.slug}/rows/{row_id}/cells/{key}"


def test_an_editor_holds_what_the_cell_holds(sign_in: SignIn, table: Table, row_id: int) -> None:
    response = sign_in(table.cast.collaborator).get(cell(table, row_id))
    assert response.status_code == 200
    assert value_of(response.text, "value") == "12,50\N{NO-BREAK SPACE}€"
    assert value_of(response.text, "base_version") == "1"
    assert page_of(response.text).xpath("//form/@action") == [cell(table, row_id)]


def test_a_saved_cell_is_shown_with_the_rows_new_version(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    client = sign_in(table.cast.collaborator)
    response = client.post(cell(table, row_id), data={"value": "1.234,5", "base_version": "1"})
    assert (response.status_code, response.text) == (200, "1.234,50\N{NO-BREAK SPACE}€")
    assert response.headers["X-Row-Version"] == "2"
    assert table.values(row_id)["price"] == "1234.5"


def test_several_ticked_choices_are_one_cell(sign_in: SignIn, table: Table, row_id: int) -> None:
    client = sign_in(table.cast.owner)
    data = {"value": ["", "Oro"], "base_version": "1"}
    response = client.post(cell(table, row_id, "material"), data=data)
    assert words(page_of(response.text)) == "Oro"


def test_markup_in_a_value_is_text(sign_in: SignIn, table: Table, row_id: int) -> None:
    client = sign_in(table.cast.owner)
    response = client.post(cell(table, row_id, "name"), data={"value": "<b>x</b>"})
    assert response.text == "&lt;b&gt;x&lt;/b&gt;"


def test_what_cannot_be_taken_stays_with_the_reason(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    client = sign_in(table.cast.owner)
    response = client.post(cell(table, row_id), data={"value": "doce", "base_version": "1"})
    assert response.status_code == 422
    assert value_of(response.text, "value") == "doce"
    assert "number" in errors_of(response.text)[0]
    assert table.values(row_id)["price"] == "12.5"


def test_a_cell_that_changed_meanwhile_shows_both_values(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    table.save(row_id, "code", "B-1", base=1, by=table.cast.collaborator)
    client = sign_in(table.cast.owner)
    response = client.post(cell(table, row_id, "code"), data={"value": "C-1", "base_version": "1"})
    assert response.status_code == 409
    page = page_of(response.text)
    assert "Carlos changed this cell meanwhile" in words(page)
    buttons = {words(button): button.get("value") for button in page.xpath("//button")}
    assert buttons == {"Keep mine": "C-1", "Take theirs": "B-1", "Keep both": "B-1 / C-1"}
    base = value_of(response.text, "base_version")
    kept = client.post(cell(table, row_id, "code"), data={"value": "C-1", "base_version": base})
    assert (kept.status_code, table.values(row_id)["code"]) == (200, "C-1")


def test_one_of_two_amounts_can_be_kept(sign_in: SignIn, table: Table, row_id: int) -> None:
    table.save(row_id, "price", "1", base=1, by=table.cast.collaborator)
    response = sign_in(table.cast.owner).post(
        cell(table, row_id), data={"value": "2", "base_version": "1"}
    )
    buttons = [words(button) for button in page_of(response.text).xpath("//button")]
    assert buttons == ["Keep mine", "Take theirs"]


@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("stranger", 404), (None, 303)])
def test_others_cannot_open_or_save(
    sign_in: SignIn, table: Table, row_id: int, who: str | None, status: int
) -> None:
    client = sign_in(getattr(table.cast, who) if who else None)
    assert client.get(cell(table, row_id)).status_code == status
    assert client.post(cell(table, row_id), data={"value": "1"}).status_code == status
    assert table.values(row_id)["price"] == "12.5"


@pytest.mark.parametrize(("row", "key"), [(None, "nothing"), (None, "pictures"), (99999, "price")])
def test_unknown_cells_are_not_found(
    sign_in: SignIn, table: Table, row_id: int, row: int | None, key: str
) -> None:
    client = sign_in(table.cast.owner)
    assert client.get(cell(table, row or row_id, key)).status_code == 404
    assert client.post(cell(table, row or row_id, key), data={"value": "1"}).status_code == 404


def test_rows_of_other_catalogs_and_deleted_ones_are_not_found(
    sign_in: SignIn, sqlite_database: Database, table: Table, row_id: int
) -> None:
    other = make_table(sqlite_database, table.cast)
    client = sign_in(table.cast.owner)
    assert client.get(cell(other, row_id)).status_code == 404
    client.post(f"/admin/catalogs/{table.slug}/rows/{row_id}/delete")
    assert client.get(cell(table, row_id)).status_code == 404


def test_without_the_token_nothing_is_saved(sign_in: SignIn, table: Table, row_id: int) -> None:
    client = sign_in(table.cast.owner)
    del client.headers["x-csrf-token"]
    assert client.post(cell(table, row_id), data={"value": "1"}).status_code == 403


def test_a_save_takes_six_statements_and_who_asks_one_more(
    sign_in: SignIn, sqlite_database: Database, table: Table, row_id: int
) -> None:
    client = sign_in(table.cast.owner)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(sqlite_database.engine, "before_cursor_execute", note)
    data = {"value": "77", "base_version": "1", "operation_id": "op-1"}
    assert client.post(cell(table, row_id), data=data).status_code == 200
    event.remove(sqlite_database.engine, "before_cursor_execute", note)
    signed_in, *saving = statements
    assert "session" in signed_in
    assert len(saving) == 6, saving


def test_the_same_operation_is_saved_once(sign_in: SignIn, table: Table, row_id: int) -> None:
    client = sign_in(table.cast.owner)
    data = {"value": "77", "base_version": "1", "operation_id": "op-1"}
    assert client.post(cell(table, row_id), data=data).status_code == 200
    table.save(row_id, "price", "5", base=2)
    again = client.post(cell(table, row_id), data=data)
    assert (again.status_code, again.text) == (200, "5,00\N{NO-BREAK SPACE}€")
    with table.database.reading() as session:
        assert session.get_one(Row, row_id).version == 3
