"""What is drawn and written on the pages of a notebook."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFilter

from catalog.domain.pictures.drawings import ornament
from catalog.domain.pictures.drawings.canvas import (
    Box,
    Colour,
    Dice,
    Point,
    faded,
    mix,
    paint,
    polygon,
    shape,
    spot,
    stroke,
)

Sketch: TypeAlias = Callable[[Image.Image, Colour, Dice], None]
"""Draws onto a page, in a colour."""

INK: Colour = (62, 60, 70)


def write(page: Image.Image, box: Box, chance: Dice, gap: float = 34) -> None:
    """Fill the box with lines of handwriting that nobody can read."""
    left, top, right, bottom = box
    words: list[list[Point]] = []
    line = top
    while line < bottom:
        stop = right if chance.random() < 0.8 else left + (right - left) * chance.uniform(0.3, 0.7)
        words += _line(left, stop, line, chance)
        line += gap if chance.random() < 0.9 else gap * 2

    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        for word in words:
            draw.line([(x * fine, y * fine) for x, y in word], fill=255, width=fine * 2)

    paint(page, INK, faded(shape(page.size, drawing), 0.82))


def _line(left: float, right: float, base: float, chance: Dice) -> list[list[Point]]:
    words, x = [], left
    while x < right - 40:
        length = chance.uniform(18, 92)
        words.append(_word(x, min(x + length, right), base, chance))
        x += length + 14
    return words


def _word(start: float, end: float, base: float, chance: Dice) -> list[Point]:
    points, x = [], start
    while x < end:
        tall = chance.choice((-20.0, -9.0, -9.0, -10.0, -8.0, 7.0))
        points += [(x, base), (x + 2.5, base + tall), (x + 5.5, base + tall * 0.3), (x + 7, base)]
        x += chance.uniform(7, 10)
    return points


def _wash(page: Image.Image, mask: Image.Image, colour: Colour, strength: float = 0.75) -> None:
    """Lay watercolour: it gathers at the edges."""
    box = mask.getbbox()
    if not box:
        return
    left, top, right, bottom = box
    around = (max(0, left - 2), max(0, top - 2), right + 2, bottom + 2)
    drop = mask.crop(around)
    dark = mix(colour, (30, 26, 30), 0.35)
    page.paste(colour, around, faded(drop, strength * 0.8))
    page.paste(dark, around, faded(drop.filter(ImageFilter.FIND_EDGES), 0.6))


def _leaf(page: Image.Image, foot: Point, tip: Point, width: float, colour: Colour) -> None:
    _wash(page, polygon(page.size, ornament.petal_outline(foot, tip, width)), colour)
    paint(page, mix(colour, INK, 0.5), faded(stroke(page.size, [foot, tip], 1.6), 0.7))


def _fern(page: Image.Image, colour: Colour, chance: Dice) -> None:
    width, height = page.size
    lean = chance.uniform(-0.08, 0.08)
    stem = [
        (width * (0.5 + lean * (n / 20) ** 2), height * (0.86 - 0.68 * n / 20)) for n in range(21)
    ]
    green = [mix(colour, (84, 96, 60), chance.uniform(0, 0.6)) for _ in stem]
    for place, (x, y) in enumerate(stem[2:-1], 2):
        reach = width * 0.30 * math.sin(math.pi * (place / 24) ** 0.75) + width * 0.02
        for side in (-1, 1):
            tip = (x + side * reach, y - reach * 0.46)
            _leaf(page, (x, y), tip, 0.27, green[place])
    paint(page, mix(colour, INK, 0.55), stroke(page.size, stem, 4))


def _flower(page: Image.Image, colour: Colour, chance: Dice) -> None:
    width, height = page.size
    heads = [(0.5, 0.26, 0.15), (0.3, 0.40, 0.10), (0.68, 0.44, 0.085)]
    for x, y, size in heads:
        stem = [(width * (0.5 + (x - 0.5) * (n / 12) ** 1.6), height * (0.88 + (y - 0.88) * n / 12))
                for n in range(13)]  # fmt: skip
        paint(page, (104, 122, 78), stroke(page.size, stem, 4))
        for part in (4, 7):
            side = 1 if part == 4 else -1
            foot = stem[part]
            tip = foot[0] + side * width * 0.17, foot[1] - height * 0.06
            _leaf(page, foot, tip, 0.3, (122, 142, 92))
        _head(page, (width * x, height * y), width * size, colour, chance)


def _head(page: Image.Image, middle: Point, reach: float, colour: Colour, chance: Dice) -> None:
    for turn in range(9):
        angle = math.tau * turn / 9 + chance.uniform(-0.1, 0.1)
        tip = middle[0] + reach * math.cos(angle), middle[1] + reach * 0.86 * math.sin(angle)
        _leaf(page, middle, tip, 0.44, mix(colour, (250, 240, 220), chance.uniform(0, 0.3)))
    _wash(page, spot(page.size, middle, reach * 0.17), (206, 160, 70), 1)


def _shell(page: Image.Image, colour: Colour, chance: Dice) -> None:
    width, height = page.size
    middle = width * 0.5, height * 0.46
    for turn in range(150, 4, -1):
        angle = turn * 0.125
        reach = width * 0.008 * math.exp(0.176 * angle)
        place = middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)
        band = 0.28 if turn % 9 < 3 else 0.62
        dot = spot(page.size, place, reach * 0.31)
        paint(page, mix(colour, (250, 242, 226), band), dot)
    spiral = []
    for turn in range(4, 150):
        reach = width * 0.008 * math.exp(0.176 * turn * 0.125) * 1.30
        angle = turn * 0.125
        spiral.append((middle[0] + reach * math.cos(angle), middle[1] + reach * math.sin(angle)))
    paint(page, mix(colour, INK, 0.6), stroke(page.size, spiral, 2.4))
    _measure(page, height * 0.84, chance)


def _measure(page: Image.Image, level: float, chance: Dice) -> None:
    width = page.width
    rule = [(width * 0.3, level), (width * 0.7, level)]
    paint(page, INK, stroke(page.size, rule, 2))
    for part in range(6):
        x = width * (0.3 + 0.08 * part)
        paint(page, INK, stroke(page.size, [(x, level - 8), (x, level + 8)], 2))
    write(page, (width * 0.36, level + 40, width * 0.64, level + 50), chance)


def _contours(page: Image.Image, colour: Colour, chance: Dice) -> None:
    width, height = page.size
    waves = [(chance.randrange(2, 5), chance.uniform(0, math.tau), chance.uniform(0.05, 0.16))
             for _ in range(3)]  # fmt: skip
    for ring in range(11, 0, -1):
        points = [_contour(page, math.tau * step / 90, ring, waves) for step in range(91)]
        if ring % 2 == 0:
            paint(
                page,
                mix((232, 222, 190), colour, 0.05 + 0.05 * (11 - ring)),
                polygon(page.size, points),
            )
        paint(page, mix(colour, INK, 0.3), stroke(page.size, points, 2.6 if ring % 5 == 0 else 1.4))
    river = [
        (width * (0.10 + 0.8 * n / 20), height * (0.80 + 0.05 * math.sin(n / 2.4)))
        for n in range(21)
    ]
    paint(page, (98, 140, 184), stroke(page.size, river, 6))
    peak = width * 0.5, height * 0.44
    paint(
        page,
        INK,
        polygon(
            page.size,
            [(peak[0], peak[1] - 13), (peak[0] + 12, peak[1] + 9), (peak[0] - 12, peak[1] + 9)],
        ),
    )


def _contour(
    page: Image.Image, angle: float, ring: int, waves: list[tuple[int, float, float]]
) -> Point:
    bend = 1 + sum(size * math.sin(times * angle + start) for times, start, size in waves)
    reach = page.width * 0.036 * ring * bend
    return page.width * 0.5 + reach * math.cos(angle), page.height * 0.44 + reach * 0.92 * math.sin(
        angle
    )


def _butterfly(page: Image.Image, colour: Colour, chance: Dice) -> None:
    width, height = page.size
    for row in range(2):
        middle = width * 0.5, height * (0.30 + 0.36 * row)
        hue = colour if row == 0 else mix(colour, (206, 160, 92), 0.6)
        for side in (-1, 1):
            _wing(page, middle, side, hue, width)
        body = [(middle[0], middle[1] - width * 0.10), (middle[0], middle[1] + width * 0.15)]
        paint(page, INK, stroke(page.size, body, 11))
        for side in (-1, 1):
            feeler = [(middle[0] + side * 2, middle[1] - width * 0.1),
                      (middle[0] + side * width * 0.05, middle[1] - width * 0.22)]  # fmt: skip
            paint(page, INK, stroke(page.size, feeler, 2))
    _measure(page, height * 0.90, chance)


def _wing(page: Image.Image, middle: Point, side: int, colour: Colour, width: float) -> None:
    x, y = middle
    dark = mix(colour, INK, 0.55)
    for tip, wide in (((0.31, -0.20), 0.62), ((0.25, 0.17), 0.74)):
        end = x + side * width * tip[0], y + width * tip[1]
        _leaf(page, (x, y), end, wide, colour)
        near = x + side * width * tip[0] * 0.55, y + width * tip[1] * 0.55
        _wash(page, spot(page.size, near, width * 0.022), dark, 1)


def _strata(page: Image.Image, colour: Colour, chance: Dice) -> None:
    width, height = page.size
    left, right, top = width * 0.2, width * 0.66, height * 0.14
    tones = [mix(colour, (226, 210, 176), chance.uniform(0.0, 0.85)) for _ in range(8)]
    for tone in tones:
        low = top + height * chance.uniform(0.05, 0.12)
        edge = [
            (left + (right - left) * n / 12, low + 7 * math.sin(n * 1.1 + low)) for n in range(13)
        ]
        _wash(page, polygon(page.size, [(left, top), (right, top), *reversed(edge)]), tone, 1)
        write(page, (width * 0.72, (top + low) / 2, width * 0.9, (top + low) / 2 + 4), chance)
        top = low


SKETCHES: Mapping[str, Sketch] = MappingProxyType(
    {
        "fern": _fern,
        "flower": _flower,
        "shell": _shell,
        "map": _contours,
        "butterfly": _butterfly,
        "strata": _strata,
    }
)
