"""Colours as every screen shows them: eight bits, sRGB, and one that stands for all."""

from io import BytesIO
from pathlib import Path
from typing import cast

from PIL import Image, ImageCms

_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
_RESIZABLE = frozenset({"L", "RGB", "RGBA", "CMYK", "YCbCr", "LAB"})
_PALETTE = 8  # colours to choose the dominant one from


def resizable(image: Image.Image) -> Image.Image:
    """Return it with eight bits a channel and without palette, so that pixels can be mixed."""
    if image.has_transparency_data:
        return image if image.mode == "RGBA" else image.convert("RGBA")
    if image.mode.startswith(("I", "F")):
        return _eight_bits(image)
    if image.mode in _RESIZABLE:
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return an RGB or RGBA picture in sRGB; an unusable profile leaves the numbers as they are."""
    if profile:
        image = _through(image, profile)
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


def dominant_colour(path: Path) -> str:
    """Return the most frequent colour of a small rendition, on white, as `#rrggbb`."""
    with Image.open(path, formats=["WEBP"]) as image:
        picture = image.convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    flat = Image.alpha_composite(ground, picture).convert("RGB").quantize(_PALETTE)
    counts = flat.histogram()
    first = 3 * counts.index(max(counts))
    red, green, blue = (flat.getpalette() or [])[first : first + 3]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale grey of 16 bits by its range; of 32 bits or floating point by what is in use."""
    if image.mode.startswith("I;16"):
        low, high = 0.0, 65535.0
    else:
        low, high = cast("tuple[float, float]", image.getextrema())
    scale = 255 / (high - low) if high > low else 1.0
    grey = image if image.mode in ("I", "F") else image.convert("I")
    return grey.point(lambda value: value * scale + (0.5 - low * scale)).convert("L")


def _through(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode=mode)
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image
