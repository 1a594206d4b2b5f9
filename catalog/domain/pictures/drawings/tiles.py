"""Tiles, photographed from above."""

from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageOps

from catalog.domain.pictures.drawings.canvas import (
    WHITE,
    Colour,
    Dice,
    Size,
    cast,
    ellipse,
    faded,
    field,
    mix,
    paint,
    shape,
    soft,
)
from catalog.domain.pictures.drawings.patterns import PATTERNS, Quarter

Glazes: TypeAlias = tuple[Colour, Colour, Colour]
"""The ground and two colours on it."""

_CLAY: Colour = (190, 146, 112)


def tiles(image: Image.Image, pattern: str, glazes: Glazes, chance: Dice, number: int) -> None:
    """Put a square panel onto the image, `number` tiles wide."""
    width, height = image.size
    side = round(min(width, height) * (0.70 if number == 1 else 0.84) / number)
    gap = 6
    whole = side * number + gap * (number - 1)
    left, top = (width - whole) // 2, (height - whole) // 2
    for row in range(number):
        for column in range(number):
            place = left + column * (side + gap), top + row * (side + gap)
            _lay(image, _tile(pattern, glazes, chance, side), place, chance)


def _lay(image: Image.Image, tile: Image.Image, place: Size, chance: Dice) -> None:
    tile = tile.rotate(chance.uniform(-0.5, 0.5), Image.Resampling.BICUBIC, fillcolor=(0, 0, 0, 0))
    mask = Image.new("L", image.size)
    mask.paste(tile.getchannel("A"), place)
    cast(image, ImageChops.offset(mask, 16, 20), 20, 0.42)
    cast(image, ImageChops.offset(mask, 4, 5), 5, 0.5)
    image.paste(tile.convert("RGB"), place, tile.getchannel("A"))


def _tile(pattern: str, glazes: Glazes, chance: Dice, side: int) -> Image.Image:
    ground, first, second = glazes
    shade = chance.uniform(0.0, 0.07)
    tile = Image.new("RGB", (side, side), mix(ground, (120, 100, 70), shade))
    for quarter, colour in zip(PATTERNS[pattern], (first, second), strict=True):
        paint(tile, mix(colour, WHITE, chance.uniform(0, 0.08)), _mirrored(quarter, side))
    _glaze(tile, chance)
    alpha = _edge(side)
    tile.putalpha(alpha)
    return tile


def _mirrored(quarter: Quarter, side: int) -> Image.Image:
    half = (side + 1) // 2

    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        quarter(draw, half * fine)

    corner = shape((half, half), drawing)
    mask = Image.new("L", (side, side))
    mask.paste(corner, (side - half, side - half))
    mask.paste(ImageOps.mirror(corner), (0, side - half))
    lower = mask.crop((0, side - half, side, side))
    mask.paste(ImageOps.flip(lower), (0, 0))
    return mask


def _glaze(tile: Image.Image, chance: Dice) -> None:
    """Let the glaze pool, shine and wear off at some places along the edges."""
    side = tile.width
    cloud = Image.frombytes("L", (7, 7), chance.randbytes(49)).resize(tile.size, 3)
    paint(tile, (126, 104, 80), faded(cloud, 0.13))
    slant = chance.uniform(0.2, 0.5)
    paint(tile, WHITE, field(tile.size, lambda x, y: 0.22 * max(0, 1 - abs(x + y - slant) * 2.2)))
    for _ in range(chance.randrange(2, 6)):
        along, reach = chance.uniform(0, side), chance.uniform(4, 16)
        x, y = chance.choice(
            ((along, 0.0), (along, float(side)), (0.0, along), (float(side), along))
        )
        chip = ellipse(tile.size, (x - reach * 1.6, y - reach, x + reach * 1.3, y + reach))
        paint(tile, _CLAY, chip)
    _bevel(tile)


def _bevel(tile: Image.Image) -> None:
    side = tile.width
    inner = ImageOps.expand(Image.new("L", (side - 16, side - 16), 255), 8)
    edge = ImageOps.invert(soft(inner.resize((side // 4 * 4, side // 4 * 4)), 6).resize(tile.size))
    lit = field(tile.size, lambda x, y: 1.0 if x + y < 1 else 0.0, 32)
    paint(tile, WHITE, faded(ImageChops.multiply(edge, lit), 0.45))
    paint(tile, (50, 40, 34), faded(ImageChops.multiply(edge, ImageOps.invert(lit)), 0.5))


def _edge(side: int) -> Image.Image:
    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        draw.rounded_rectangle((2, 2, side * fine - 3, side * fine - 3), 7 * fine, fill=255)

    return shape((side, side), drawing)
