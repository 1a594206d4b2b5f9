from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from catalog.db.session import Database
from catalog.storage.base import FailureClass, StorageUnavailable
from catalog.web.picture_urls import PictureUrls, media_address
from tests.studio import BUCKET, Studio, make_studio


def part(width: int) -> dict[str, Any]:
    return {"suffix": f"{width:016x}", "ext": "webp", "sha256": f"{width:064x}", "width": width}


def image(location: str = "s3", **facts: Any) -> Any:
    names = {"thumb": 160, "small": 320, "card": 640, "large": 700, "full": 700}
    parts = {name: part(width) for name, width in names.items()}
    parts["original"] = part(700) | {"ext": "jpg"}
    usual = {"public_id": "abc", "version": 3, "is_internal": False, "parts": parts}
    return SimpleNamespace(**(usual | {"storage_location": location} | facts))


@pytest.fixture
def studio(sqlite_database: Database, tmp_path: Path) -> Studio:
    return make_studio(sqlite_database, tmp_path)


@pytest.fixture
def urls(studio: Studio) -> PictureUrls:
    return PictureUrls(studio.settings, studio.storages)


def test_on_s3_pages_name_the_store(urls: PictureUrls) -> None:
    address = urls.get_image_url(image(), "card")
    assert address.startswith(f"{BUCKET}/images/")
    assert address.endswith(f"/abc/3/card-{640:016x}.webp")


def test_otherwise_pages_name_the_application(urls: PictureUrls, studio: Studio) -> None:
    own = f"/media/abc/card/{'0' * 8}.webp"
    assert urls.get_image_url(image("local"), "card") == own
    assert urls.get_image_url(image(), "card", use_s3=False) == own
    assert urls.get_image_url(image(is_internal=True), "card") == own
    assert urls.get_image_url(image(), "original").startswith("/media/abc/original/")
    studio.storages.breaker.failed(StorageUnavailable("x", FailureClass.CONFIGURATION))
    assert urls.get_image_url(image(), "card") == own


@pytest.mark.parametrize("delivery", ["redirect", "proxy"])
def test_delivery_decides(sqlite_database: Database, tmp_path: Path, delivery: str) -> None:
    studio = make_studio(sqlite_database, tmp_path / "other", IMAGE_DELIVERY=delivery)
    urls = PictureUrls(studio.settings, studio.storages)
    assert urls.get_image_url(image(), "card").startswith("/media/")


def test_no_picture_is_a_placeholder_and_nothing_is_raised(urls: PictureUrls) -> None:
    placeholder = urls.get_image_url(None)
    assert placeholder.startswith("/static/placeholder.svg")
    assert urls.get_image_url(image(parts={})) == placeholder
    assert urls.get_image_url(image(public_id="../x"), "card").startswith("/media/")
    assert urls.srcset(None) == ""


def test_a_rendition_that_was_never_made_is_replaced_by_the_next_larger(urls: PictureUrls) -> None:
    few = image(parts={"card": part(640), "original": part(700)})
    assert "/card-" in urls.get_image_url(few, "thumb")
    assert "/card-" in urls.get_image_url(few, "full")
    assert "/card-" in urls.get_image_url(few, "no-such-name")


def test_widths_are_named_once(urls: PictureUrls) -> None:
    widths = [entry.split()[1] for entry in urls.srcset(image()).split(", ")]
    assert widths == ["160w", "320w", "640w", "700w"]
    assert urls.srcset(image(), "card", "large").count("w,") == 1


def test_the_application_s_address_never_changes_with_the_place() -> None:
    assert media_address(image("local"), "card") == media_address(image("s3"), "card")
