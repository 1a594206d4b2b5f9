"""Plates, photographed from above."""

import math

from PIL import Image, ImageChops, ImageDraw

from catalog.domain.pictures.drawings import ornament
from catalog.domain.pictures.drawings.canvas import (
    WHITE,
    Box,
    Dice,
    Size,
    cast,
    ellipse,
    faded,
    field,
    paint,
    shape,
)
from catalog.domain.pictures.drawings.tiles import Glazes


def plate(image: Image.Image, motif: str, glazes: Glazes, chance: Dice, number: int) -> None:
    """Put a plate onto the image, `number` motifs around its rim."""
    width, height = image.size
    reach = min(width, height) * 0.42
    middle = width / 2, height / 2
    side = round(reach * 2) + 4
    face = _face(side, motif, glazes, number)
    cloud = Image.frombytes("L", (9, 9), chance.randbytes(81)).resize(face.size, 3)
    paint(face, (126, 104, 80), faded(cloud, 0.12))
    face = ImageChops.multiply(face, Image.merge("RGB", [field(face.size, _dish, 80)] * 3))
    paint(face, WHITE, field(face.size, _dish_shine, 80))
    lip = field(face.size, lambda x, y: 0.3 + 0.5 * (x * 0.6 + y * 0.7), 12)
    paint(face, (50, 38, 30), ImageChops.multiply(_hoop(side, side / 2, side * 0.008), lip))
    box: Box = (middle[0] - reach, middle[1] - reach, middle[0] + reach, middle[1] + reach)
    mask = ellipse(image.size, box)
    cast(image, ImageChops.offset(mask, 34, 44), 44, 0.42)
    cast(image, ImageChops.offset(mask, 10, 14), 12, 0.42)
    laid = Image.new("RGB", image.size)
    laid.paste(face, (round(box[0]), round(box[1])))
    image.paste(laid, (0, 0), mask)


def _face(side: int, motif: str, glazes: Glazes, number: int) -> Image.Image:
    ground, first, second = glazes
    face = Image.new("RGB", (side, side), ground)
    strip = (1600, 240)
    row = ornament.band(strip, (0, 26, 1600, 214), motif, number)
    paint(face, first, _bent(row, side, 0.66, 0.97))
    half = side / 2
    for reach, width, colour in ((0.985, 0.03, first), (0.63, 0.012, first), (0.60, 0.006, second)):
        paint(face, colour, _hoop(side, half * reach, half * width))
    heart = ornament.band((400, 400), (0, 0, 400, 400), "rosette", 1)
    small = heart.resize((round(side * 0.42),) * 2, Image.Resampling.BICUBIC)
    rose = Image.new("L", face.size)
    rose.paste(small, (round(half - small.width / 2),) * 2)
    paint(face, second, rose)
    paint(face, first, _hoop(side, half * 0.47, half * 0.008))
    return face


def _hoop(side: int, reach: float, width: float) -> Image.Image:
    half = side / 2

    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        box = [edge * fine for edge in (half - reach, half - reach, half + reach, half + reach)]
        draw.ellipse(box, outline=255, width=max(1, round(width * fine)))

    return shape((side, side), drawing)


def _bent(strip: Image.Image, side: int, inner: float, outer: float) -> Image.Image:
    """Return the strip bent to a ring between two parts of the radius."""
    twice = Image.new("L", (strip.width * 2, strip.height))
    twice.paste(strip, (0, 0))
    twice.paste(strip, (strip.width, 0))
    step = 24
    mesh = []
    for left in range(0, side, step):
        for top in range(0, side, step):
            box = (left, top, min(left + step, side), min(top + step, side))
            source = _polar(box, side, strip.size, (inner, outer))
            if source:
                mesh.append((box, source))
    return twice.transform((side, side), Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def _polar(
    box: tuple[int, int, int, int], side: int, strip: Size, ring: tuple[float, float]
) -> tuple[float, ...] | None:
    half = side / 2
    left, top, right, bottom = box
    home = math.atan2((top + bottom) / 2 - half, (left + right) / 2 - half)
    quad: list[float] = []
    for x, y in ((left, top), (left, bottom), (right, bottom), (right, top)):
        reach = math.hypot(x - half, y - half) / half
        angle = math.atan2(y - half, x - half)
        angle += math.tau * round((home - angle) / math.tau)  # no seam within a cell
        along = (angle + math.pi) / math.tau + 0.5
        quad += [along * strip[0], (ring[1] - reach) / (ring[1] - ring[0]) * strip[1]]
    near = min(quad[1::2]), max(quad[1::2])
    return tuple(quad) if near[0] < strip[1] and near[1] > 0 else None


def _slope(reach: float) -> float:
    """Return how steeply the dish rises at this part of its radius."""
    if reach > 0.64:
        return 0.16
    return 0.75 * max(0.0, 1 - abs(reach - 0.57) / 0.09)


def _facing(x: float, y: float, light: tuple[float, float, float]) -> float:
    dx, dy = 2 * x - 1, 2 * y - 1
    reach = math.hypot(dx, dy) or 1e-6
    slope = _slope(reach)
    size = math.sqrt(1 + slope * slope)
    normal = (-dx / reach * slope / size, -dy / reach * slope / size, 1 / size)
    return sum(one * other for one, other in zip(normal, light, strict=True))


def _dish(x: float, y: float) -> float:
    return 0.20 + 0.98 * max(0.0, _facing(x, y, (-0.48, -0.42, 0.77)))


def _dish_shine(x: float, y: float) -> float:
    return 0.55 * max(0.0, _facing(x, y, (-0.36, -0.30, 0.88))) ** 60
