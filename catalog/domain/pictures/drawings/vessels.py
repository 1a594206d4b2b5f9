"""Pots, jugs, bowls and jars, thrown and painted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from PIL import Image, ImageChops

from catalog.domain.pictures.drawings import ornament
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
    polygon,
    soft,
    stroke,
)
from catalog.domain.pictures.drawings.turned import Body, curve

SKIN: Size = (1200, 1000)


@dataclass(frozen=True)
class Form:
    """A shape of vessel."""

    knots: tuple[tuple[float, float], ...]
    height: float
    """Of the picture's height."""
    bands: tuple[tuple[float, float], ...]
    """Where ornament goes: (from, to), the widest first."""
    tilt: float = 0.16


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "albarello": Form(
            ((0, 0.22), (0.05, 0.23), (0.12, 0.19), (0.2, 0.25), (0.5, 0.225), (0.8, 0.255),
             (0.9, 0.20), (1, 0.22)),
            0.66, ((0.27, 0.74), (0.79, 0.86)),
        ),
        "amphora": Form(
            ((0, 0.14), (0.05, 0.135), (0.18, 0.09), (0.32, 0.24), (0.48, 0.31), (0.7, 0.22),
             (0.92, 0.09), (1, 0.11)),
            0.74, ((0.38, 0.58), (0.66, 0.74)),
        ),
        "vase": Form(
            ((0, 0.17), (0.06, 0.14), (0.16, 0.11), (0.3, 0.19), (0.52, 0.30), (0.74, 0.26),
             (0.93, 0.15), (1, 0.17)),
            0.70, ((0.42, 0.66), (0.18, 0.24)),
        ),
        "bottle": Form(
            ((0, 0.085), (0.04, 0.075), (0.12, 0.06), (0.32, 0.065), (0.46, 0.16), (0.64, 0.25),
             (0.84, 0.23), (1, 0.16)),
            0.74, ((0.56, 0.78), (0.86, 0.92)),
        ),
        "jar": Form(
            ((0, 0.24), (0.07, 0.23), (0.13, 0.25), (0.32, 0.38), (0.52, 0.40), (0.78, 0.32),
             (1, 0.22)),
            0.58, ((0.36, 0.62), (0.74, 0.82)),
        ),
        "oil_jar": Form(
            ((0, 0.15), (0.05, 0.155), (0.1, 0.13), (0.24, 0.27), (0.42, 0.33), (0.7, 0.25),
             (1, 0.12)),
            0.74, ((0.33, 0.50), (0.58, 0.66)),
        ),
        "jug": Form(
            ((0, 0.19), (0.08, 0.165), (0.22, 0.15), (0.4, 0.23), (0.6, 0.29), (0.82, 0.24),
             (0.95, 0.17), (1, 0.18)),
            0.66, ((0.46, 0.72), (0.14, 0.20)),
        ),
        "bowl": Form(
            ((0, 0.98), (0.08, 0.96), (0.35, 0.88), (0.65, 0.66), (0.86, 0.40), (0.92, 0.36),
             (1, 0.38)),
            0.29, ((0.16, 0.56), (0.66, 0.78)), 0.34,
        ),
        "cup": Form(
            ((0, 0.52), (0.1, 0.50), (0.4, 0.45), (0.75, 0.34), (0.9, 0.22), (1, 0.24)),
            0.42, ((0.20, 0.58), (0.66, 0.76)), 0.28,
        ),
        "mortar": Form(
            ((0, 0.58), (0.08, 0.60), (0.16, 0.54), (0.5, 0.47), (0.82, 0.38), (0.9, 0.42),
             (1, 0.44)),
            0.44, ((0.30, 0.68), (0.76, 0.84)), 0.30,
        ),
    }
)  # fmt: skip


@dataclass(frozen=True)
class Paint:
    """How a vessel is coloured."""

    ground: Colour
    colour: Colour
    motif: str = ""
    glossy: bool = True
    handles: int = 0


@dataclass(frozen=True)
class View:
    """Where the camera stands."""

    zoom: float = 1.0
    turn: float = 0.0
    """How far the piece is turned, in parts of one motif."""


