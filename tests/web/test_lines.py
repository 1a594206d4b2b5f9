"""Lines of the table are remembered, and never shown once something of them changed."""

import pytest

from catalog.db.models import Row
from catalog.db.session import Database
from catalog.domain import columns, rows
from tests.factories import Cast
from tests.html import cells_of, page_of
from tests.tables import Table, make_table
from tests.web.conftest import SignIn


@pytest.fixture
def table(sqlite_database: Database, cast: Cast) -> Table:
    return make_table(sqlite_database, cast)


@pytest.fixture
def row_id(table: Table) -> int:
    return table.add(name="Anillo", pieces="3", price="1234,5")


def test_a_changed_cell_is_shown_at_once(sign_in: SignIn, table: Table, row_id: int) -> None:
    client, base = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}"
    assert cells_of(client.get(base).text, row_id)[0] == "Anillo"
    table.save(row_id, "name", "Aro", base=1)
    assert cells_of(client.get(base).text, row_id)[0] == "Aro"


def test_so_is_another_type_order_or_language(sign_in: SignIn, table: Table, row_id: int) -> None:
    client, base = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}"
    client.get(base)
    with table.open() as (session, catalog):
        columns.change_type(session, catalog, table.column(session, "pieces"), "text", {})
        columns.reorder_columns(session, catalog, ["name", "price"])
    assert cells_of(client.get(base).text, row_id)[:2] == ["Anillo", "1.234,50 €"]
    with table.open() as (_session, catalog):
        catalog.language = "en"
    assert cells_of(client.get(base).text, row_id)[1] == "€1,234.50"


def test_so_is_a_draft(sign_in: SignIn, table: Table, row_id: int) -> None:
    client, base = sign_in(table.cast.owner), f"/admin/catalogs/{table.slug}"
    assert icon_of(client.get(base).text, row_id) == "maximize"
    with table.open() as (session, catalog):
        row = session.get_one(Row, row_id)
        rows.update_row(session, catalog, row, {}, base_version=1, person=None, status="draft")
    assert icon_of(client.get(base).text, row_id) == "eye-off"


def icon_of(text: str, row_id: int) -> str:
    row = page_of(text).get_element_by_id(f"row-{row_id}")
    return str(row.xpath(".//a[contains(@class, 'grid-open')]//use/@href")[0].rpartition("#")[2])


def test_what_one_may_do_is_not_anothers(sign_in: SignIn, table: Table, row_id: int) -> None:
    base = f"/admin/catalogs/{table.slug}"
    assert 'name="row"' in sign_in(table.cast.owner).get(base).text
    assert 'name="row"' not in sign_in(table.cast.viewer).get(base).text
    spanish = sign_in(table.cast.owner).get(f"{base}?lang=es")
    assert spanish.status_code == 200
