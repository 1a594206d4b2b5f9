import csv
import io

import pytest
from python_calamine import CalamineWorkbook

from catalog.db.models import Membership
from catalog.db.session import Database
from tests.factories import Cast
from tests.web.conftest import Client, SignIn
from tests.web.public_site import SECRET, Site, make_site


@pytest.fixture
def site(sqlite_database: Database, cast: Cast) -> Site:
    site = make_site(sqlite_database)
    with sqlite_database.writing() as session:
        member = Membership(catalog_id=site.catalog_id, user_id=cast.viewer.id, role="viewer")
        session.add(member)
    return site


@pytest.fixture
def viewer(sign_in: SignIn, cast: Cast) -> Client:
    return sign_in(cast.viewer)


def lines(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_members_take_out_everything_they_see(viewer: Client, site: Site) -> None:
    response = viewer.get(f"/admin/catalogs/{site.slug}/export?format=csv&sort=-name")
    assert response.headers["content-disposition"] == f'attachment; filename="{site.slug}.csv"'
    head, *rows = lines(response.text)
    assert f"{SECRET} hidden" in head
    assert [row[1] for row in rows] == [f"{SECRET} row", "Copa", "Anillo “Ñandú” & Cía"]


def test_a_search_narrows_what_is_taken_out(viewer: Client, site: Site) -> None:
    address = f"/admin/catalogs/{site.slug}/export?format=csv&f.material=Oro&size=1&after=x"
    assert [row[1] for row in lines(viewer.get(address).text)[1:]] == ["Anillo “Ñandú” & Cía"]


def test_a_workbook_opens(viewer: Client, site: Site) -> None:
    content = viewer.get(f"/admin/catalogs/{site.slug}/export?format=xlsx").content
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert rows[1][1:3] == ["Anillo “Ñandú” & Cía", 12.5]


@pytest.mark.parametrize(("query", "status"), [("format=ods", 422), ("format=", 422), ("", 200)])
def test_formats(viewer: Client, site: Site, query: str, status: int) -> None:
    assert viewer.get(f"/admin/catalogs/{site.slug}/export?{query}").status_code == status


def test_others_get_nothing(sign_in: SignIn, site: Site, cast: Cast) -> None:
    address = f"/admin/catalogs/{site.slug}/export?format=csv"
    assert sign_in(cast.stranger).get(address).status_code == 404
    assert sign_in(None).get(address).status_code == 303