def vessel(image: Image.Image, form_name: str, look: Paint, chance: Dice, view: View) -> None:
    """Put a vessel onto the image."""
    form = FORMS[form_name]
    body = placed(image.size, form, view)
    mask = body.mask()
    _shadows(image, body)
    skin = _skin(form, look, chance, view.turn)
    if look.handles:
        _handles(image, body, look)
    image.paste(body.wrap(_lit(skin, body, look)), (0, 0), mask)
    _mouth(image, body, look)


def placed(size: Size, form: Form, view: View) -> Body:
    """Return the body where it stands in a picture of this size; near ones show their ornament."""
    height = form.height * min(size[1], size[0] * 1.15) * 1.08 * view.zoom
    height = min(height, size[0] * 0.44 * view.zoom / max(radius for _, radius in form.knots))
    deep = form.knots[-1][1] * height * form.tilt
    top = size[1] * (0.90 if size[0] > size[1] else 0.80) - height - deep
    if view.zoom > 1:
        start, end = form.bands[0]
        top = size[1] * 0.5 - height * (start + end) / 2
    middle = size[0] * (0.5 if view.zoom == 1 else 0.42)
    return Body(size, middle, top, height, form.knots, form.tilt)


def _shadows(image: Image.Image, body: Body) -> None:
    left, top, right, bottom = body.ring(1.0)
    wide = right - left
    fall = polygon(
        image.size,
        [(left, top), (right, top - wide * 0.1), (right + wide * 1.7, bottom - wide * 0.12),
         (right + wide * 0.9, bottom + wide * 0.14), (left + wide * 0.2, bottom)],
    )  # fmt: skip
    cast(image, fall, 46, 0.34)
    cast(image, ellipse(image.size, (left - 18, top, right + 60, bottom + 16)), 22, 0.55)
    cast(image, ellipse(image.size, (left, top, right + 8, bottom + 6)), 7, 0.65)


def _skin(form: Form, look: Paint, chance: Dice, shift: float) -> Image.Image:
    skin = Image.new("RGB", SKIN, look.ground)
    _mottle(skin, look, chance)
    if look.motif:
        _decorate(skin, form, look, shift)
    else:
        _drip(skin, look, chance)
    return skin


def _mottle(skin: Image.Image, look: Paint, chance: Dice) -> None:
    """Give the glaze its clouds and specks."""
    cloud = Image.frombytes("L", (12, 10), chance.randbytes(120))
    cloud = cloud.resize(skin.size, Image.Resampling.BICUBIC)
    paint(skin, mix(look.ground, (90, 66, 44), 0.5), faded(cloud, 0.16))
    speck = Image.frombytes("L", (600, 500), chance.randbytes(300_000))
    speck = speck.point(lambda value: 110 if value > 252 else 0).resize(skin.size)
    paint(skin, mix(look.ground, (60, 44, 36), 0.7), speck)


def _decorate(skin: Image.Image, form: Form, look: Paint, shift: float) -> None:
    width, height = SKIN
    brushed = ornament.lines(SKIN, [(10.0, 20.0), (height - 12.0, 18.0), *_rules(form)])
    for place, (start, end) in enumerate(form.bands):
        motif = look.motif if place == 0 else "dots"
        box = (0.0, start * height, float(width), end * height)
        number = _number(form, (start, end), motif)
        brushed = ImageChops.lighter(brushed, ornament.band(SKIN, box, motif, number, shift))
    pooled = field(SKIN, lambda x, y: 0.86 + 0.1 * (x * 7.3 % 1) - 0.12 * (y * 5.1 % 1))
    paint(skin, look.colour, ImageChops.multiply(brushed, pooled))


def _rules(form: Form) -> list[tuple[float, float]]:
    """Return the double lines above and below each band."""
    height = SKIN[1]
    above = [start * height - gap for start, _ in form.bands for gap in (14, 26)]
    below = [end * height + gap for _, end in form.bands for gap in (14, 26)]
    return [(place, 5.0) for place in above + below]


