"""Glass: what is behind it shows through, its edges are dark, its surface mirrors a window."""

from collections.abc import Mapping
from types import MappingProxyType

from PIL import Image, ImageChops, ImageDraw, ImageOps

from catalog.domain.pictures.drawings.canvas import (
    WHITE,
    Box,
    Colour,
    Dice,
    cast,
    ellipse,
    faded,
    field,
    mix,
    paint,
    polygon,
    shape,
    soft,
)
from catalog.domain.pictures.drawings.turned import Body
from catalog.domain.pictures.drawings.vessels import SKIN, Form, View, placed

FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "flask": Form(
            ((0, 0.12), (0.03, 0.10), (0.08, 0.07), (0.34, 0.065), (0.5, 0.17), (0.72, 0.27),
             (0.92, 0.21), (1, 0.13)),
            0.66, ((0.55, 0.8),), 0.2,
        ),
        "unguent": Form(
            ((0, 0.13), (0.025, 0.10), (0.06, 0.055), (0.5, 0.06), (0.64, 0.12), (0.82, 0.17),
             (0.95, 0.13), (1, 0.08)),
            0.62, ((0.6, 0.8),), 0.2,
        ),
        "goblet": Form(
            ((0, 0.25), (0.2, 0.24), (0.42, 0.18), (0.52, 0.06), (0.58, 0.035), (0.64, 0.06),
             (0.70, 0.035), (0.92, 0.05), (0.98, 0.2), (1, 0.21)),
            0.66, ((0.1, 0.4),), 0.2,
        ),
        "beaker": Form(
            ((0, 0.34), (0.1, 0.33), (0.6, 0.27), (0.92, 0.24), (0.97, 0.25), (1, 0.26)),
            0.50, ((0.2, 0.7),), 0.22,
        ),
        "porron": Form(
            ((0, 0.09), (0.04, 0.08), (0.12, 0.06), (0.3, 0.07), (0.55, 0.22), (0.82, 0.34),
             (0.96, 0.30), (1, 0.26)),
            0.64, ((0.6, 0.8),), 0.2,
        ),
    }
)  # fmt: skip


def vessel_of_glass(
    image: Image.Image, form_name: str, colour: Colour, chance: Dice, view: View
) -> None:
    """Put a glass onto the image."""
    body = placed(image.size, FORMS[form_name], view)
    mask = body.mask()
    _shadow(image, body, colour)
    _rim(image, body.ring(0.0), mix(colour, (40, 52, 50), 0.30), 0.55)
    paint(image, mix(colour, (30, 44, 42), 0.15), _density(mask, chance))
    paint(image, mix(colour, (16, 30, 30), 0.62), faded(_inwards(mask, 7), 0.75))
    _base(image, body, colour, mask)
    gloss = ImageChops.lighter(faded(body.shine(SKIN, 420), 0.9), faded(body.shine(SKIN, 30), 0.18))
    paint(image, WHITE, ImageChops.multiply(body.wrap(gloss), mask))
    _rim(image, body.ring(0.0), WHITE, 0.65, front=True)


def _density(mask: Image.Image, chance: Dice) -> Image.Image:
    """Return how much of the colour shows: most where one looks through the wall lengthwise."""
    thick = [chance.uniform(0.28, 0.38) for _ in range(4)]
    wall = field(mask.size, lambda x, y: thick[int(x * 3)] + 0.14 * y**3, 12)
    return ImageChops.add(ImageChops.multiply(wall, mask), faded(_inwards(mask, 44), 0.62))


def _inwards(mask: Image.Image, radius: float) -> Image.Image:
    """Return the inner side of the outline, fading towards the middle."""
    return ImageChops.multiply(mask, ImageOps.invert(soft(mask, radius)))


def _shadow(image: Image.Image, body: Body, colour: Colour) -> None:
    left, top, right, bottom = body.ring(1.0)
    wide = body.radius(0.8) + body.radius(1.0)
    fall = polygon(
        image.size,
        [(left, top), (right, top - wide * 0.1), (right + wide * 1.5, bottom - wide * 0.1),
         (right + wide * 0.7, bottom + wide * 0.12), (left + wide * 0.2, bottom)],
    )  # fmt: skip
    cast(image, fall, 40, 0.20)
    glow = ellipse(image.size, (right, top - 6, right + wide * 1.1, bottom + 4))
    paint(image, mix(colour, WHITE, 0.35), faded(soft(glow, 18), 0.42))
    cast(image, ellipse(image.size, (left, top, right + 12, bottom + 9)), 9, 0.5)


def _base(image: Image.Image, body: Body, colour: Colour, mask: Image.Image) -> None:
    """Draw the thick foot, brighter inside, with a dark rim."""
    left, top, right, bottom = body.ring(1.0)
    lifted = (left, top - 4, right, bottom)
    paint(image, mix(colour, (24, 36, 36), 0.35), faded(ellipse(image.size, lifted), 0.45))
    inner = (left + 10, top + 2, right - 8, bottom - 6)
    glow = ImageChops.multiply(ellipse(image.size, inner), mask)
    paint(image, mix(colour, WHITE, 0.45), faded(glow, 0.5))


def _rim(
    image: Image.Image, box: Box, colour: Colour, strength: float, *, front: bool = False
) -> None:
    width = max(3.0, (box[2] - box[0]) * 0.016)

    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        edges = [edge * fine for edge in box]
        start, end = (15, 165) if front else (0, 360)
        draw.arc(edges, start, end, fill=255, width=round(width * fine))

    paint(image, colour, faded(shape(image.size, drawing), strength))
