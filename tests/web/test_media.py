"""Pictures by their addresses: I11, I13, I23, I27, I31 as far as the application answers."""

from io import BytesIO
from pathlib import Path

import pytest
from litestar import Litestar
from PIL import Image as Pillow

from catalog.app import create_app
from catalog.db.models import Catalog, Image, ImageCopy
from catalog.db.session import Database
from catalog.domain.image_parts import part_keys
from catalog.settings import Settings
from catalog.storage.base import FailureClass, StorageUnavailable
from catalog.web.picture_urls import media_address
from tests.factories import Cast
from tests.images import encoded, picture
from tests.studio import BUCKET, Studio, make_studio
from tests.web.conftest import Client, SignIn

LEGACY = "7903341a544d40218c77ad020c21b4bc_Miguel_Ángel.jpg"
DELIVERIES = ("direct", "redirect", "proxy")


@pytest.fixture
def delivery() -> str:
    return "direct"


@pytest.fixture
def studio(sqlite_database: Database, tmp_path: Path, catalog: Catalog, delivery: str) -> Studio:
    studio = make_studio(sqlite_database, tmp_path, catalog, IMAGE_DELIVERY=delivery)
    studio.publish()
    return studio


@pytest.fixture
def settings(studio: Studio) -> Settings:
    return studio.settings


@pytest.fixture
def app(studio: Studio) -> Litestar:
    return create_app(studio.settings, database=studio.database, storages=studio.storages)


@pytest.fixture
def visitor(sign_in: SignIn) -> Client:
    return sign_in(None)


@pytest.fixture
def image(studio: Studio) -> Image:
    return studio.attach(picture(size=(900, 600)), "Anillo de oro.jpg")


def away(studio: Studio) -> None:
    """S3 is in trouble: it is not asked any more."""
    wrong = StorageUnavailable("wrong secret key", FailureClass.CONFIGURATION)
    studio.storages.breaker.failed(wrong)


def test_a_visitor_gets_a_rendition_to_keep_for_ever(visitor: Client, image: Image) -> None:
    response = visitor.get(media_address(image, "card"))
    assert response.status_code == 200
    headers = response.headers
    assert headers["content-type"] == "image/webp"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-disposition"] == 'inline; filename="Anillo de oro.webp"'
    assert headers["content-length"] == str(image.parts["card"]["size"])
    assert "set-cookie" not in headers
    assert Pillow.open(BytesIO(response.content)).size == (640, 427)


def test_head_says_the_same_without_the_bytes(visitor: Client, image: Image) -> None:
    address = media_address(image, "card")
    got, head = visitor.get(address), visitor.head(address)
    assert head.status_code == 200
    assert head.content == b""
    names = ("content-type", "content-length", "etag", "cache-control", "content-disposition")
    assert [head.headers[name] for name in names] == [got.headers[name] for name in names]


def test_who_has_it_gets_304(visitor: Client, image: Image, studio: Studio) -> None:
    address = media_address(image, "card")
    etag = visitor.get(address).headers["etag"]
    assert etag.startswith('"')
    studio.local.delete(list(studio.stored()))
    response = visitor.get(address, headers={"If-None-Match": f'"other", {etag}'})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["etag"] == etag


RANGES = {
    "bytes=0-9": (206, slice(0, 10)),
    "bytes=10-": (206, slice(10, None)),
    "bytes=-5": (206, slice(-5, None)),
    "bytes=0-999999999": (206, slice(0, None)),
    "bytes=9-3": (200, slice(None)),
    "bytes=0-1,5-6": (200, slice(None)),
    "lines=0-1": (200, slice(None)),
}


@pytest.mark.parametrize("asked", RANGES)
@pytest.mark.parametrize("part", ["card", "original"])
def test_ranges(sign_in: SignIn, cast: Cast, studio: Studio, part: str, asked: str) -> None:
    status, expected = RANGES[asked]
    image = studio.attach(encoded(Pillow.effect_noise((1200, 1200), 90), "PNG"))
    client, address = sign_in(cast.viewer), media_address(image, part)
    whole = client.get(address).content
    response = client.get(address, headers={"Range": asked})
    assert response.status_code == status
    assert response.content == whole[expected]
    if status == 206:
        first, end, _ = expected.indices(len(whole))
        assert response.headers["content-range"] == f"bytes {first}-{end - 1}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_refused(visitor: Client, image: Image, asked: str) -> None:
    response = visitor.get(media_address(image, "card"), headers={"Range": asked})
    assert response.status_code == 416
    assert response.headers["content-range"] == f"bytes */{image.parts['card']['size']}"


