"""A picture on its way: how far it is, and that S3 serves it soon after."""

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.images import encoded
from tests.services.product import Product
from tests.tables import Table

SLOW_BYTES_A_SECOND = 200_000


def test_an_upload_shows_its_progress_and_soon_comes_from_s3(
    page: Page, table: Table, product: Product
) -> None:
    row_id = table.add(name="Collar")
    page.goto(f"/admin/catalogs/{table.slug}/rows/{row_id}")
    _slow_down(page)
    file = encoded(Image.effect_noise((1200, 900), 90), quality=90)
    page.locator("[data-dropzone] input[type=file]").set_input_files(
        [{"name": "ring.jpg", "mimeType": "image/jpeg", "buffer": file}]
    )
    progress = page.locator(".upload-item progress")
    expect(progress).to_be_visible()
    assert any(0 < value < 100 for value in _values_until_gone(progress))
    expect(page.locator(".tray-item")).to_have_count(1)
    expect(page.locator(".upload-item")).to_have_count(0)
    _expect_from_s3(page, page.locator(".tray-item img"), product)


def _values_until_gone(progress: Locator) -> list[float]:
    """Return what the bar says again and again; a bar without a value moves by itself."""
    values: list[float] = []
    while found := progress.evaluate_all("bars => bars.map((bar) => bar.value)"):
        values.append(found[0])
        progress.page.wait_for_timeout(50)
    return values


def _slow_down(page: Page) -> None:
    limits = {"offline": False, "latency": 0, "downloadThroughput": -1}
    session = page.context.new_cdp_session(page)
    session.send(
        "Network.emulateNetworkConditions", {**limits, "uploadThroughput": SLOW_BYTES_A_SECOND}
    )


def _expect_from_s3(page: Page, shown: Locator, product: Product) -> None:
    """Load the page again until the picture's address is the store's; it must have pixels."""
    for _ in range(40):
        if str(shown.get_attribute("src")).startswith(product.environment["S3_ENDPOINT_URL"]):
            break
        page.wait_for_timeout(250)
        page.reload()
    else:
        raise AssertionError(f"not from S3: {shown.get_attribute('src')}")
    shown.evaluate("image => image.decode()")
    assert shown.evaluate("image => image.naturalWidth") > 0
