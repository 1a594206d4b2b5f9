"""Every page, on a phone and on a desk: nothing too wide, no complaint."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, OpenPage, Watch
from tests.factories import Cast
from tests.tables import Table

VISITORS = (
    "/",
    "/login",
    "/c/{shop}?view=gallery",
    "/c/{shop}?view=table",
    "/c/{shop}?view=list",
    "/c/{shop}?q=nothing+at+all",
    "{item}",
    "{item}/images/1",
)
MEMBERS = (
    "/account",
    "/admin/catalogs",
    "/admin/catalogs/new",
    "/admin/catalogs/{table}",
    "/admin/catalogs/{table}/rows/new",
    "/admin/catalogs/{table}/rows/{row}",
    "/admin/catalogs/{table}/rows/{row}/images/pictures",
    "/admin/catalogs/{table}/settings",
    "/admin/catalogs/{table}/columns",
    "/admin/catalogs/{table}/columns/price",
    "/admin/catalogs/{table}/history",
    "/admin/catalogs/{table}/trash",
    "/admin/catalogs/{table}/imports",
    "/admin/catalogs/{table}/members",
)
ADMINISTRATORS = ("/admin/storage", "/admin/users")
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SIZES = pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])


@SIZES
def test_visitors_pages_fit(open_page: OpenPage, shop: Table, size: tuple[int, int]) -> None:
    page = open_page(size=size)
    page.goto(f"/c/{shop.slug}")
    item = page.get_by_role("link", name="Anillo").first.get_attribute("href")
    assert item
    names = {"shop": shop.slug, "item": item.partition("?")[0]}
    assert _too_wide(page, [address.format(**names) for address in VISITORS]) == []


@SIZES
def test_members_pages_fit(
    open_page: OpenPage, cast: Cast, table: Table, size: tuple[int, int]
) -> None:
    row_id = table.add(name="Un nombre muy largo " * 9, notes="Palabra" * 40)
    names = {"table": table.slug, "row": str(row_id)}
    page = open_page(cast.owner, size=size)
    assert _too_wide(page, [address.format(**names) for address in MEMBERS]) == []


@SIZES
def test_administrators_pages_fit(open_page: OpenPage, cast: Cast, size: tuple[int, int]) -> None:
    page = open_page(cast.admin, size=size)
    assert _too_wide(page, ADMINISTRATORS) == []


def test_a_page_that_is_not_there_says_so_on_a_phone(open_page: OpenPage, watch: Watch) -> None:
    watch.expects(404)
    page = open_page(size=PHONE)
    page.goto("/nothing/here")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert not page.evaluate(SCROLLS)


def test_the_language_is_switched_and_stays(open_page: OpenPage, shop: Table) -> None:
    page = open_page()
    page.goto(f"/c/{shop.slug}")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("link", name="Anillo").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.goto("/login")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def _too_wide(page: Page, addresses: list[str] | tuple[str, ...]) -> list[str]:
    """Return the pages that answer wrongly or that scroll sideways."""
    faults = []
    for address in addresses:
        answer = page.goto(address)
        if answer is None or answer.status != 200:
            faults.append(f"{address}: {answer and answer.status}")
        elif page.evaluate(SCROLLS):
            faults.append(f"{address} is too wide")
    return faults
