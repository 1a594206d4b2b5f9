"""The whole main path with scripts turned off."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Watch
from tests.factories import Cast
from tests.images import picture
from tests.services.product import PASSWORD, Product
from tests.tables import Table


def test_people_sign_in(open_page: OpenPage, product: Product) -> None:
    product.add_person("eva@example.org")
    page = open_page(scripts=False)
    page.goto("/login")
    page.get_by_label("E-mail").fill("eva@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{product.address}/admin/catalogs")


def test_a_row_is_edited_by_its_form(
    open_page: OpenPage, cast: Cast, table: Table, watch: Watch
) -> None:
    watch.expects(422)
    page = open_page(cast.owner, scripts=False)
    page.goto(f"/admin/catalogs/{table.slug}")
    page.get_by_role("link", name="Open Anillo").click()
    page.get_by_label("Piezas").fill("muchas")
    page.get_by_label("Nombre").fill("Anillo de oro")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_label("Piezas")).to_have_value("muchas")
    expect(page.get_by_label("Nombre")).to_have_value("Anillo de oro")
    expect(page.locator(".field-error").first).to_be_visible()
    page.get_by_label("Piezas").fill("12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name="Anillo de oro")).to_contain_text("12")


def test_a_row_is_added_and_deleted_and_comes_back(
    open_page: OpenPage, cast: Cast, table: Table
) -> None:
    page = open_page(cast.owner, scripts=False)
    page.goto(f"/admin/catalogs/{table.slug}")
    page.get_by_role("link", name="Add a row").first.click()
    page.get_by_label("Nombre").fill("Camafeo")
    page.get_by_role("button", name="Add").click()
    page.goto(f"/admin/catalogs/{table.slug}")
    page.get_by_role("link", name="Open Camafeo").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("row", name="Camafeo")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("row", name="Camafeo")).to_have_count(1)


def test_a_picture_is_uploaded_by_a_form(open_page: OpenPage, cast: Cast, table: Table) -> None:
    row_id = table.add(name="Collar")
    page = open_page(cast.owner, scripts=False)
    page.goto(f"/admin/catalogs/{table.slug}/rows/{row_id}")
    file = page.locator("form[data-dropzone] input[type=file]")
    file.set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": picture()}])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".tray-item img")).to_be_visible()


def test_visitors_browse(open_page: OpenPage, shop: Table) -> None:
    page = open_page(scripts=False)
    page.goto("/")
    page.get_by_role("link", name="Joyas a la vista").click()
    page.get_by_role("searchbox").fill("anillo")
    page.get_by_role("searchbox").press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=anillo"))
    expect(page.get_by_role("heading", name="Broche")).to_have_count(0)
    page.locator("#gallery").get_by_role("link", name="Anillo").click()
    expect(page.get_by_role("heading", name="Anillo", level=1)).to_be_visible()
    page.locator(".plate a").click()
    expect(page.locator(".lightbox img").first).to_be_visible()
    page.get_by_role("link", name="Next picture").click()
    expect(page.get_by_text("2 of 2")).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(page.get_by_role("heading", name="Anillo", level=1)).to_be_visible()


def test_visitors_sort_and_filter(open_page: OpenPage, shop: Table) -> None:
    page = open_page(scripts=False)
    page.goto(f"/c/{shop.slug}?view=list")
    page.get_by_label("Sort", exact=True).select_option("-name")
    page.get_by_role("button", name="Sort").click()
    expect(page.locator("#list h2")).to_have_text(["Collar", "Broche de Córdoba", "Anillo"])
    page.get_by_role("link", name="Plata", exact=True).first.click()
    expect(page.locator("#list h2")).to_have_text(["Collar", "Broche de Córdoba"])
