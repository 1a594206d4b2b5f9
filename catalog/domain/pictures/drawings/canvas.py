"""Paper, light and shadow: what every drawing stands on."""

import math
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


def field(size: Size, value: Callable[[float, float], float], cells: int = 32) -> Image.Image:
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
    across, down = [x for x, _ in points], [y for _, y in points]

    def drawing(draw: ImageDraw.ImageDraw, fine: int, left: int, top: int) -> None:
        draw.polygon([((x - left) * fine, (y - top) * fine) for x, y in points], fill=255)

    return _within(size, (min(across), min(down), max(across), max(down)), drawing)


def ellipse(size: Size, box: Box) -> Image.Image:
    """Return the mask of an ellipse, an empty one when there is nothing in the box."""

    def drawing(draw: ImageDraw.ImageDraw, fine: int, left: int, top: int) -> None:
        origin = (left, top, left, top)
        draw.ellipse([(e - o) * fine for e, o in zip(box, origin, strict=True)], fill=255)

    if box[2] <= box[0] or box[3] <= box[1]:
        return Image.new("L", size)

    return _within(size, box, drawing)


def spot(size: Size, middle: Point, reach: float) -> Image.Image:
    """Return the mask of a round spot."""
    x, y = middle
    return ellipse(size, (x - reach, y - reach, x + reach, y + reach))


def stroke(size: Size, points: Sequence[Point], width: float) -> Image.Image:
    """Return the mask of a line with round joints."""
    across, down = [x for x, _ in points], [y for _, y in points]
    box = min(across) - width, min(down) - width, max(across) + width, max(down) + width

    def drawing(draw: ImageDraw.ImageDraw, fine: int, left: int, top: int) -> None:
        line = [((x - left) * fine, (y - top) * fine) for x, y in points]
        draw.line(line, fill=255, width=max(1, round(width * fine)), joint="curve")

    return _within(size, box, drawing)


def _within(
    size: Size, box: Box, draw: Callable[[ImageDraw.ImageDraw, int, int, int], None]
) -> Image.Image:
    """Return a mask of which only the box was drawn: most shapes are small."""
    left, top = max(0, int(box[0]) - 2), max(0, int(box[1]) - 2)
    right, bottom = min(size[0], int(box[2]) + 3), min(size[1], int(box[3]) + 3)
    mask = Image.new("L", size)
    if right > left and bottom > top:
        local = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE))
        draw(ImageDraw.Draw(local), FINE, left, top)
        mask.paste(local.reduce(FINE), (left, top))
    return mask


def faded(mask: Image.Image, part: float) -> Image.Image:
    return mask.point(lambda value: value * part)


def soft(mask: Image.Image, radius: float) -> Image.Image:
    """Blur a mask; done small, since nobody sees the pixels of a blur."""
    small = mask.reduce(4).filter(ImageFilter.GaussianBlur(radius / 4))
    return small.resize(mask.size, Image.Resampling.BILINEAR)


def paint(image: Image.Image, colour: Colour, mask: Image.Image) -> None:
    box = mask.getbbox()
    if box:
        image.paste(colour, box, mask.crop(box))


def sweep(size: Size, paper: Colour, horizon: float = 0.66) -> Image.Image:
    """Return a sheet of paper that is bent up behind the object, lit from the upper left."""

    def light(x: float, y: float) -> float:
        wall = 0.97 - 0.18 * max(0.0, x - 0.25) - 0.10 * y
        floor = 1.0 - 0.16 * max(0.0, x - 0.3) - 0.10 * abs(y - horizon - 0.1)
        bend = min(1.0, max(0.0, (y - horizon + 0.10) / 0.20))
        bend = bend * bend * (3 - 2 * bend)
        return wall + (floor - wall) * bend

    return _lit(size, paper, field(size, light, 40))


def level(size: Size, paper: Colour) -> Image.Image:
    """Return a sheet seen from above, lit from the upper left."""

    def light(x: float, y: float) -> float:
        return 1.0 - 0.17 * math.pow(x * 0.6 + y * 0.7, 1.5)

    return _lit(size, paper, field(size, light, 16))


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
