"""Ornament: masks of one motif after another, for bands around a vessel or a rim."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from PIL import Image, ImageDraw

from catalog.domain.pictures.drawings.canvas import Box, Point, Size, shape

Motif: TypeAlias = Callable[[ImageDraw.ImageDraw, Box], None]
"""Draws itself into a box."""


def band(size: Size, box: Box, motif: str, number: int, shift: float = 0.0) -> Image.Image:
    """Return a mask with so many motifs side by side in the box, the row shifted by a part."""
    drawn = MOTIFS[motif]
    left, top, right, bottom = box
    step = (right - left) / number

    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        for place in range(-1, number + 1):
            start = left + (place + shift) * step
            drawn(draw, (start * fine, top * fine, (start + step) * fine, bottom * fine))

    return shape(size, drawing)


def lines(size: Size, heights: list[tuple[float, float]]) -> Image.Image:
    """Return a mask of level lines: (place, width) each."""

    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        for place, width in heights:
            edges = (place - width / 2) * fine, (place + width / 2) * fine
            draw.rectangle((0, edges[0], size[0] * fine, edges[1]), fill=255)

    return shape(size, drawing)


def petal(draw: ImageDraw.ImageDraw, foot: Point, tip: Point, width: float) -> None:
    """Draw a leaf from its foot to its tip, as wide as a part of its length."""
    draw.polygon(petal_outline(foot, tip, width), fill=255)


def petal_outline(foot: Point, tip: Point, width: float) -> list[Point]:
    dx, dy = tip[0] - foot[0], tip[1] - foot[1]
    sides: list[list[Point]] = [[], []]
    for step in range(13):
        part = step / 12
        swell = math.sin(math.pi * part**0.8) * width / 2
        for side, sign in zip(sides, (1, -1), strict=True):
            place = foot[0] + dx * part - dy * swell * sign, foot[1] + dy * part + dx * swell * sign
            side.append(place)
    return sides[0] + sides[1][::-1]


def _in(box: Box, x: float, y: float) -> Point:
    """Return the place in the box that is so far across and down."""
    return box[0] + (box[2] - box[0]) * x, box[1] + (box[3] - box[1]) * y


def _leaves(draw: ImageDraw.ImageDraw, box: Box) -> None:
    stem = max(2, round((box[3] - box[1]) * 0.035))
    points = [_in(box, x / 16, 0.5 + 0.13 * math.sin(x / 8 * math.pi)) for x in range(17)]
    draw.line(points, fill=255, width=stem, joint="curve")
    petal(draw, _in(box, 0.22, 0.62), _in(box, 0.46, 0.02), 0.42)
    petal(draw, _in(box, 0.72, 0.38), _in(box, 0.96, 0.98), 0.42)
    petal(draw, _in(box, 0.10, 0.62), _in(box, 0.20, 0.98), 0.40)
    petal(draw, _in(box, 0.62, 0.40), _in(box, 0.70, 0.02), 0.40)


def _flowers(draw: ImageDraw.ImageDraw, box: Box) -> None:
    _rosette(draw, box)
    _dot(draw, _in(box, 0.0, 0.5), min(box[2] - box[0], box[3] - box[1]) * 0.065)


def _rosette(draw: ImageDraw.ImageDraw, box: Box) -> None:
    middle = _in(box, 0.5, 0.5)
    reach = min(box[2] - box[0], box[3] - box[1]) * 0.46
    for turn in range(8):
        angle = turn * math.pi / 4
        tip = middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)
        foot = middle[0] + reach * 0.2 * math.cos(angle), middle[1] + reach * 0.2 * math.sin(angle)
        petal(draw, foot, tip, 0.42)
    _dot(draw, middle, reach * 0.14)


def _zigzag(draw: ImageDraw.ImageDraw, box: Box) -> None:
    points = [_in(box, 0, 1), _in(box, 0.5, 0.25), _in(box, 1, 1)]
    draw.line(points, fill=255, width=max(3, round((box[3] - box[1]) * 0.16)), joint="curve")
    _dot(draw, _in(box, 0, 0.3), (box[3] - box[1]) * 0.10)


def _teeth(draw: ImageDraw.ImageDraw, box: Box) -> None:
    draw.polygon([_in(box, 0.02, 1), _in(box, 0.5, 0), _in(box, 0.98, 1)], fill=255)


def _scales(draw: ImageDraw.ImageDraw, box: Box) -> None:
    width = max(3, round((box[2] - box[0]) * 0.07))
    for row in range(4):
        for side in (-0.5, 0.5) if row % 2 else (0.0,):
            corner, other = _in(box, side, row * 0.22), _in(box, side + 1, row * 0.22 + 0.44)
            draw.arc((*corner, *other), 0, 180, fill=255, width=width)


def _waves(draw: ImageDraw.ImageDraw, box: Box) -> None:
    width = max(3, round((box[3] - box[1]) * 0.10))
    for level in (0.2, 0.5, 0.8):
        points = [_in(box, x / 16, level + 0.11 * math.sin(x / 8 * math.pi)) for x in range(17)]
        draw.line(points, fill=255, width=width, joint="curve")


def _dots(draw: ImageDraw.ImageDraw, box: Box) -> None:
    reach = min(box[2] - box[0], (box[3] - box[1]) / 3) * 0.24
    for x, y in ((0.25, 0.2), (0.75, 0.5), (0.25, 0.8)):
        _dot(draw, _in(box, x, y), reach)


def _flutes(draw: ImageDraw.ImageDraw, box: Box) -> None:
    draw.rectangle((*_in(box, 0.14, 0), *_in(box, 0.52, 1)), fill=255)


def _arches(draw: ImageDraw.ImageDraw, box: Box) -> None:
    width = max(3, round((box[2] - box[0]) * 0.08))
    draw.arc((*_in(box, 0.08, 0.04), *_in(box, 0.92, 0.8)), 180, 360, fill=255, width=width)
    for x in (0.08, 0.92):
        start, end = _in(box, x, 0.42), _in(box, x, 1)
        inner = start[0] - width if x > 0.5 else start[0]
        draw.rectangle((inner, start[1], inner + width, end[1]), fill=255)
    petal(draw, _in(box, 0.5, 0.96), _in(box, 0.5, 0.26), 0.44)


def _checks(draw: ImageDraw.ImageDraw, box: Box) -> None:
    for x, y in ((0, 0), (1, 1), (0, 2)):
        draw.rectangle((*_in(box, x / 2, y / 3), *_in(box, (x + 1) / 2, (y + 1) / 3)), fill=255)


def _fish(draw: ImageDraw.ImageDraw, box: Box) -> None:
    petal(draw, _in(box, 0.12, 0.5), _in(box, 0.80, 0.5), 0.42)
    draw.polygon([_in(box, 0.72, 0.5), _in(box, 0.92, 0.24), _in(box, 0.92, 0.76)], fill=255)
    draw.line([_in(box, 0.36, 0.36), _in(box, 0.36, 0.64)], fill=0, width=3)
    _dot(draw, _in(box, 0.25, 0.46), (box[2] - box[0]) * 0.022, 0)


def _dot(draw: ImageDraw.ImageDraw, middle: Point, reach: float, fill: int = 255) -> None:
    x, y = middle
    draw.ellipse((x - reach, y - reach, x + reach, y + reach), fill=fill)


MOTIFS: Mapping[str, Motif] = MappingProxyType(
    {
        "leaves": _leaves,
        "flowers": _flowers,
        "rosette": _rosette,
        "zigzag": _zigzag,
        "teeth": _teeth,
        "scales": _scales,
        "waves": _waves,
        "dots": _dots,
        "flutes": _flutes,
        "arches": _arches,
        "checks": _checks,
        "fish": _fish,
    }
)

ASPECTS: Mapping[str, float] = MappingProxyType(
    {
        "leaves": 0.95,
        "flowers": 1.0,
        "rosette": 1.0,
        "zigzag": 1.1,
        "teeth": 0.5,
        "scales": 0.9,
        "waves": 1.6,
        "dots": 0.7,
        "flutes": 0.22,
        "arches": 0.7,
        "checks": 0.66,
        "fish": 1.5,
    }
)
"""Width of each motif where its height is 1."""
