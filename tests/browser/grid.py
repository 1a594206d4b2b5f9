"""The editable table as a person finds their way about it: by row and column."""

from playwright.sync_api import Locator, Page, expect

from tests.tables import Table


def open_grid(page: Page, table: Table) -> None:
    page.goto(f"/admin/catalogs/{table.slug}")
    expect(page.get_by_role("grid")).to_be_visible()


def cell(page: Page, row_id: int, key: str) -> Locator:
    """Return the cell of that row under the header of that column."""
    header = page.locator(f'#catalog-table thead th[data-key="{key}"]')
    place = header.evaluate("header => header.cellIndex + 1")
    return page.locator(f"#row-{row_id} > :nth-child({place})")


def go_to(page: Page, row_id: int, key: str) -> Locator:
    """Move the focus to a cell by keys alone, from wherever the grid has it."""
    wanted = cell(page, row_id, key)
    page.locator('#catalog-table [tabindex="0"]').first.focus()
    page.keyboard.press("Control+Home")
    for _ in range(row_ids(page).index(row_id)):
        page.keyboard.press("ArrowDown")
    for _ in range(int(wanted.evaluate("cell => cell.cellIndex")) - 1):
        page.keyboard.press("ArrowRight")
    expect(wanted).to_be_focused()
    return wanted


def type_into(page: Page, row_id: int, key: str, text: str) -> None:
    """Replace what a cell holds, by keys alone."""
    page.keyboard.press("Escape")
    go_to(page, row_id, key)
    page.keyboard.press("Enter")
    expect(editor(cell(page, row_id, key))).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def editor(cell_: Locator) -> Locator:
    return cell_.locator("input:not([type=hidden]), textarea, select")


def row_ids(page: Page) -> list[int]:
    rows = page.locator("tbody.grid-rows > tr[id]")
    return [
        int(name.removeprefix("row-")) for name in rows.evaluate_all("all => all.map(r => r.id)")
    ]


def expect_saved(page: Page, table: Table, row_id: int, key: str, value: object) -> None:
    """The cell is no longer being edited, and the database has the value."""
    expect(cell(page, row_id, key).locator("form")).to_have_count(0)
    expect(page.locator("#save-state")).to_contain_text("saved")
    assert table.values(row_id).get(key) == value
