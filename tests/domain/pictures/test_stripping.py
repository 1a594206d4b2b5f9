"""Stripped originals: the same pixels, and nothing else."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image, ImageOps, PngImagePlugin

from catalog.domain.pictures.facts import inspect
from catalog.domain.pictures.stripping import strip_metadata
from catalog.errors import Invalid
from tests import images

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

SECRET = b"Camera of Ana"


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return tmp_path / "original"


def stripped(path: Path, data: bytes) -> bytes:
    path.write_bytes(data)
    strip_metadata(path)
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    return path.read_bytes()


def upright(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        return ImageOps.exif_transpose(image)


def pixels(data: bytes) -> list[bytes]:
    with Image.open(BytesIO(data)) as image:
        found = []
        for frame in range(getattr(image, "n_frames", 1)):
            image.seek(frame)
            found.append(image.convert("RGBA").tobytes())
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", [1, 3, 6])
def test_nothing_is_left_but_the_picture_as_it_stood(
    original: Path, kind: str, orientation: int
) -> None:
    data = images.oriented(orientation, kind, gps=True)
    before = upright(data)
    after = stripped(original, data)
    assert SECRET in data
    assert SECRET not in after
    assert pixels(after) == pixels(data)
    assert images.corners(upright(after)) == images.UPRIGHT == images.corners(before)
    facts = inspect(original)
    assert (facts.width, facts.height, facts.has_gps) == (120, 80, False)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_only_the_turn_is_left_of_exif(original: Path, kind: str) -> None:
    with Image.open(BytesIO(stripped(original, images.oriented(6, kind, gps=True)))) as image:
        assert dict(image.getexif()) == {ExifTags.Base.Orientation: 6}
    with Image.open(BytesIO(stripped(original, images.oriented(1, kind, gps=True)))) as image:
        assert not image.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF", "HEIF", "TIFF"])
def test_xmp_goes(original: Path, kind: str) -> None:
    xmp = b"<x:xmpmeta>Camera of Ana</x:xmpmeta>"
    data = images.picture(kind, **({"tiffinfo": {700: xmp}} if kind == "TIFF" else {"xmp": xmp}))
    assert SECRET in data
    assert SECRET not in stripped(original, data)
    assert pixels(original.read_bytes()) == pixels(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_the_colour_profile_stays(original: Path, kind: str) -> None:
    with Image.open(BytesIO(images.other_colours())) as image:
        profile = image.info["icc_profile"]
    data = images.picture(kind, icc_profile=profile, exif=images.exif(gps=True))
    with Image.open(BytesIO(stripped(original, data))) as image:
        assert image.info["icc_profile"] == profile


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF", "TIFF"])
def test_every_frame_stays(original: Path, kind: str) -> None:
    data = images.animated(kind, frames=4)
    assert pixels(stripped(original, data)) == pixels(data)
    assert inspect(original).frames == 4


def test_words_go(original: Path) -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    assert SECRET not in stripped(original, images.picture("PNG", pnginfo=words))
    assert SECRET not in stripped(original, images.picture(comment=SECRET))
    looped = images.encoded(images.drawn(), "GIF", comment=SECRET, loop=3)
    assert SECRET not in stripped(original, looped)
    with Image.open(original) as image:
        assert image.info["loop"] == 3


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_what_was_put_after_the_end_goes(original: Path, kind: str) -> None:
    data = images.picture(kind)
    assert stripped(original, data + b"<html>" + images.with_gps()) == stripped(original, data)


def test_further_pictures_of_a_camera_file_go(original: Path) -> None:
    after = stripped(original, images.animated("MPO"))
    assert inspect(original).frames == 1
    assert images.corners(upright(after)) == images.UPRIGHT


def test_a_video_hidden_behind_a_still_goes(original: Path) -> None:
    video = (20 + 13).to_bytes(4, "big") + b"mpvd" + SECRET + bytes(12)
    data = images.picture("HEIF") + video
    after = stripped(original, data)
    assert SECRET not in after
    assert len(after) == len(data)
    assert pixels(after) == pixels(data)


def test_a_tiff_of_the_large_kind(original: Path) -> None:
    data = images.picture("TIFF", big_tiff=True, exif=images.exif(gps=True))
    after = stripped(original, data)
    assert SECRET not in after
    assert pixels(after) == pixels(data)
    assert not inspect(original).has_gps


def test_pictures_without_metadata_are_not_changed(original: Path) -> None:
    for kind in ("PNG", "WEBP", "BMP", "JPEG"):
        data = images.picture(kind)
        assert stripped(original, data) == data


def test_a_refused_file_stays_as_it_is(original: Path) -> None:
    original.write_bytes(b"<svg></svg>")
    with pytest.raises(Invalid):
        strip_metadata(original)
    assert original.read_bytes() == b"<svg></svg>"
