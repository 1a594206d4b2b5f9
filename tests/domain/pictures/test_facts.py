"""What is known of a picture before it is decoded."""

from pathlib import Path

import pytest

from catalog.domain.pictures.facts import PictureFacts, inspect
from tests import images

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

KINDS = {
    "JPEG": ("image/jpeg", "jpg"),
    "PNG": ("image/png", "png"),
    "WEBP": ("image/webp", "webp"),
    "GIF": ("image/gif", "gif"),
    "AVIF": ("image/avif", "avif"),
    "HEIF": ("image/heic", "heic"),
    "TIFF": ("image/tiff", "tiff"),
    "BMP": ("image/bmp", "bmp"),
}


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return tmp_path / "named.png"


@pytest.mark.parametrize("kind", images.FORMATS)
def test_a_picture_is_what_its_bytes_say(original: Path, kind: str) -> None:
    original.write_bytes(images.picture(kind))
    media_type, extension = KINDS[kind]
    assert inspect(original) == PictureFacts(media_type, extension, 120, 80, 1, has_gps=False)


@pytest.mark.parametrize(
    ("brands", "media_type"),
    [
        (b"avif", "image/avif"),
        (b"mif1\0\0\0\0mif1avif", "image/avif"),
        (b"heix\0\0\0\0mif1", "image/heic"),
        (b"mif1\0\0\0\0heic", "image/heif"),
    ],
)
def test_one_container_holds_two_kinds(original: Path, brands: bytes, media_type: str) -> None:
    data = images.picture("AVIF" if "avif" in media_type else "HEIF")
    length = int.from_bytes(data[:4], "big")
    head = (brands + bytes(4)).ljust(length - 8, b"\0")[: length - 8]
    original.write_bytes(data[:8] + head + data[length:])
    assert inspect(original).media_type == media_type


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_a_place_is_noticed(original: Path, kind: str) -> None:
    original.write_bytes(images.with_gps(kind))
    assert inspect(original).has_gps
    original.write_bytes(images.oriented(3, kind))
    assert not inspect(original).has_gps


def test_a_place_is_noticed_in_xmp(original: Path) -> None:
    xmp = b"<x:xmpmeta><exif:GPSLatitude>41,23N</exif:GPSLatitude></x:xmpmeta>"
    original.write_bytes(images.picture(xmp=xmp))
    assert inspect(original).has_gps


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_frames_and_pages_are_counted(original: Path, kind: str) -> None:
    original.write_bytes(images.animated(kind, frames=5))
    assert inspect(original).frames == 5


def test_broken_metadata_do_not_spoil_a_picture(original: Path) -> None:
    original.write_bytes(images.picture(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"))
    facts = inspect(original)
    assert (facts.width, facts.height) == (120, 80)