def test_a_part_of_something_older_is_not_mixed_in(visitor: Client, image: Image) -> None:
    headers = {"Range": "bytes=0-9", "If-Range": '"older"'}
    assert visitor.get(media_address(image, "card"), headers=headers).status_code == 200


def test_an_outdated_address_leads_to_the_present_one(
    visitor: Client, studio: Studio, image: Image
) -> None:
    address = media_address(image, "card")
    fresh = studio.replace(image, picture("PNG", (700, 700)))
    response = visitor.get(address)
    assert response.status_code == 302
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["location"] == media_address(fresh, "card") != address
    assert visitor.get(response.headers["location"]).status_code == 200


def test_what_is_not_there_is_404(visitor: Client, image: Image) -> None:
    for address in ("/media/nobody/card/00000000.webp", f"/media/{image.public_id}/huge/0.webp"):
        assert visitor.get(address).status_code == 404


def test_originals_are_for_members(sign_in: SignIn, cast: Cast, image: Image) -> None:
    address = media_address(image, "original")
    signed_out = sign_in(None).get(address)
    assert signed_out.status_code == 303
    assert signed_out.headers["location"].startswith("/login?next=/media/")
    assert sign_in(cast.stranger).get(address).status_code == 404
    response = sign_in(cast.viewer).get(f"{address}?download")
    assert response.content == picture(size=(900, 600))
    assert response.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert response.headers["content-disposition"] == 'attachment; filename="Anillo de oro.jpg"'
    assert response.headers["content-type"] == "image/jpeg"


def test_an_original_never_leaves_by_way_of_s3(
    sign_in: SignIn, cast: Cast, studio: Studio, image: Image
) -> None:
    studio.move_to_s3(image)
    response = sign_in(cast.viewer).get(media_address(image, "original"))
    assert (response.status_code, response.content) == (200, picture(size=(900, 600)))


def test_internal_pictures_are_for_members(
    sign_in: SignIn, cast: Cast, studio: Studio, image: Image
) -> None:
    studio.change(Image, image.id, is_internal=True)
    address = media_address(image, "card")
    assert sign_in(None).get(address).status_code == 404
    assert sign_in(cast.stranger).get(address).status_code == 404
    response = sign_in(cast.viewer).get(address)
    assert response.status_code == 200
    assert response.headers["cache-control"].startswith("private")


def test_pictures_of_a_private_catalog_are_for_members(
    sign_in: SignIn, cast: Cast, studio: Studio, image: Image
) -> None:
    studio.change(Catalog, studio.catalog_id, visibility="private")
    assert sign_in(None).get(media_address(image)).status_code == 404
    assert sign_in(cast.admin).get(media_address(image)).status_code == 200


@pytest.mark.parametrize("delivery", ["direct", "redirect"])
def test_what_is_on_s3_alone_is_asked_for_there(
    visitor: Client, studio: Studio, image: Image
) -> None:
    address = media_address(image, "card")
    studio.move_to_s3(image)
    response = visitor.get(address)
    key = part_keys(image.public_id, 1, image.parts)["card"]
    assert response.status_code == 302
    assert response.headers["location"] == f"{BUCKET}/{key}"
    assert response.headers["cache-control"] == "public, max-age=60"


