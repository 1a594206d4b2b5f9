"""Paper, light and shadow: what every drawing stands on."""

import random
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour: TypeAlias = tuple[int, int, int]
Size: TypeAlias = tuple[int, int]
Point: TypeAlias = tuple[float, float]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Dice: TypeAlias = random.Random

WHITE: Colour = (255, 255, 255)
FINE = 2
"""Shapes are drawn so many times larger and then reduced, for smooth edges."""


def dice(seed: str) -> Dice:
    """Return chance that falls the same way for the same seed."""
    return random.Random(seed)  # noqa: S311 - drawings want variety, not secrets


def mix(one: Colour, other: Colour, part: float) -> Colour:
    """Return the colour so far on the way from one to the other."""
    red, green, blue = (
        round(first + (second - first) * part) for first, second in zip(one, other, strict=True)
    )
    return red, green, blue


def field(size: Size, value: Callable[[float, float], float], cells: int = 48) -> Image.Image:
    """Return a smooth grey image of a function of (x, y) in 0..1, whose value is in 0..1."""
    steps = [number / (cells - 1) for number in range(cells)]
    tones = bytes(round(255 * min(1.0, max(0.0, value(x, y)))) for y in steps for x in steps)
    small = Image.frombytes("L", (cells, cells), tones)
    return small.resize(size, Image.Resampling.BICUBIC)


def shape(size: Size, draw: Callable[[ImageDraw.ImageDraw, int], None]) -> Image.Image:
    """Return a mask with smooth edges; `draw` multiplies its measures by its second argument."""
    large = Image.new("L", (size[0] * FINE, size[1] * FINE))
    draw(ImageDraw.Draw(large), FINE)
    return large.reduce(FINE)


def polygon(size: Size, points: Sequence[Point]) -> Image.Image:
    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        draw.polygon([(x * fine, y * fine) for x, y in points], fill=255)

    return shape(size, drawing)


def ellipse(size: Size, box: Box) -> Image.Image:
    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        draw.ellipse([edge * fine for edge in box], fill=255)

    return shape(size, drawing)


def faded(mask: Image.Image, part: float) -> Image.Image:
    return mask.point(lambda value: value * part)


def soft(mask: Image.Image, radius: float) -> Image.Image:
    """Blur a mask; done small, since nobody sees the pixels of a blur."""
    small = mask.reduce(4).filter(ImageFilter.GaussianBlur(radius / 4))
    return small.resize(mask.size, Image.Resampling.BILINEAR)


def paint(image: Image.Image, colour: Colour, mask: Image.Image) -> None:
    image.paste(colour, (0, 0), mask)


def sweep(size: Size, paper: Colour, horizon: float = 0.66) -> Image.Image:
    """Return a sheet of paper that is bent up behind the object, lit from the upper left."""

    def light(x: float, y: float) -> float:
        wall = 0.93 - 0.20 * max(0.0, x - 0.25) - 0.10 * y
        floor = 1.0 - 0.16 * max(0.0, x - 0.3) - 0.10 * abs(y - horizon - 0.1)
        bend = min(1.0, max(0.0, (y - horizon + 0.10) / 0.20))
        bend = bend * bend * (3 - 2 * bend)
        return wall + (floor - wall) * bend

    return _lit(size, paper, field(size, light, 64))


def tabletop(size: Size, paper: Colour) -> Image.Image:
    """Return a sheet seen from above, lit from the upper left."""

    def light(x: float, y: float) -> float:
        return 1.0 - 0.17 * (x * 0.6 + y * 0.7) ** 1.5

    return _lit(size, paper, field(size, light))


def _lit(size: Size, paper: Colour, light: Image.Image) -> Image.Image:
    return ImageChops.multiply(Image.new("RGB", size, paper), Image.merge("RGB", [light] * 3))


def cast(image: Image.Image, mask: Image.Image, blur: float, strength: float) -> None:
    """Darken the image under a blurred mask, as a shadow does: warm, never black."""
    paint(image, (46, 38, 34), faded(soft(mask, blur), strength))


def finish(image: Image.Image, chance: Dice) -> bytes:
    """Return the drawing as a JPEG, with the grain that keeps soft tones from banding."""
    noise = Image.frombytes("L", (256, 256), chance.randbytes(256 * 256))
    tile = noise.point(lambda value: 120 + value / 16)
    grain = Image.new("L", image.size)
    for left in range(0, image.width, 256):
        for top in range(0, image.height, 256):
            grain.paste(tile, (left, top))
    grained = ImageChops.soft_light(image, Image.merge("RGB", [grain] * 3))
    file = BytesIO()
    grained.save(file, "JPEG", quality=88, optimize=False)
    return file.getvalue()