def _number(form: Form, band: tuple[float, float], motif: str) -> int:
    """Return how many motifs go around the half that is seen, so that none is stretched."""
    start, end = band
    around = math.pi * curve(form.knots, (start + end) / 2)
    return max(3, round(around / ((end - start) * ornament.ASPECTS[motif])))


def _drip(skin: Image.Image, look: Paint, chance: Dice) -> None:
    """Dip the vessel into a second glaze, which ran before it was fired."""
    width, height = SKIN
    level = chance.uniform(0.30, 0.55) * height
    edge, points = level, [(0.0, 0.0)]
    for x in range(0, width + 1, 24):
        edge = level + (edge - level) * 0.6 + chance.uniform(-1, 1) * height * 0.022
        points.append((float(x), edge))
    dipped = polygon(SKIN, [*points, (float(width), 0.0)])
    paint(skin, look.colour, soft(dipped, 5))
    paint(
        skin,
        mix(look.colour, WHITE, 0.5),
        faded(ImageChops.subtract(soft(dipped, 14), dipped), 0.5),
    )


def _lit(skin: Image.Image, body: Body, look: Paint) -> Image.Image:
    light = body.light(SKIN)
    lit = ImageChops.multiply(skin, Image.merge("RGB", [light] * 3))
    if look.glossy:
        paint(lit, (255, 252, 244), faded(body.shine(SKIN, 40), 0.42))
        paint(lit, WHITE, faded(body.shine(SKIN, 260), 0.62))
    else:
        paint(lit, (255, 248, 236), faded(body.shine(SKIN, 9), 0.10))
    return lit


def _mouth(image: Image.Image, body: Body, look: Paint) -> None:
    """Draw the rim and what is seen of the inside."""
    left, top, right, bottom = body.ring(0.0)
    lip = max(5.0, (right - left) * 0.028)
    inner = (left + lip, top + lip * 0.55, right - lip, bottom - lip * 0.75)
    rim = mix(look.colour, look.ground, 0.35) if look.motif else look.colour
    paint(image, mix(rim, WHITE, 0.18), ellipse(image.size, (left, top, right, bottom)))
    hollow = ellipse(image.size, inner)
    inside = look.ground if look.motif else look.colour
    paint(image, mix(inside, (30, 24, 20), 0.62), hollow)
    _inside(image, inner, mix(inside, WHITE, 0.05), hollow, body.tilt)


def _inside(
    image: Image.Image, box: tuple[float, float, float, float], colour: Colour,
    hollow: Image.Image, tilt: float,
) -> None:  # fmt: skip
    """Let light fall onto the far right wall; the more the opener the vessel is."""
    left, top, right, bottom = box
    width, height = max(4, round(right - left)), max(4, round(bottom - top))
    reach = 0.25 + 1.6 * tilt

    def glow(x: float, y: float) -> float:
        return reach * (0.35 + 0.75 * x) * (0.55 + 0.6 * y)

    lit = Image.new("L", image.size)
    lit.paste(field((width, height), glow, 24), (round(left), round(top)))
    paint(image, colour, ImageChops.multiply(lit, hollow))


def _handles(image: Image.Image, body: Body, look: Paint) -> None:
    sides = (1,) if look.handles == 1 else (1, -1)
    for side in sides:
        for part, tone in ((1.0, 0.42), (0.72, 0.18), (0.34, 0.0)):
            colour = mix(mix(look.ground, look.colour, 0.2), (36, 28, 24), tone)
            if part < 0.5:
                colour = mix(colour, WHITE, 0.22)
            paint(image, colour, _handle(body, side, part))


def _handle(body: Body, side: int, part: float) -> Image.Image:
    """Return the mask of a strap from below the rim to the belly, this part of its thickness."""
    start, end = 0.07, 0.44
    thick = body.height * 0.05
    points = []
    for step in range(25):
        along = step / 24
        place = start + (end - start) * along
        bow = body.height * 0.15 * (4 * along * (1 - along)) ** 0.6
        base = body.radius(start) + (body.radius(end) - body.radius(start)) * along
        points.append((body.middle + side * (base * 0.96 + bow), body.top + body.height * place))
    return stroke(body.size, points, thick * part)
