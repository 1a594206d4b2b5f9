"""Pictures for the demo catalogs, drawn by code: the same seed gives the same picture.

A piece is drawn from several sides: `front`, `tall` (upright format), `turned`, `near`; a notebook
as `cover`, `spread`, `leaf`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from PIL import Image

from catalog.domain.pictures.drawings import glass, notebooks, plates, tiles, vessels
from catalog.domain.pictures.drawings.canvas import Colour, Dice, dice, finish, level, sweep
from catalog.domain.pictures.drawings.colours import COLOURS, PAPERS
from catalog.domain.pictures.drawings.vessels import Paint, View

_WIDE, _TALL = (1280, 960), (960, 1280)
_VIEWS: Mapping[str, View] = MappingProxyType(
    {"front": View(), "tall": View(), "turned": View(turn=0.45), "near": View(2.1, 0.2)}
)


@dataclass(frozen=True)
class Piece:
    """What is drawn. Colours are names of `COLOURS`: the ground first."""

    kind: str
    """pot, glass, tile, plate or notebook."""
    form: str = ""
    """Of vessels, a name of their FORMS; of tiles, one of PATTERNS."""
    colours: tuple[str, ...] = ("tin", "cobalt", "ochre")
    motif: str = ""
    number: int = 1
    """Handles of a pot, tiles along a side, motifs around a plate."""
    matt: bool = False
    label: str = ""
    """Lines on the cover of a notebook."""

    def colour(self, place: int) -> Colour:
        return COLOURS[self.colours[min(place, len(self.colours) - 1)]]


def draw(piece: Piece, view: str, seed: str) -> bytes:
    """Return a JPEG of about a megapixel."""
    chance = dice(f"{seed} {view}")
    paper = PAPERS[chance.randrange(len(PAPERS))]
    image = _DRAWERS[piece.kind](piece, view, paper, chance)
    return finish(image, chance)


def _pot(piece: Piece, view: str, paper: Colour, chance: Dice) -> Image.Image:
    image = sweep(_TALL if view == "tall" else _WIDE, paper)
    look = Paint(piece.colour(0), piece.colour(1), piece.motif, not piece.matt, piece.number)
    vessels.vessel(image, piece.form, look, chance, _VIEWS[view])
    return image


def _glass(piece: Piece, view: str, paper: Colour, chance: Dice) -> Image.Image:
    image = sweep(_TALL if view == "tall" else _WIDE, paper)
    glass.vessel_of_glass(image, piece.form, piece.colour(0), chance, _VIEWS[view])
    return image


def _tile(piece: Piece, view: str, paper: Colour, chance: Dice) -> Image.Image:
    image = level(_TALL if view == "tall" else _WIDE, paper)
    glazes = (piece.colour(0), piece.colour(1), piece.colour(2))
    tiles.tiles(image, piece.form, glazes, chance, piece.number)
    return _cropped(image) if view == "near" else image


def _plate(piece: Piece, view: str, paper: Colour, chance: Dice) -> Image.Image:
    image = level(_TALL if view == "tall" else _WIDE, paper)
    glazes = (piece.colour(0), piece.colour(1), piece.colour(2))
    plates.plate(image, piece.motif, glazes, chance, piece.number)
    return _cropped(image) if view == "near" else image


def _notebook(piece: Piece, view: str, paper: Colour, chance: Dice) -> Image.Image:
    image = level(_WIDE if view == "spread" else _TALL, paper)
    if view == "cover":
        notebooks.cover(image, piece.colour(0), piece.label, chance)
    elif view == "spread":
        notebooks.spread(image, piece.colour(1), piece.motif, chance)
    else:
        notebooks.leaf(image, piece.colour(1), piece.motif, chance)
    return image


def _cropped(image: Image.Image) -> Image.Image:
    width, height = image.size
    return image.crop((width // 5, height // 8, width // 5 + 840, height // 8 + 630))


_Drawer: TypeAlias = Callable[[Piece, str, Colour, Dice], Image.Image]
_DRAWERS: Mapping[str, _Drawer] = MappingProxyType(
    {"pot": _pot, "glass": _glass, "tile": _tile, "plate": _plate, "notebook": _notebook}
)
