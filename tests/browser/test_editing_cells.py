"""Cells edited in place: by mouse, by keyboard, refused, in conflict, and with no connection."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch
from tests.browser.grid import cell, editor, expect_saved, go_to, open_grid, row_ids, type_into
from tests.factories import Cast
from tests.tables import Table


def test_by_mouse(page: Page, table: Table) -> None:
    open_grid(page, table)
    ring = row_ids(page)[0]
    name = cell(page, ring, "name")
    name.click()
    expect(editor(name)).to_be_focused()
    expect(editor(name)).to_have_value("Anillo")
    editor(name).fill("Anillo de oro")
    cell(page, ring, "pieces").click()
    expect(name).to_have_text("Anillo de oro")
    expect(name.locator("form")).to_have_count(0)
    page.keyboard.press("Escape")
    expect_saved(page, table, ring, "name", "Anillo de oro")
    page.reload()
    expect(cell(page, ring, "name")).to_have_text("Anillo de oro")


def test_by_keyboard(page: Page, table: Table) -> None:
    open_grid(page, table)
    ring, brooch = row_ids(page)
    pieces = go_to(page, ring, "pieces")
    page.keyboard.press("Enter")
    expect(editor(pieces)).to_have_value("3")
    expect(editor(pieces)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(cell(page, brooch, "pieces")).to_be_focused()
    expect_saved(page, table, ring, "pieces", 12)


def test_typing_opens_the_cell_and_replaces_what_it_holds(page: Page, table: Table) -> None:
    open_grid(page, table)
    ring, brooch = row_ids(page)
    go_to(page, ring, "name")
    page.keyboard.type("Aro")  # faster than the editor comes
    page.keyboard.press("Enter")
    expect(cell(page, ring, "name")).to_have_text("Aro")
    expect_saved(page, table, ring, "name", "Aro")
    expect(cell(page, brooch, "name")).to_be_focused()


SLOW_BODIES = """() => {
  const text = Response.prototype.text;
  Response.prototype.text = async function () {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return text.call(this);
  };
}"""


def test_no_key_is_lost_while_the_editor_is_half_here(page: Page, table: Table) -> None:
    open_grid(page, table)
    ring, brooch = row_ids(page)
    page.evaluate(SLOW_BODIES)
    go_to(page, ring, "name")
    page.keyboard.type("Aro de plata", delay=50)
    page.keyboard.press("Enter")
    expect(cell(page, ring, "name")).to_have_text("Aro de plata")
    expect_saved(page, table, ring, "name", "Aro de plata")
    expect(cell(page, brooch, "name")).to_be_focused()


def test_escape_takes_back_what_was_typed(page: Page, table: Table) -> None:
    open_grid(page, table)
    ring = row_ids(page)[0]
    name = go_to(page, ring, "name")
    page.keyboard.press("Enter")
    expect(editor(name)).to_be_focused()
    page.keyboard.type(" y algo más")
    page.keyboard.press("Escape")
    expect(name).to_have_text("Anillo")
    expect(name).to_be_focused()
    assert table.values(ring)["name"] == "Anillo"


def test_tab_saves_and_opens_the_next_cell(page: Page, table: Table) -> None:
    open_grid(page, table)
    ring = row_ids(page)[0]
    name = go_to(page, ring, "name")
    page.keyboard.press("Enter")
    expect(editor(name)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Sello")
    page.keyboard.press("Tab")
    expect(editor(cell(page, ring, "code"))).to_be_focused()
    page.keyboard.press("Escape")
    expect_saved(page, table, ring, "name", "Sello")


def test_a_choice_is_picked(page: Page, table: Table) -> None:
    open_grid(page, table)
    ring = row_ids(page)[0]
    material = cell(page, ring, "material")
    material.click()
    editor(material).select_option("Plata")
    page.keyboard.press("Enter")
    expect(material).to_have_text("Plata")
    expect_saved(page, table, ring, "material", "Plata")


def test_a_refusal_keeps_what_was_typed_with_the_reason_beside_it(
    page: Page, table: Table, watch: Watch
) -> None:
    watch.expects(422)
    open_grid(page, table)
    ring = row_ids(page)[0]
    pieces = cell(page, ring, "pieces")
    type_into(page, ring, "pieces", "muchas")
    expect(pieces.locator(".cell-error")).to_be_visible()
    expect(editor(pieces)).to_have_value("muchas")
    expect(editor(pieces)).to_have_attribute("aria-invalid", "true")
    assert table.values(ring)["pieces"] == 3
    editor(pieces).fill("7")
    editor(pieces).press("Enter")
    expect(pieces.locator(".cell-error")).to_have_count(0)
    expect_saved(page, table, ring, "pieces", 7)


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("Keep mine", "Lo mío"),
        ("Take theirs", "Lo suyo"),
        ("Keep both", "Lo suyo / Lo mío"),
    ],
)
def test_two_people_at_one_cell_see_both_values_and_choose(
    open_page: OpenPage, cast: Cast, table: Table, watch: Watch, choice: str, kept: str
) -> None:
    watch.expects(409)
    mine, theirs = open_page(cast.owner), open_page(cast.collaborator)
    open_grid(mine, table)
    open_grid(theirs, table)
    ring = row_ids(mine)[0]
    cell(mine, ring, "name").click()
    editor(cell(mine, ring, "name")).fill("Lo mío")
    type_into(theirs, ring, "name", "Lo suyo")
    expect_saved(theirs, table, ring, "name", "Lo suyo")
    mine.keyboard.press("Enter")

    conflict = cell(mine, ring, "name").get_by_role("alertdialog")
    expect(conflict).to_contain_text("Carlos changed this cell meanwhile")
    expect(conflict).to_contain_text("Lo mío")
    expect(conflict).to_contain_text("Lo suyo")
    assert table.values(ring)["name"] == "Lo suyo"

    conflict.get_by_role("button", name=choice).click()
    expect(cell(mine, ring, "name")).to_have_text(kept)
    expect_saved(mine, table, ring, "name", kept)


def test_two_people_at_different_cells_of_a_row_do_not_disturb_each_other(
    open_page: OpenPage, cast: Cast, table: Table
) -> None:
    mine, theirs = open_page(cast.owner), open_page(cast.collaborator)
    open_grid(mine, table)
    open_grid(theirs, table)
    ring = row_ids(mine)[0]
    type_into(theirs, ring, "pieces", "9")
    expect_saved(theirs, table, ring, "pieces", 9)
    type_into(mine, ring, "name", "Lo mío")
    expect_saved(mine, table, ring, "name", "Lo mío")
    assert table.values(ring)["pieces"] == 9


def test_nothing_typed_is_lost_while_there_is_no_connection(
    page: Page, table: Table, watch: Watch
) -> None:
    open_grid(page, table)
    ring = row_ids(page)[0]
    name = go_to(page, ring, "name")
    page.keyboard.press("Enter")
    editor(name).fill("Sin red")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_contain_text("Not saved")
    expect(editor(name)).to_have_value("Sin red")
    page.context.set_offline(False)
    expect(name).to_have_text("Sin red")
    expect_saved(page, table, ring, "name", "Sin red")
    watch.forgive("ERR_INTERNET_DISCONNECTED")
