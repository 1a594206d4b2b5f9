"""The administrator plans a move of pictures, starts it, and sees how far it is without loading."""

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from catalog.db.models import Image
from catalog.domain import migration_runs as runs
from catalog.domain.run_scopes import Scope
from tests.browser.conftest import OpenPage
from tests.factories import Cast
from tests.services.product import Product
from tests.tables import Table

PICTURES = 4


@pytest.fixture
def pictures(table: Table, product: Product, open_page: OpenPage, cast: Cast) -> Table:
    """Put pictures on a row and wait until S3 has them."""
    row_id = table.add(name="Collar")
    with table.open() as (session, _known):
        column_id = table.column(session, "pictures").id
    for number in range(PICTURES):
        product.attach(row_id, column_id, f"{number}.jpg")
    page = open_page(cast.admin)
    for _ in range(120):
        if _on(table, row_id, "s3") == PICTURES:
            return table
        page.wait_for_timeout(250)
    raise AssertionError("the pictures do not go to S3")


def _on(table: Table, row_id: int, location: str) -> int:
    chosen = select(func.count()).where(Image.row_id == row_id, Image.storage_location == location)
    with table.database.reading() as session:
        return session.scalar(chosen) or 0


def test_a_move_is_planned_and_started(
    pictures: Table, product: Product, open_page: OpenPage, cast: Cast
) -> None:
    page = open_page(cast.admin)
    page.goto("/admin/storage")
    page.get_by_role("link", name="Move pictures").click()
    page.get_by_label("Where to").select_option("local")
    page.get_by_label("Which pictures").select_option(pictures.slug)
    page.get_by_role("button", name="Count again").click()
    expect(page.locator("#run-plan")).to_contain_text("To move")
    page.get_by_role("button", name="Start the move").click()
    expect(page).to_have_url(f"{product.address}/admin/storage")
    _expect_ended(page)


def test_the_page_of_a_move_shows_its_progress_by_itself(
    pictures: Table, product: Product, open_page: OpenPage, cast: Cast
) -> None:
    with pictures.database.writing() as session:
        run = runs.start_run(
            session,
            product.settings(),
            "local",
            Scope(pictures.slug),
            keep_days=7,
            person_id=cast.admin.id,
        )
        runs.pause_run(session, run)
    watching, steering = open_page(cast.admin), open_page(cast.admin)
    watching.goto(f"/admin/storage/runs/{run.id}")
    expect(watching.locator(".run-percent")).to_have_text("0 %")
    watching.evaluate("window.loadedOnce = true")

    steering.goto("/admin/storage")
    steering.get_by_role("button", name="Resume").click()

    expect(watching.locator(".run-percent")).to_have_text("100 %", timeout=30_000)
    expect(watching.locator(".run-counts")).to_contain_text(f"{PICTURES} moved")
    assert watching.evaluate("window.loadedOnce")
    _expect_ended(steering)


def _expect_ended(page: Page) -> None:
    """Without being loaded again the storage page shows no move under way any more."""
    expect(page.locator("#storage-live")).to_be_visible()
    expect(page.locator("#storage-live .run")).to_have_count(0, timeout=30_000)
