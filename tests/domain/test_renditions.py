"""Renditions: right size, right way up, right colours, nothing but the picture."""

import hashlib
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from catalog.domain.pictures.colour import dominant_colour
from catalog.domain.pictures.facts import inspect
from catalog.domain.renditions import WIDTHS, RenditionFile, fit, make_renditions
from catalog.errors import Invalid
from tests import images

# What Pillow says about odd metadata is not shown by the product either.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

Rendered = Callable[[bytes], dict[str, RenditionFile]]


@pytest.fixture
def rendered(tmp_path: Path) -> Rendered:
    def make(data: bytes) -> dict[str, RenditionFile]:
        original = tmp_path / "original"
        original.write_bytes(data)
        return make_renditions(original, tmp_path)

    return make


def opened(part: RenditionFile) -> Image.Image:
    with Image.open(part.path, formats=["WEBP"]) as image:
        image.load()
    return image


@pytest.mark.parametrize(
    ("size", "bound", "expected"),
    [
        ((4000, 3000), 2048, (2048, 1536)),
        ((4000, 3000), 160, (160, 120)),
        ((3000, 4000), 160, (160, 213)),
        ((300, 200), 640, (300, 200)),
        ((1000, 10_000), 160, (32, 320)),
        ((10_000, 10), 160, (160, 1)),
        ((1, 1), 2048, (1, 1)),
    ],
)
def test_geometry(size: tuple[int, int], bound: int, expected: tuple[int, int]) -> None:
    assert fit(*size, bound) == expected


def test_every_name_has_its_width(rendered: Rendered) -> None:
    parts = rendered(images.picture(size=(2400, 1600)))
    assert [(name, part.width) for name, part in parts.items()] == [
        ("thumb", 160),
        ("small", 320),
        ("card", 640),
        ("large", 1280),
        ("full", 2048),
    ]
    for part in parts.values():
        assert opened(part).size == (part.width, part.height)
        assert images.corners(opened(part)) == images.UPRIGHT


def test_a_rendition_is_described_by_its_bytes(rendered: Rendered) -> None:
    for name, part in rendered(images.picture()).items():
        data = part.path.read_bytes()
        assert part.path.name == f"{name}.webp"
        assert part.media_type == "image/webp"
        assert part.size == len(data)
        assert part.sha256 == hashlib.sha256(data).hexdigest()


def test_small_pictures_are_not_enlarged_and_have_all_names(rendered: Rendered) -> None:
    parts = rendered(images.picture(size=(30, 20)))
    assert list(parts) == list(WIDTHS)
    assert {(part.width, part.height) for part in parts.values()} == {(30, 20)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_stands_upright(
    rendered: Rendered, tmp_path: Path, orientation: int, kind: str
) -> None:
    parts = rendered(images.oriented(orientation, kind, gps=True))
    assert images.corners(opened(parts["full"])) == images.UPRIGHT
    assert (parts["full"].width, parts["full"].height) == (120, 80)
    facts = inspect(tmp_path / "original")
    assert (facts.width, facts.height) == (120, 80)


def test_large_pictures_stand_upright_when_decoded_in_part(rendered: Rendered) -> None:
    turned = images.drawn((4800, 3200)).transpose(Image.Transpose.ROTATE_90)
    part = rendered(images.encoded(turned, exif=images.exif(6)))["full"]
    assert (part.width, part.height) == (2048, 1365)
    assert images.corners(opened(part)) == images.UPRIGHT


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_renditions_say_nothing_about_camera_or_place(rendered: Rendered, kind: str) -> None:
    for part in rendered(images.with_gps(kind)).values():
        assert not opened(part).getexif()
        assert not {"exif", "xmp", "icc_profile"} & opened(part).info.keys()
        assert b"Camera of Ana" not in part.path.read_bytes()


@pytest.mark.parametrize("kind", images.FORMATS)
def test_every_kind_is_taken(rendered: Rendered, kind: str) -> None:
    assert images.corners(opened(rendered(images.picture(kind))["card"])) == images.UPRIGHT


@pytest.mark.parametrize(
    "data",
    [
        images.cmyk(),
        images.other_colours(),
        images.encoded(images.drawn(mode="P"), "PNG"),
        images.encoded(images.drawn(mode="LAB"), "TIFF"),
        images.picture(progressive=True),
        images.picture(icc_profile=b"no profile"),
        images.picture("TIFF", compression="tiff_lzw"),
        images.picture("TIFF", big_tiff=True),
        images.animated("GIF"),
        images.animated("WEBP"),
        images.animated("PNG"),
        images.animated("AVIF"),
        images.animated("TIFF"),
        images.animated("MPO"),
        images.picture("GIF") + b"<html><script>alert(1)</script>",
    ],
    ids=lambda data: data[:4].hex(),
)
def test_colours_and_first_frames_are_right(rendered: Rendered, data: bytes) -> None:
    assert images.corners(opened(rendered(data)["full"])) == images.UPRIGHT


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("I;16", (9, 9), 40_000), 156),
        (Image.new("L", (9, 9), 77), 77),
        (Image.new("1", (9, 9), 1), 255),
    ],
)
def test_greys_keep_their_brightness(rendered: Rendered, image: Image.Image, expected: int) -> None:
    full = opened(rendered(images.encoded(image, "PNG"))["full"])
    assert full.getpixel((4, 4)) == (expected,) * 3


