"""Bodies thrown on a wheel: a skin is drawn flat, then laid around a profile."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PIL import Image, ImageChops

from catalog.domain.pictures.drawings.canvas import Box, Point, Size, ellipse, field, polygon

_STEPS = 400
_RINGS = 90
_FACETS = 12
_LIGHT = (-0.56, -0.40, 0.72)
_HALF = (-0.30, -0.22, 0.93)
"""Half-way between the light and the eye: where a glaze shines."""

Knots = Sequence[tuple[float, float]]
"""(place from rim 0 to foot 1, radius as a part of the height), from top to bottom."""


@dataclass(frozen=True)
class Body:
    """A body of revolution in the picture, seen from a little above."""

    size: Size
    middle: float
    top: float
    height: float
    knots: tuple[tuple[float, float], ...]
    tilt: float = 0.16
    """How far circles are opened: 0 from the side, 1 from above."""

    @cached_property
    def radii(self) -> list[float]:
        """Radii in pixels at even steps from the rim to the foot."""
        return [curve(self.knots, step / _STEPS) * self.height for step in range(_STEPS + 1)]

    def radius(self, along: float) -> float:
        return self.radii[round(min(1.0, max(0.0, along)) * _STEPS)]

    def ring(self, along: float, grown: float = 0.0) -> Box:
        """Return the box of the ellipse that the body's circle makes at this place."""
        radius, middle = self.radius(along) + grown, self.top + along * self.height
        deep = radius * self.tilt
        return self.middle - radius, middle - deep, self.middle + radius, middle + deep

    def outline(self) -> list[Point]:
        heights = [self.top + self.height * step / _STEPS for step in range(_STEPS + 1)]
        pairs = list(zip(self.radii, heights, strict=True))
        right = [(self.middle + radius, y) for radius, y in pairs]
        return right + [(self.middle - radius, y) for radius, y in reversed(pairs)]

    def mask(self) -> Image.Image:
        foot = ellipse(self.size, self.ring(1.0))
        whole = ImageChops.lighter(polygon(self.size, self.outline()), foot)
        return ImageChops.lighter(whole, ellipse(self.size, self.ring(0.0)))

    def wrap(self, skin: Image.Image) -> Image.Image:
        """Return the skin around the body; what is outside of the body is not defined."""
        mesh = [
            ((left, top, right, bottom), self._source((left, top, right, bottom), skin.size))
            for top, bottom in self._bands()
            for left, right in self._facets(top, bottom)
        ]
        return skin.transform(self.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)

    def _bands(self) -> list[tuple[int, int]]:
        first = max(0, int(self.ring(0.0)[1]) - 1)
        last = min(self.size[1], int(self.ring(1.0)[3]) + 2)
        step = max(2, (last - first) // _RINGS)
        return [(top, min(top + step, last)) for top in range(first, last, step)]

    def _facets(self, top: int, bottom: int) -> list[tuple[int, int]]:
        along = ((top + bottom) / 2 - self.top) / self.height
        radius = max(self.radius(along), self.radius(along - 0.04), self.radius(along + 0.04)) + 2
        turns = [math.sin(math.pi * (step / _FACETS - 0.5)) for step in range(_FACETS + 1)]
        edges = [round(self.middle + radius * turn) for turn in turns]
        edges = [min(self.size[0], max(0, edge)) for edge in edges]
        return [(one, two) for one, two in pairwise(edges) if two > one]

    def _source(self, box: tuple[int, int, int, int], skin: Size) -> tuple[float, ...]:
        left, top, right, bottom = box
        corners = ((left, top), (left, bottom), (right, bottom), (right, top))
        return tuple(value for x, y in corners for value in self._place(x, y, skin))

    def _place(self, x: float, y: float, skin: Size) -> Point:
        """Return the place on the skin of this place in the picture."""
        across = x - self.middle
        along = (y - self.top) / self.height
        for _ in range(3):  # circles bulge down by what depends on their radius
            deep = math.sqrt(max(0.0, self.radius(along) ** 2 - across**2)) * self.tilt
            along = (y - self.top - deep) / self.height
        turn = math.asin(min(1.0, max(-1.0, across / max(1.0, self.radius(along)))))
        along = min(1.0, max(0.0, along))
        return (turn / math.pi + 0.5) * (skin[0] - 1), along * (skin[1] - 1)

    def light(self, size: Size) -> Image.Image:
        """Return how much light falls on each place of the skin."""
        return field(size, self._diffuse, 30)

    def shine(self, size: Size, sharpness: float) -> Image.Image:
        """Return where the glaze mirrors the window."""

        def gloss(across: float, along: float) -> float:
            facing = _dot(self._normal(across, along), _HALF)
            return math.pow(max(0.0, facing), sharpness)

        return field(size, gloss, 44)

    def _diffuse(self, across: float, along: float) -> float:
        normal = self._normal(across, along)
        lit = max(0.0, _dot(normal, _LIGHT))
        bounced = 0.16 * max(0.0, normal[0]) + 0.10 * max(0.0, normal[1])
        return 0.27 + 0.76 * lit + bounced

    def _normal(self, across: float, along: float) -> tuple[float, float, float]:
        turn = (across - 0.5) * math.pi
        slope = (self.radius(along + 0.02) - self.radius(along - 0.02)) / (0.04 * self.height)
        size = math.sqrt(1 + slope * slope)
        return math.sin(turn) / size, -slope / size, math.cos(turn) / size


def curve(knots: Knots, place: float) -> float:
    """Return the radius at a place of a smooth curve through the knots."""
    last = len(knots) - 1
    at = next((n for n in range(last) if place <= knots[n + 1][0]), last - 1)
    (x1, y1), (x2, y2) = knots[at], knots[at + 1]
    width = x2 - x1
    part = (place - x1) / width
    start, end = _slope(knots, at) * width, _slope(knots, at + 1) * width
    bent = (2 * part**3 - 3 * part**2 + 1) * y1 + (part**3 - 2 * part**2 + part) * start
    bent += (3 * part**2 - 2 * part**3) * y2 + (part**3 - part**2) * end
    return max(0.01, bent)


def _slope(knots: Knots, at: int) -> float:
    (x0, y0), (x2, y2) = knots[max(0, at - 1)], knots[min(len(knots) - 1, at + 1)]
    return (y2 - y0) / (x2 - x0)


def _dot(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
