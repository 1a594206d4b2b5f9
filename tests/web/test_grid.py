"""The page of the editable table."""

import pytest
from sqlalchemy import event

from catalog.db.session import Database
from catalog.domain.columns import remove_column
from tests.factories import Cast
from tests.html import cells_of, page_of, words
from tests.tables import Table, make_table
from tests.web.conftest import SignIn


@pytest.fixture
def table(sqlite_database: Database, cast: Cast) -> Table:
    return make_table(sqlite_database, cast)


def names(text: str) -> list[str]:
    return [words(title) for title in page_of(text).xpath("//tbody[@class='grid-rows']//th")]


def test_rows_are_shown_by_the_types_of_their_columns(sign_in: SignIn, table: Table) -> None:
    row_id = table.add(name="Anillo", code="A-1", pieces="3", price="1200,5", material="oro")
    page = sign_in(table.cast.viewer).get(f"/admin/catalogs/{table.slug}").text
    shown = ["Anillo", "A-1", "3", "1.200,50 €", "Oro", "", ""]
    assert cells_of(page, row_id) == shown
    assert "1 row" in page


def test_what_does_not_convert_is_flagged(sign_in: SignIn, table: Table) -> None:
    row_id = table.add(name="A")
    with table.open() as (session, _catalog):
        row = table.row(row_id)
        row.invalid = {"pieces": "<i>tres</i>"}
        session.merge(row)
    page = sign_in(table.cast.owner).get(f"/admin/catalogs/{table.slug}").text
    assert page_of(page).get_element_by_id(f"row-{row_id}").find_class("raw")
    assert "<i>tres" not in page


def test_the_address_searches_sorts_and_filters(sign_in: SignIn, table: Table) -> None:
    for name, material in (("Anillo", "Oro"), ("Broche", "Plata"), ("Collar", "Oro")):
        table.add(name=name, material=material)
    client, base = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}"
    assert names(client.get(f"{base}?q=COLLÁR").text) == ["Collar"]
    assert names(client.get(f"{base}?sort=-name").text) == ["Collar", "Broche", "Anillo"]
    page = client.get(f"{base}?f.material=oro&sort=-name").text
    assert names(page) == ["Collar", "Anillo"]
    chip = page_of(page).find_class("chip")[0]
    assert (words(chip), chip.get("href")) == ("Material: oro", f"{base}?sort=-name")
    assert names(client.get(f"{base}?q=nothing").text) == []


def test_the_filter_form_becomes_a_plain_address(sign_in: SignIn, table: Table) -> None:
    client, base = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}"

    def lands(query: str) -> str:
        response = client.get(f"{base}?{query}")
        assert response.status_code == 303
        return response.headers["location"].removeprefix(base)

    asked = "sort=name&filter=pieces&operator=min&value=3"
    assert lands(asked) == "?f.pieces.min=3&sort=name"
    assert lands("filter=notes&operator=empty&value=") == "?f.notes.empty=yes"
    assert lands("filter=secret&operator=is&value=1") == ""
    assert lands("filter=name&operator=like&value=1") == ""
    assert lands("filter=name&operator=is&value=+") == ""


def test_pages_follow_each_other_and_htmx_gets_the_rows_alone(
    sign_in: SignIn, table: Table
) -> None:
    for number in range(5):
        table.add(name=f"A-{number}")
    client = sign_in(table.cast.owner)
    first = client.get(f"/admin/catalogs/{table.slug}?size=2").text
    address = page_of(first).xpath("//a[@rel='next']/@href")[0]
    second = client.get(address)
    assert (names(first), names(second.text)) == (["A-0", "A-1"], ["A-2", "A-3"])
    fragment = client.get(address, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<tbody class="grid-rows">')
    assert '<tbody id="grid-foot"' in fragment
    back = page_of(second.text).xpath("//a[@rel='prev']/@href")[0]
    assert names(client.get(back).text) == ["A-0", "A-1"]


@pytest.mark.parametrize("key", ["name", None])
def test_a_catalog_without_a_name_column_shows_its_rows_still(
    sign_in: SignIn, table: Table, key: str | None
) -> None:
    table.add(name="A", code="X")
    with table.open() as (session, catalog):
        keys = [key] if key else ["name", "code", "pieces", "price", "material", "notes"]
        for gone in keys:
            remove_column(session, catalog, table.column(session, gone), table.cast.owner)
    response = sign_in(table.cast.owner).get(f"/admin/catalogs/{table.slug}")
    assert response.status_code == 200
    assert len(names(response.text)) == 1


def test_those_who_only_look_get_nothing_to_change(sign_in: SignIn, table: Table) -> None:
    table.add(name="A")
    page = sign_in(table.cast.viewer).get(f"/admin/catalogs/{table.slug}").text
    assert 'data-grid="read"' in page
    assert 'name="row"' not in page
    assert "rows/new" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("owner", 200), ("collaborator", 200), ("viewer", 200), ("stranger", 404)],
)
def test_members_see_it(sign_in: SignIn, table: Table, who: str, status: int) -> None:
    client = sign_in(getattr(table.cast, who))
    assert client.get(f"/admin/catalogs/{table.slug}").status_code == status
    assert client.get("/admin/catalogs/nothing").status_code == 404


def test_visitors_are_asked_to_sign_in(sign_in: SignIn, table: Table) -> None:
    response = sign_in(None).get(f"/admin/catalogs/{table.slug}?q=a")
    expected = f"/login?next=/admin/catalogs/{table.slug}%3Fq%3Da"
    assert (response.status_code, response.headers["location"]) == (303, expected)


def test_more_rows_need_no_more_queries(
    sign_in: SignIn, sqlite_database: Database, table: Table
) -> None:
    client = sign_in(table.cast.owner)
    counts = []
    for _ in range(2):
        for number in range(10):
            table.add(name=f"A-{number}", material="Oro")
        statements: list[str] = []
        event.listen(
            sqlite_database.engine,
            "before_cursor_execute",
            lambda _c, _cursor, statement, *_rest, to=statements: to.append(statement),
        )
        client.get(f"/admin/catalogs/{table.slug}")
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_a_large_table_is_indexed_once_somebody_sorts_it(
    sign_in: SignIn, sqlite_database: Database, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.domain.indexes.WORTHWHILE_ROWS", 2)
    monkeypatch.setattr("catalog.web.grid.WORTHWHILE_ROWS", 2)
    client = sign_in(table.cast.owner)
    for name in "ABC":
        table.add(name=name)
    client.get(f"/admin/catalogs/{table.slug}")
    assert sort_indexes(sqlite_database) == 0
    for _ in range(2):
        assert client.get(f"/admin/catalogs/{table.slug}?sort=-name").status_code == 200
    assert sort_indexes(sqlite_database) == 1


def sort_indexes(database: Database) -> int:
    with database.engine.connect() as connection:
        known = "SELECT count(*) FROM sqlite_master WHERE name LIKE 'ix_row_sort_%'"
        return int(connection.exec_driver_sql(known).scalar_one())