@pytest.mark.parametrize("delivery", ["proxy"])
def test_a_proxy_fetches_once_and_keeps(visitor: Client, studio: Studio, image: Image) -> None:
    studio.move_to_s3(image)
    address = media_address(image, "card")
    first = visitor.get(address)
    away(studio)
    studio.s3.objects.clear()
    second = visitor.get(address)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    names = ("content-type", "etag", "cache-control", "content-disposition")
    assert [first.headers[name] for name in names] == [second.headers[name] for name in names]


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_a_copy_here_is_nearer_than_s3(visitor: Client, studio: Studio, image: Image) -> None:
    studio.move_to_s3(image, keep_local=True)
    assert visitor.get(media_address(image, "card")).status_code == 200
    away(studio)
    assert visitor.get(media_address(image, "card")).status_code == 200


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_thumbs_outlive_s3(visitor: Client, studio: Studio, image: Image) -> None:
    studio.move_to_s3(image)
    away(studio)
    studio.s3.objects.clear()
    response = visitor.get(media_address(image, "thumb"))
    assert response.status_code == 200
    assert Pillow.open(BytesIO(response.content)).width == 160


def test_while_nobody_can_tell_it_is_503(visitor: Client, studio: Studio, image: Image) -> None:
    studio.move_to_s3(image)
    away(studio)
    studio.s3.open = _refuse  # type: ignore[method-assign]
    response = visitor.get(media_address(image, "card"))
    assert response.status_code == 503
    assert response.headers["retry-after"] == "30"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["content-type"].startswith("image/svg+xml")


def _refuse(*_arguments: object) -> None:
    raise StorageUnavailable("away", FailureClass.TRANSIENT)


def test_what_is_surely_lost_is_404(visitor: Client, studio: Studio, image: Image) -> None:
    studio.local.delete(list(studio.stored()))
    response = visitor.get(media_address(image, "card"))
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert studio.copies(image) == [("local", "suspect")]


def test_another_copy_stands_in_for_a_damaged_one(
    visitor: Client, studio: Studio, image: Image
) -> None:
    studio.move_to_s3(image, keep_local=True)
    key = part_keys(image.public_id, 1, image.parts)["card"]
    (studio.local.root / key).write_bytes(b"other bytes")
    response = visitor.get(media_address(image, "card"))
    assert response.status_code == 200
    assert response.content == studio.s3.objects[key]
    assert sorted(studio.copies(image)) == [("local", "suspect"), ("s3", "verified")]


def test_bytes_on_another_machine_are_not_lost(
    visitor: Client, studio: Studio, image: Image
) -> None:
    with studio.database.writing() as session:
        session.get_one(ImageCopy, (image.id, "local", studio.settings.node)).node = "other"
    assert visitor.get(media_address(image, "card")).status_code == 503


@pytest.mark.parametrize(
    "asked",
    [
        "7903341a544d40218c77ad020c21b4bc_Miguel_%C3%81ngel.jpg",
        "7903341a544d40218c77ad020c21b4bc_Miguel_A%CC%81ngel.jpg",
    ],
)
@pytest.mark.parametrize("delivery", ["proxy"])
def test_the_former_site_s_address_gives_the_picture(
    visitor: Client, studio: Studio, asked: str
) -> None:
    image = studio.attach(filename=LEGACY)
    here = visitor.get(f"/imagenes_subidas/{asked}")
    studio.move_to_s3(image)
    there = visitor.get(f"/imagenes_subidas/{asked}")
    assert (here.status_code, there.status_code) == (200, 200)
    assert here.content == there.content
    assert here.headers["cache-control"] == "public, max-age=3600"
    assert visitor.head(f"/imagenes_subidas/{asked}").status_code == 200


@pytest.mark.parametrize("name", ["anillo oro.png", "a+b.png"])
def test_former_names_with_spaces_and_plus_signs(
    visitor: Client, studio: Studio, name: str
) -> None:
    prefix = "3f75f6c5822d4f40aacc1667c7bf0024"
    studio.attach(filename=f"{prefix}_{name}")
    for asked in (name.replace(" ", "%20"), name.replace(" ", "+")):
        assert visitor.get(f"/imagenes_subidas/{prefix}_{asked}").status_code == 200
    assert visitor.get(f"/imagenes_subidas/{prefix}_other.png").status_code == 404


def test_wrongly_configured_s3_stops_neither_start_nor_pictures(
    sqlite_database: Database, studio: Studio, image: Image, sign_in: SignIn
) -> None:
    away(studio)
    assert sign_in(None).get(media_address(image, "full")).status_code == 200
