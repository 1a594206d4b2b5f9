"""Pictures come in by picker, drop and paste; they are put in order; nothing is lost on the way."""

import base64
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow
from playwright.sync_api import Page, expect
from sqlalchemy import select

from catalog.db.models import Image, Row
from tests.browser.conftest import OpenPage, Watch
from tests.images import encoded, picture
from tests.tables import Table

DROP = """([target, files, kind]) => {
  const transfer = new DataTransfer();
  for (const [name, data] of files) {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
  }
  const about = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { ...about, clipboardData: transfer })
    : new DragEvent(kind, { ...about, dataTransfer: transfer });
  document.querySelector(target).dispatchEvent(event);
}"""


def give(page: Page, target: str, files: dict[str, bytes], kind: str = "drop") -> None:
    """Drop or paste files onto what the selector finds."""
    encoded_files = [[name, base64.b64encode(data).decode()] for name, data in files.items()]
    page.evaluate(DROP, [target, encoded_files, kind])


@pytest.fixture
def row_id(table: Table) -> int:
    with table.database.reading() as session:
        chosen = select(Row.id).where(Row.catalog_id == table.catalog_id).order_by(Row.position)
        return session.scalars(chosen).first() or 0


@pytest.fixture
def row_page(page: Page, table: Table, row_id: int) -> Page:
    page.goto(f"/admin/catalogs/{table.slug}/rows/{row_id}")
    return page


def names(table: Table, row_id: int) -> list[str]:
    chosen = select(Image.filename).where(Image.row_id == row_id, Image.deleted_at.is_(None))
    with table.database.reading() as session:
        return list(session.scalars(chosen.order_by(Image.position)))


def test_chosen_pictures_show_without_loading_the_page(
    row_page: Page, table: Table, row_id: int
) -> None:
    files = [
        {"name": f"{letter}.jpg", "mimeType": "image/jpeg", "buffer": picture()} for letter in "ab"
    ]
    row_page.locator("[data-dropzone] input[type=file]").set_input_files(files)
    expect(row_page.locator(".tray-item")).to_have_count(2)
    expect(row_page.locator(".upload-item")).to_have_count(0)
    assert names(table, row_id) == ["a.jpg", "b.jpg"]
    shown = row_page.locator(".tray-item img").first
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") > 0


def test_dropped_and_pasted_pictures_come_in(row_page: Page, table: Table, row_id: int) -> None:
    give(row_page, "[data-dropzone]", {"dropped.jpg": picture()})
    expect(row_page.locator(".tray-item")).to_have_count(1)
    give(row_page, "body", {"pasted.jpg": picture()}, "paste")
    expect(row_page.locator(".tray-item")).to_have_count(2)
    assert names(table, row_id) == ["dropped.jpg", "pasted.jpg"]


def test_a_refused_file_says_why_and_the_others_come_in(
    row_page: Page, table: Table, row_id: int, watch: Watch
) -> None:
    watch.expects(422)
    give(row_page, "[data-dropzone]", {"page.jpg": b"<!doctype html>", "good.jpg": picture()})
    failed = row_page.locator(".upload-item.is-failed")
    expect(failed).to_contain_text("page.jpg")
    expect(failed).to_contain_text("This is a web page, not a picture.")
    expect(row_page.locator(".tray-item")).to_have_count(1)
    failed.get_by_role("button", name="Cancel").click()
    expect(failed).to_have_count(0)
    assert names(table, row_id) == ["good.jpg"]


def test_without_a_connection_the_file_is_kept(
    row_page: Page, table: Table, row_id: int, watch: Watch
) -> None:
    row_page.route("**/images/pictures", lambda route: route.abort())
    watch.faults.clear()
    give(row_page, "[data-dropzone]", {"kept.jpg": picture()})
    failed = row_page.locator(".upload-item.is-failed")
    expect(failed).to_contain_text("No connection.")
    row_page.unroute("**/images/pictures")
    failed.get_by_role("button", name="Try again").click()
    expect(row_page.locator(".tray-item")).to_have_count(1)
    assert names(table, row_id) == ["kept.jpg"]
    watch.faults[:] = [fault for fault in watch.faults if "ERR_FAILED" not in fault]


