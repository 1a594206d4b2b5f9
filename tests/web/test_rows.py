"""The row as a form, a new row, copies, trash and the way back."""

from collections.abc import Callable

import pytest

from catalog.db.session import Database
from tests.factories import Cast
from tests.html import errors_of, page_of, value_of, words
from tests.tables import Table, make_table
from tests.web.conftest import Client, SignIn


@pytest.fixture
def table(sqlite_database: Database, cast: Cast) -> Table:
    return make_table(sqlite_database, cast)


@pytest.fixture
def row_id(table: Table) -> int:
    return table.add(name="Anillo", code="A-1", pieces="3", notes="uno\ndos")


def address(table: Table, rest: object = "") -> str:
    return f"/admin/catalogs/{table.slug}/rows{f'/{rest}' if rest else ''}"


def fields_of(text: str) -> dict[str, str]:
    """Return what a browser would send of a row's form, had nothing been typed."""
    form = page_of(text).xpath("//form[.//*[@name='v.name']]")[0]
    return {name: value or "" for name, value in form.form_values()}


def test_a_row_is_edited_as_a_form(sign_in: SignIn, table: Table, row_id: int) -> None:
    client = sign_in(table.cast.collaborator)
    page = client.get(address(table, row_id)).text
    assert words(page_of(page).xpath("//h1")[0]) == "Anillo"
    sent = fields_of(page) | {"v.name": "Aro", "v.material": "Plata"}
    response = client.post(address(table, row_id), data=sent)
    back = f"/admin/catalogs/{table.slug}#row-{row_id}"
    assert (response.status_code, response.headers["location"]) == (303, back)
    expected = {"name": "Aro", "code": "A-1", "pieces": 3, "material": "Plata"}
    assert table.values(row_id) == expected | {"notes": "uno\ndos"}


