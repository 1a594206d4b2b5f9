"""Glazes, clays, glass and paper by name."""

from collections.abc import Mapping
from types import MappingProxyType

from catalog.domain.pictures.drawings.canvas import Colour

COLOURS: Mapping[str, Colour] = MappingProxyType(
    {
        "tin": (238, 232, 218),
        "cobalt": (44, 70, 138),
        "azure": (98, 140, 184),
        "turquoise": (72, 152, 150),
        "celadon": (158, 182, 158),
        "green": (74, 118, 82),
        "olive": (128, 126, 70),
        "honey": (196, 138, 56),
        "ochre": (206, 162, 92),
        "lustre": (178, 112, 54),
        "terracotta": (186, 106, 70),
        "brick": (150, 72, 52),
        "buff": (216, 186, 146),
        "manganese": (88, 60, 74),
        "black": (44, 40, 40),
        "stone": (150, 142, 130),
        "rose": (196, 128, 120),
        "cream": (240, 230, 206),
        "aqua": (150, 196, 190),
        "amber": (202, 140, 62),
        "violet": (120, 92, 140),
        "smoke": (132, 138, 140),
        "clear": (206, 216, 212),
        "leaf": (118, 156, 92),
        "navy": (40, 52, 82),
        "wine": (116, 48, 54),
        "kraft": (186, 150, 108),
        "ink": (58, 56, 66),
    }
)

PAPERS: tuple[Colour, ...] = (
    (232, 226, 216),
    (222, 218, 212),
    (226, 222, 206),
    (208, 212, 210),
    (236, 230, 224),
    (214, 204, 192),
    (198, 202, 206),
)
