"""Pictures as people send them: each has its outcome."""

from pathlib import Path
from unicodedata import normalize

import pytest
from PIL import Image

from catalog.domain.pictures.facts import inspect
from catalog.domain.renditions import make_renditions
from catalog.errors import Invalid

TAKEN = {
    "Año_pingüino.jpg": ("image/jpeg", 80, 60, 1),
    "Niño_piñata.jpg": ("image/jpeg", 80, 60, 1),
    "a+b & c #1 100%.jpg": ("image/jpeg", 80, 60, 1),
    "alpha.png": ("image/png", 90, 90, 1),
    "animated.gif": ("image/gif", 60, 60, 6),
    "animated.webp": ("image/webp", 60, 60, 6),
    "cmyk.jpg": ("image/jpeg", 100, 100, 1),
    "gif_with_html_tail.gif": ("image/gif", 20, 20, 1),
    "gray16.png": ("image/png", 64, 64, 1),
    "jpeg_named.png": ("image/jpeg", 300, 200, 1),
    "orientation_1.jpg": ("image/jpeg", 120, 80, 1),
    "orientation_2.jpg": ("image/jpeg", 120, 80, 1),
    "orientation_3.jpg": ("image/jpeg", 120, 80, 1),
    "orientation_4.jpg": ("image/jpeg", 120, 80, 1),
    "orientation_5.jpg": ("image/jpeg", 120, 80, 1),
    "orientation_6_gps.jpg": ("image/jpeg", 120, 80, 1),
    "orientation_7.jpg": ("image/jpeg", 120, 80, 1),
    "orientation_8.jpg": ("image/jpeg", 120, 80, 1),
    "palette_transparent.png": ("image/png", 90, 90, 1),
    "photo.avif": ("image/avif", 200, 150, 1),
    "photo.heic": ("image/heic", 200, 150, 1),
    "plain.bmp": ("image/bmp", 50, 50, 1),
}
REFUSED = {
    "bomb_50000x50000.png": "at most 100 million pixels",
    "page.jpg": "a web page",
    "script.svg": "SVG drawings",
    "truncated.jpg": "cut short",
    "zero.jpg": "The file is empty",
}


@pytest.fixture
def pictures(samples: Path) -> dict[str, Path]:
    """Return the samples by name; the accents of some are decomposed, as on a Mac."""
    return {normalize("NFC", path.name): path for path in (samples / "pictures").iterdir()}


def test_every_sample_has_its_outcome(pictures: dict[str, Path]) -> None:
    assert pictures.keys() == {*TAKEN, *REFUSED}


@pytest.mark.parametrize("name", TAKEN)
def test_samples_that_are_taken(pictures: dict[str, Path], tmp_path: Path, name: str) -> None:
    original = pictures[name]
    before = original.read_bytes()
    media_type, width, height, frames = TAKEN[name]
    facts = inspect(original)
    assert (facts.media_type, facts.width, facts.height) == (media_type, width, height)
    assert (facts.frames, facts.has_gps) == (frames, "gps" in name)
    full = make_renditions(original, tmp_path)["full"]
    assert (full.width, full.height) == (width, height)
    assert original.read_bytes() == before
    with Image.open(full.path, formats=["WEBP"]) as image:
        red, green, _ = image.convert("RGB").getpixel((2, 2))
        assert red > green + 60 or name == "gray16.png"


@pytest.mark.parametrize("name", REFUSED)
def test_samples_that_are_refused(pictures: dict[str, Path], tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid, match=REFUSED[name]):
        make_renditions(pictures[name], tmp_path)