def test_a_form_that_was_not_changed_writes_nothing(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    client = sign_in(table.cast.owner)
    client.post(address(table, row_id), data=fields_of(client.get(address(table, row_id)).text))
    assert table.row(row_id).version == 1


def test_the_short_id_opens_it_too(sign_in: SignIn, table: Table, row_id: int) -> None:
    short_id = table.row(row_id).short_id
    assert sign_in(table.cast.viewer).get(address(table, short_id)).status_code == 200


def test_those_who_only_look_see_values_without_a_form(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    page = sign_in(table.cast.viewer).get(address(table, row_id)).text
    assert "Anillo" in words(page_of(page).xpath("//dl")[0])
    assert 'name="v.name"' not in page
    assert "/duplicate" not in page


def test_faults_stand_at_their_fields_and_nothing_typed_is_lost(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    client = sign_in(table.cast.owner)
    sent = {"v.name": "", "v.pieces": "tres", "v.notes": "nuevo", "base_version": "1"}
    response = client.post(address(table, row_id), data=sent)
    assert response.status_code == 422
    assert len(errors_of(response.text)) == 1
    assert value_of(response.text, "v.pieces") == "tres"
    assert "nuevo" in value_of(response.text, "v.notes")
    sent["v.pieces"] = "3"
    again = client.post(address(table, row_id), data=sent)
    assert "may not be blank" in errors_of(again.text)[0]
    assert table.row(row_id).version == 1


def test_a_form_that_somebody_overtook_shows_theirs_and_keeps_mine(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    client = sign_in(table.cast.owner)
    sent = fields_of(client.get(address(table, row_id)).text) | {"v.pieces": "5"}
    table.save(row_id, "pieces", "4", base=1, by=table.cast.collaborator)
    table.save(row_id, "code", "A-2", base=1, by=table.cast.collaborator)
    response = client.post(address(table, row_id), data=sent)
    assert response.status_code == 409
    assert value_of(response.text, "v.pieces") == "5"
    assert "Theirs: 4" in words(page_of(response.text))
    assert "Carlos changed this" in errors_of(response.text)[0]
    again = client.post(address(table, row_id), data=fields_of(response.text))
    assert again.status_code == 303
    values = table.values(row_id)
    assert (values["pieces"], values["code"]) == (5, "A-2")


def test_a_new_row(sign_in: SignIn, table: Table) -> None:
    client = sign_in(table.cast.collaborator)
    sent = fields_of(client.get(address(table, "new")).text) | {"v.name": "Broche"}
    response = client.post(address(table), data=sent)
    assert response.status_code == 303
    row_id = int(response.headers["location"].rsplit("/", 1)[1])
    assert table.values(row_id) == {"name": "Broche"}


def test_a_new_row_with_faults_stays_in_the_form(sign_in: SignIn, table: Table) -> None:
    client = sign_in(table.cast.owner)
    response = client.post(address(table), data={"v.name": "B", "v.price": "mucho"})
    assert response.status_code == 422
    assert value_of(response.text, "v.price") == "mucho"


def test_a_draft_needs_nothing(sign_in: SignIn, table: Table) -> None:
    response = sign_in(table.cast.owner).post(address(table), data={"status": "draft"})
    assert response.status_code == 303


def test_a_copy(sign_in: SignIn, table: Table, row_id: int) -> None:
    response = sign_in(table.cast.owner).post(address(table, f"{row_id}/duplicate"))
    copy_id = int(response.headers["location"].rsplit("/", 1)[1])
    assert table.values(copy_id) == {"name": "Anillo", "pieces": 3, "notes": "uno\ndos"}


def test_a_deleted_row_can_be_taken_back_by_the_notice(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    client = sign_in(table.cast.owner)
    response = client.post(address(table, f"{row_id}/delete"))
    assert client.get(address(table, row_id)).status_code == 404
    page = client.get(response.headers["location"]).text
    notice = page_of(page).get_element_by_id("undo")
    assert "1 row is in the trash." in words(notice)
    action = notice.xpath(".//form/@action")[0]
    done = client.post(action)
    assert client.get(address(table, row_id)).status_code == 200
    assert "Undone." in client.get(done.headers["location"]).text


def test_ticked_rows_are_deleted_together_and_restored_from_the_trash(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    other, third = table.add(name="B"), table.add(name="C")
    client, base = sign_in(table.cast.collaborator), f"/admin/catalogs/{table.slug}"
    sent = {"row": [str(row_id), str(other), "x"], "next": f"{base}?sort=name"}
    response = client.post(address(table, "delete"), data=sent)
    assert response.headers["location"].startswith(f"{base}?sort=name&undo=")
    assert table.row(third).deleted_at is None
    trash = client.get(f"{base}/trash").text
    assert "Anillo" in trash
    client.post(f"{base}/trash/restore", data={"row": str(other)})
    assert table.row(other).deleted_at is None
    assert table.row(row_id).deleted_at is not None


def test_nothing_ticked_deletes_nothing(sign_in: SignIn, table: Table, row_id: int) -> None:
    response = sign_in(table.cast.owner).post(address(table, "delete"), data={})
    assert response.status_code == 303
    assert table.row(row_id).deleted_at is None


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/login", ""])
def test_a_form_leads_back_to_its_own_catalog_only(
    sign_in: SignIn, table: Table, row_id: int, target: str
) -> None:
    client = sign_in(table.cast.owner)
    sent = {"v.name": "B", "base_version": "1", "next": target}
    response = client.post(address(table, row_id), data=sent)
    assert response.headers["location"] == f"/admin/catalogs/{table.slug}#row-{row_id}"


STEPS: dict[str, Callable[[Client, Table, int], int]] = {
    "new": lambda c, t, _: c.get(address(t, "new")).status_code,
    "create": lambda c, t, _: c.post(address(t), data={"v.name": "x"}).status_code,
    "save": lambda c, t, row: c.post(address(t, row), data={"v.name": "x"}).status_code,
    "duplicate": lambda c, t, row: c.post(address(t, f"{row}/duplicate")).status_code,
    "delete": lambda c, t, row: c.post(address(t, f"{row}/delete")).status_code,
    "delete many": lambda c, t, row: (
        c.post(address(t, "delete"), data={"row": str(row)}).status_code
    ),
    "restore": lambda c, t, row: (
        c.post(f"/admin/catalogs/{t.slug}/trash/restore", data={"row": str(row)}).status_code
    ),
    "undo": lambda c, t, _: c.post(f"/admin/catalogs/{t.slug}/history/1/undo").status_code,
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("who", "status"), [("viewer", 403), ("stranger", 404), (None, 303)])
def test_others_change_nothing(
    sign_in: SignIn, table: Table, row_id: int, step: str, who: str | None, status: int
) -> None:
    client = sign_in(getattr(table.cast, who) if who else None)
    assert STEPS[step](client, table, row_id) == status
    assert table.row(row_id).version == 1


@pytest.mark.parametrize("step", ["save", "duplicate", "delete"])
def test_unknown_rows_are_not_found(sign_in: SignIn, table: Table, step: str) -> None:
    client = sign_in(table.cast.owner)
    assert STEPS[step](client, table, 99999) == 404
    assert client.get(address(table, "nothing")).status_code == 404


def test_history_tells_who_changed_what_and_takes_it_back(
    sign_in: SignIn, table: Table, row_id: int
) -> None:
    table.save(row_id, "pieces", "4", base=1, by=table.cast.collaborator)
    client, base = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}"
    page = client.get(f"{base}/history").text
    newest = page_of(page).xpath("//tbody/tr")[0]
    assert "Changed a cell" in words(newest)
    assert "Piezas: 3 → 4" in words(newest)
    oldest = page_of(page).xpath("//tbody/tr/th")[-1]
    assert words(oldest) == "Added a row Anillo"
    assert "Carlos" in words(newest)
    client.post(newest.xpath(".//form/@action")[0])
    assert table.values(row_id)["pieces"] == 3
    assert client.post(newest.xpath(".//form/@action")[0]).status_code == 409
    page = client.get(f"{base}/history").text
    assert "Undid a step: 1 row" in words(page_of(page).xpath("//tbody/tr")[0])
    assert client.get(f"{base}/history?before=1").status_code == 200


@pytest.mark.parametrize("page", ["history", "trash", "members", "columns", "settings"])
def test_pages_beside_the_table_are_for_members(
    sign_in: SignIn, table: Table, row_id: int, page: str
) -> None:
    path = f"/admin/catalogs/{table.slug}/{page}"
    assert sign_in(table.cast.viewer).get(path).status_code == 200
    assert sign_in(table.cast.stranger).get(path).status_code == 404