@pytest.mark.parametrize("mode", ["I", "F"])
def test_measured_values_are_spread_over_what_is_seen(rendered: Rendered, mode: str) -> None:
    values = Image.new(mode, (80, 80), -1000)
    values.paste(90_000, (40, 0, 80, 80))
    full = opened(rendered(images.encoded(values, "TIFF"))["full"]).convert("L")
    assert full.getpixel((10, 40)) <= 2
    assert full.getpixel((70, 40)) >= 253


@pytest.mark.parametrize("mode", ["RGBA", "P"])
def test_what_is_transparent_stays_so(rendered: Rendered, mode: str) -> None:
    full = opened(rendered(images.transparent(mode))["full"])
    assert full.mode == "RGBA"
    assert full.getpixel((20, 40))[3] == 0
    assert full.getpixel((90, 20))[3] == 255


def test_bands_leave_no_seams(rendered: Rendered) -> None:
    slope = Image.linear_gradient("L").resize((900, 1500)).convert("RGB")
    large = opened(rendered(images.encoded(slope, "PNG"))["card"]).convert("L")
    column = [large.getpixel((320, y)) for y in range(large.height)]
    assert all(-1 <= below - above <= 2 for above, below in pairwise(column))


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image.new("RGB", (9, 9), "#336699"), (0x33, 0x66, 0x99)),
        (Image.new("RGBA", (9, 9), (0, 0, 0, 0)), (255, 255, 255)),
    ],
)
def test_dominant_colour(
    rendered: Rendered, image: Image.Image, expected: tuple[int, int, int]
) -> None:
    colour = dominant_colour(rendered(images.encoded(image, "PNG"))["thumb"].path)
    found = bytes.fromhex(colour.removeprefix("#"))
    assert all(abs(a - b) <= 3 for a, b in zip(found, expected, strict=True))


def test_pictures_are_made_side_by_side(tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(images.picture(size=(700, 500)))
    done = []

    def work(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        done.append(make_renditions(original, folder)["card"].sha256)

    threads = [threading.Thread(target=work, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 8
    assert len(set(done)) == 1


def test_trouble_of_the_disk_is_not_blamed_on_the_picture(tmp_path: Path) -> None:
    original = tmp_path / "original"
    original.write_bytes(images.picture())
    with pytest.raises(FileNotFoundError):
        make_renditions(original, tmp_path / "missing")
    with pytest.raises(FileNotFoundError):
        make_renditions(tmp_path / "nothing", tmp_path)


def test_a_refused_picture_frees_its_slot(rendered: Rendered) -> None:
    for _ in range(20):
        with pytest.raises(Invalid):
            rendered(images.picture()[:500])
    assert rendered(images.picture())
