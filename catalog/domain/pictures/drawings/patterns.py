"""Patterns of tiles: each is two layers, drawn as the quarter that is mirrored to the whole."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from PIL import ImageDraw

from catalog.domain.pictures.drawings import ornament

Quarter: TypeAlias = Callable[[ImageDraw.ImageDraw, float], None]
"""Draws the lower right quarter of a tile, from its middle, into a square of this side."""


def _ring(draw: ImageDraw.ImageDraw, middle: float, reach: float, width: float) -> None:
    box = (middle - reach, middle - reach, middle + reach, middle + reach)
    draw.ellipse(box, outline=255, width=round(width))


def _star(draw: ImageDraw.ImageDraw, side: float) -> None:
    points = []
    for turn in range(16):
        reach = side * (0.80 if turn % 2 == 0 else 0.56)
        angle = turn * math.pi / 8
        points.append((reach * math.cos(angle), reach * math.sin(angle)))
    draw.polygon(points, fill=255)
    draw.ellipse((-side * 0.42, -side * 0.42, side * 0.42, side * 0.42), fill=0)
    draw.ellipse((-side * 0.12, -side * 0.12, side * 0.12, side * 0.12), fill=255)


def _corner_petals(draw: ImageDraw.ImageDraw, side: float) -> None:
    for angle in (1.0, math.pi / 4, 0.57):
        tip = side - side * 0.62 * math.cos(angle), side - side * 0.62 * math.sin(angle)
        ornament.petal(draw, (side * 0.97, side * 0.97), tip, 0.30)
    _ring(draw, 0, side * 0.30, side * 0.05)


def _rose(draw: ImageDraw.ImageDraw, side: float) -> None:
    for turn in range(5):
        angle = turn * math.pi / 8
        tip = side * 0.74 * math.cos(angle), side * 0.74 * math.sin(angle)
        ornament.petal(draw, (0, 0), tip, 0.34)
    _ring(draw, side, side * 0.40, side * 0.06)


def _rose_heart(draw: ImageDraw.ImageDraw, side: float) -> None:
    draw.ellipse((-side * 0.2, -side * 0.2, side * 0.2, side * 0.2), fill=255)
    _ring(draw, 0, side * 0.86, side * 0.035)
    draw.pieslice((side * 0.78, side * 0.78, side * 1.22, side * 1.22), 180, 270, fill=255)


def _lattice(draw: ImageDraw.ImageDraw, side: float) -> None:
    width = round(side * 0.11)
    for reach in (0.52, 1.0, 1.48):
        draw.line([(side * reach, 0), (0, side * reach)], fill=255, width=width)
    draw.line([(0, 0), (side, side)], fill=255, width=width)


def _lattice_dots(draw: ImageDraw.ImageDraw, side: float) -> None:
    for x, y in ((0.0, 0.26), (0.26, 0.0), (0.98, 0.62), (0.62, 0.98), (0.5, 0.18), (0.18, 0.5)):
        reach = side * 0.075
        draw.ellipse(
            (x * side - reach, y * side - reach, x * side + reach, y * side + reach), fill=255
        )


def _circles(draw: ImageDraw.ImageDraw, side: float) -> None:
    for reach in (0.95, 0.70):
        _ring(draw, side, side * reach, side * 0.085)
    _ring(draw, 0, side * 0.44, side * 0.085)


def _circles_heart(draw: ImageDraw.ImageDraw, side: float) -> None:
    draw.pieslice((side * 0.56, side * 0.56, side * 1.44, side * 1.44), 180, 270, fill=255)
    for angle in (0.0, math.pi / 4, math.pi / 2):
        tip = side * 0.34 * math.cos(angle), side * 0.34 * math.sin(angle)
        ornament.petal(draw, (0, 0), tip, 0.5)


PATTERNS: Mapping[str, tuple[Quarter, Quarter]] = MappingProxyType(
    {
        "star": (_star, _corner_petals),
        "rose": (_rose, _rose_heart),
        "lattice": (_lattice, _lattice_dots),
        "circles": (_circles, _circles_heart),
    }
)