def test_an_upload_can_be_cancelled(row_page: Page, table: Table, row_id: int) -> None:
    noise = encoded(Pillow.effect_noise((2500, 2500), 90), "PNG")
    row_page.route("**/images/pictures", lambda _route: None)
    give(row_page, "[data-dropzone]", {"slow.png": noise})
    expect(row_page.locator(".upload-item progress")).to_be_visible()
    row_page.get_by_role("button", name="Cancel").click()
    expect(row_page.locator(".upload-item")).to_have_count(0)
    assert names(table, row_id) == []


def test_pictures_are_moved_described_deleted_and_taken_back_in_place(
    row_page: Page, table: Table, row_id: int
) -> None:
    give(row_page, "[data-dropzone]", {"a.jpg": picture(), "b.jpg": picture()})
    tray = row_page.locator(".tray-item")
    expect(tray).to_have_count(2)
    tray.nth(1).get_by_role("button", name="Make it the cover").click()
    expect(tray.first).to_contain_text("b.jpg")
    tray.first.get_by_text("Describe, replace").click()
    tray.first.get_by_label("Description").fill("Un anillo")
    tray.first.get_by_role("button", name="Save").click()
    expect(tray.first.get_by_role("img", name="Un anillo")).to_be_visible()
    tray.first.get_by_role("button", name="Delete").click()
    expect(tray).to_have_count(1)
    row_page.get_by_role("button", name="Undo").click()
    expect(tray).to_have_count(2)
    assert names(table, row_id) == ["b.jpg", "a.jpg"]


def test_a_picture_is_replaced_in_place(row_page: Page, table: Table, row_id: int) -> None:
    give(row_page, "[data-dropzone]", {"old.jpg": picture()})
    item = row_page.locator(".tray-item")
    item.get_by_text("Describe, replace").click()
    fresh = {"name": "new.png", "mimeType": "image/png", "buffer": picture("PNG", (300, 200))}
    item.locator("input[type=file]").set_input_files([fresh])
    expect(item).to_contain_text("new.png")
    expect(item).to_contain_text("300 × 200")
    assert names(table, row_id) == ["new.png"]


def test_dropped_onto_a_cell_of_the_table_a_picture_shows_there(
    page: Page, table: Table, row_id: int
) -> None:
    page.goto(f"/admin/catalogs/{table.slug}")
    column = page.locator("thead th[data-type=images]").evaluate("head => head.cellIndex + 1")
    cell = f"#row-{row_id} > :nth-child({column})"
    give(page, cell, {"ring.jpg": picture()}, "dragover")
    expect(page.locator(cell)).to_have_class("is-over")
    give(page, cell, {"ring.jpg": picture()})
    expect(page.locator(f"{cell} img")).to_have_count(1)
    assert names(table, row_id) == ["ring.jpg"]


def test_everything_works_without_script(open_page: OpenPage, table: Table, row_id: int) -> None:
    page = open_page(table.cast.owner, scripts=False)
    page.goto(f"/admin/catalogs/{table.slug}/rows/{row_id}")
    file = {"name": "ring.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    page.locator("[data-dropzone] input[type=file]").set_input_files([file])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".tray-item")).to_have_count(1)
    page.get_by_role("link", name="Enlarge ring.jpg").click()
    expect(page.locator(".lightbox-stage img")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".tray-item")).to_have_count(1)


def test_a_picture_with_thousands_of_pixels_shows_small(row_page: Page, tmp_path: Path) -> None:
    file = BytesIO()
    Pillow.effect_noise((3000, 2000), 20).save(file, "JPEG")
    give(row_page, "[data-dropzone]", {"large.jpg": file.getvalue()})
    shown = row_page.locator(".tray-item img")
    expect(shown).to_have_js_property("complete", value=True)
    assert shown.evaluate("image => image.naturalWidth") <= 640
