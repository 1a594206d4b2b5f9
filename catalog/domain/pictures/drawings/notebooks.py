"""Notebooks: closed, with a label, and open at a page with a sketch."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFont

from catalog.domain.pictures.drawings.canvas import (
    WHITE,
    Colour,
    Dice,
    Size,
    cast,
    faded,
    field,
    mix,
    paint,
    shape,
    soft,
)
from catalog.domain.pictures.drawings.sketches import INK, SKETCHES, write

_PAGE: Colour = (246, 239, 222)


def cover(image: Image.Image, colour: Colour, label: str, chance: Dice) -> None:
    """Put a closed notebook onto the image, with a few words on its label."""
    height = round(min(image.height * 0.80, image.width * 1.05))
    width = round(height * 0.70)
    book = Image.new("RGB", (width + 16, height + 12), mix(_PAGE, (150, 130, 100), 0.25))
    _edges(book)
    book.paste(_cloth((width, height), colour, label, chance), (0, 0))
    _lay(image, book, 14, chance.uniform(-4, 4))


def spread(image: Image.Image, colour: Colour, sketch: str, chance: Dice) -> None:
    """Put an open notebook onto the image: writing on the left, a drawing on the right."""
    height = round(min(image.height * 0.78, image.width * 0.64))
    width = round(height * 0.70)
    left, right = (_page((width, height), chance) for _ in range(2))
    write(left, (width * 0.12, height * 0.13, width * 0.86, height * 0.88), chance)
    SKETCHES[sketch](right, colour, chance)
    write(right, (width * 0.30, height * 0.945, width * 0.62, height * 0.95), chance)
    book = Image.new("RGB", (width * 2, height))
    book.paste(_curved(left, -1), (0, 0))
    book.paste(_curved(right, 1), (width, 0))
    _lay(image, book, 8, chance.uniform(-2, 2))


def leaf(image: Image.Image, colour: Colour, sketch: str, chance: Dice) -> None:
    """Put one loose page onto the image."""
    height = round(min(image.height * 0.84, image.width * 1.1))
    page = _page((round(height * 0.72), height), chance)
    SKETCHES[sketch](page, colour, chance)
    width = page.width
    write(page, (width * 0.30, height * 0.945, width * 0.62, height * 0.95), chance)
    _lay(image, page, 3, chance.uniform(-3, 3))


def _page(size: Size, chance: Dice) -> Image.Image:
    page = Image.new("RGB", size, _PAGE)
    cloud = Image.frombytes("L", (6, 8), chance.randbytes(48)).resize(size, 3)
    paint(page, (198, 168, 118), faded(cloud, 0.24))
    edge = field(size, lambda x, y: max(abs(2 * x - 1), abs(2 * y - 1)) ** 7)
    paint(page, (170, 134, 88), faded(edge, 0.24))
    return page


def _curved(page: Image.Image, side: int) -> Image.Image:
    """Shade a page as it bends into the gutter, which is on its other side."""

    def light(x: float, _: float) -> float:
        away = x if side > 0 else 1 - x
        return 0.99 - 0.42 * math.pow(max(0.0, 1 - away * 7), 1.6) - (0.03 if side > 0 else 0.0)

    shade = field(page.size, light, 96)
    return ImageChops.multiply(page, Image.merge("RGB", [shade] * 3))


def _cloth(size: Size, colour: Colour, label: str, chance: Dice) -> Image.Image:
    width, height = size
    cloth = Image.new("RGB", size, colour)
    weave = Image.frombytes(
        "L", (width // 3, height // 3), chance.randbytes(width // 3 * (height // 3))
    )
    paint(
        cloth, mix(colour, WHITE, 0.35), faded(weave.resize(size, Image.Resampling.BILINEAR), 0.28)
    )
    worn = field(size, lambda x, y: max(abs(2 * x - 1), abs(2 * y - 1)) ** 16)
    paint(cloth, mix(colour, (222, 200, 168), 0.5), faded(worn, 0.5))
    spine = Image.new("L", size)
    spine.paste(255, (0, 0, round(width * 0.13), height))
    paint(cloth, mix(colour, (24, 20, 20), 0.45), faded(spine, 0.9))
    crease = Image.new("L", size)
    crease.paste(255, (round(width * 0.13), 0, round(width * 0.145), height))
    paint(cloth, (20, 16, 16), faded(soft(crease, 4), 0.7))
    _label(cloth, label)
    if chance.random() < 0.55:
        _strap(cloth, mix(colour, (20, 18, 20), 0.6))
    return cloth


def _label(cloth: Image.Image, text: str) -> None:
    width, height = cloth.size
    box = (round(width * 0.30), round(height * 0.17), round(width * 0.82), round(height * 0.36))
    draw = ImageDraw.Draw(cloth)
    draw.rounded_rectangle((box[0] + 2, box[1] + 3, box[2] + 3, box[3] + 4), 8, fill=(60, 50, 44))
    draw.rounded_rectangle(box, 8, fill=(240, 231, 208))
    inner = (box[0] + 9, box[1] + 9, box[2] - 9, box[3] - 9)
    draw.rounded_rectangle(inner, 4, outline=(150, 62, 52), width=3)
    lines = text.split("\n")
    for number, line in enumerate(lines):
        font = ImageFont.load_default(round(height * (0.042 if number == 0 else 0.028)))
        middle = (box[0] + box[2]) / 2, box[1] + (box[3] - box[1]) * (0.38 + 0.32 * number)
        draw.text(middle, line, INK, font, anchor="mm")


def _strap(cloth: Image.Image, colour: Colour) -> None:
    width, height = cloth.size
    strap = Image.new("L", cloth.size)
    strap.paste(255, (round(width * 0.885), 0, round(width * 0.915), height))
    paint(cloth, (16, 14, 14), faded(ImageChops.offset(soft(strap, 5), 4, 0), 0.5))
    paint(cloth, colour, strap)


def _edges(book: Image.Image) -> None:
    """Draw the edges of the pages under the cover, at the right and below."""
    draw = ImageDraw.Draw(book)
    for step in range(2, 14, 3):
        tone = (196 - step * 3, 178 - step * 3, 146 - step * 3)
        draw.line((book.width - step, 0, book.width - step, book.height), fill=tone)
        draw.line((0, book.height - step, book.width, book.height - step), fill=tone)


def _lay(image: Image.Image, flat: Image.Image, corner: int, angle: float) -> None:
    """Put something flat into the middle of the image, turned by so many degrees."""

    def drawing(draw: ImageDraw.ImageDraw, fine: int) -> None:
        box = (0, 0, flat.width * fine - 1, flat.height * fine - 1)
        draw.rounded_rectangle(box, corner * fine, fill=255)

    flat.putalpha(shape(flat.size, drawing))
    turned = flat.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    place = (image.width - turned.width) // 2, (image.height - turned.height) // 2
    mask = Image.new("L", image.size)
    mask.paste(turned.getchannel("A"), place)
    cast(image, ImageChops.offset(mask, 26, 34), 34, 0.40)
    cast(image, ImageChops.offset(mask, 6, 8), 7, 0.5)
    image.paste(turned.convert("RGB"), place, turned.getchannel("A"))
