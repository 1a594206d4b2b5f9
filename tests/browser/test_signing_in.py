from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.services.product import PASSWORD, Product


def test_people_sign_in_and_out(open_page: OpenPage, product: Product) -> None:
    product.add_person("ada@example.org")
    page = open_page()
    page.goto("/admin/catalogs")
    expect(page).to_have_url(f"{product.address}/login?next=/admin/catalogs")
    _sign_in(page, "ada@example.org", PASSWORD)
    expect(page).to_have_url(f"{product.address}/admin/catalogs")
    page.get_by_role("banner").locator("summary").last.click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin/catalogs")
    expect(page.get_by_label("Password")).to_be_visible()


def test_a_wrong_password_is_said_and_the_address_stays(
    open_page: OpenPage, product: Product, watch: Watch
) -> None:
    watch.expects(422)
    page = open_page()
    page.goto("/login")
    _sign_in(page, "nobody@example.org", "not the password")
    expect(page.get_by_text("E-mail or password is wrong.")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("nobody@example.org")


def _sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
