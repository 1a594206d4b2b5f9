"""Visitors browse: search, filters, views, one piece, its pictures; by mouse and by keyboard."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.tables import Table


def test_a_search_shows_what_matches_and_its_address_can_be_sent(
    open_page: OpenPage, shop: Table
) -> None:
    page = open_page()
    page.goto(f"/c/{shop.slug}")
    page.get_by_role("searchbox").fill("cordoba")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Broche de Córdoba")).to_be_visible()
    expect(page.get_by_role("heading", name="Anillo")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"\?q=cordoba"))

    other = open_page()
    other.goto(page.url)
    expect(other.get_by_role("heading", name="Broche de Córdoba")).to_be_visible()
    expect(other.get_by_role("heading", name="Anillo")).to_have_count(0)


def test_a_filter_narrows_and_its_chip_takes_it_away(open_page: OpenPage, shop: Table) -> None:
    page = open_page()
    page.goto(f"/c/{shop.slug}")
    page.get_by_role("link", name="Plata", exact=True).first.click()
    expect(page.get_by_role("heading", name="Anillo")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"f\.material=Plata"))
    page.locator("a.chip").click()
    expect(page.get_by_role("heading", name="Anillo")).to_be_visible()


def test_back_returns_to_the_list_as_it_was(open_page: OpenPage, shop: Table) -> None:
    page = open_page()
    page.goto(f"/c/{shop.slug}")
    page.get_by_role("link", name="Plata", exact=True).first.click()
    expect(page.get_by_role("heading", name="Anillo")).to_have_count(0)
    page.go_back()
    expect(page.get_by_role("heading", name="Anillo")).to_be_visible()


def test_the_views_show_the_same_pieces(open_page: OpenPage, shop: Table) -> None:
    page = open_page()
    page.goto(f"/c/{shop.slug}")
    for view in ("table", "list", "gallery"):
        page.locator(f'a[href*="view={view}"]').first.click()
        expect(page.locator(f"#{view}")).to_be_visible()
        expect(page.locator(f"#{view}").get_by_role("link", name="Anillo")).to_be_visible()
    assert "Secreto" not in page.content()


def test_from_the_list_to_a_piece_to_its_pictures_and_back(
    open_page: OpenPage, shop: Table
) -> None:
    page = open_page()
    page.goto(f"/c/{shop.slug}")
    page.get_by_role("link", name="Anillo").first.click()
    expect(page.get_by_role("heading", name="Anillo", level=1)).to_be_visible()
    expect(page.get_by_text("1.200,50")).to_be_visible()
    assert "Secreto" not in page.content()
    page.locator(".plate a").click()
    _expect_picture(page)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2 of 2")).to_be_visible()
    _expect_picture(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Anillo", level=1)).to_be_visible()
    expect(page.locator(".item")).to_be_visible()


def test_everything_can_be_reached_by_keyboard(open_page: OpenPage, shop: Table) -> None:
    page = open_page()
    page.goto(f"/c/{shop.slug}")
    _tab_to(page, "Anillo")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Anillo", level=1)).to_be_visible()
    _tab_to(page, "Enlarge")
    page.keyboard.press("Enter")
    _expect_picture(page)


def _expect_picture(page: Page) -> None:
    """The enlarged picture is there and has pixels."""
    shown = page.locator(".lightbox img").first
    expect(shown).to_be_visible()
    shown.evaluate("image => image.decode()")
    assert shown.evaluate("image => image.naturalWidth") > 0


def _tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says these words."""
    named = "document.activeElement.ariaLabel || document.activeElement.textContent"
    for _ in range(60):
        page.keyboard.press("Tab")
        if words in str(page.evaluate(named)):
            return
    raise AssertionError(f"Tab never reaches {words}")
