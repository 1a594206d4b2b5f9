"""The look keeps its promises: contrast in both themes, icons and style sheets that exist."""

import re
from itertools import product
from pathlib import Path

import pytest

from catalog.files import files

STATIC = files("static")
TEMPLATES = "\n".join(path.read_text() for path in sorted(files("templates").rglob("*.html")))
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in TOKEN.findall((STATIC / "css/tokens.css").read_text())
}
GROUNDS = ("paper", "surface", "sunken", "raised", "mat", "hover")
MESSAGES = ("danger", "warning", "success")
TEXT = [
    *product(("ink", "ink-soft", "ink-faint", "accent", *MESSAGES), GROUNDS),
    *product(("ink", "ink-soft", "ink-faint", "accent", "accent-strong"), ("accent-soft",)),
    *product(("on-accent",), ("accent", "accent-strong")),
    *((ink, f"{message}-soft") for message in MESSAGES for ink in (message, "ink", "ink-soft")),
]
SHAPES = list(product(("control-line", "focus"), (*GROUNDS, "accent-soft")))


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2 for `#rrggbb`."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[ink][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), SHAPES)
def test_controls_and_focus_can_be_seen(line: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[line][theme], COLOURS[ground][theme]) >= 3


def test_every_icon_that_is_named_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    named = set(re.findall(r"\bicon\(\"([\w-]+)\"[,)]", TEMPLATES))
    named |= set(re.findall(r"icons\.svg'\) }}#([\w-]+)", TEMPLATES))
    assert named - drawn == set()


def test_every_static_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"static\(['\"]([^'\"]+)['\"]\)", TEMPLATES))
    assert {name for name in named if not (STATIC / name).is_file()} == set()


def test_every_style_sheet_is_linked_and_every_linked_one_is_there() -> None:
    lists = re.findall(r"for name in \[([^\]]*)\] %}\s*<link", TEMPLATES, flags=re.DOTALL)
    linked = {name for names in lists for name in re.findall(r'"(\w+)"', names)}
    linked |= set(re.findall(r"css/(\w+)\.css", TEMPLATES))
    assert linked == {path.stem for path in (STATIC / "css").glob("*.css")}


@pytest.mark.parametrize("path", sorted((STATIC / "css").glob("*.css")), ids=lambda path: path.stem)
def test_a_style_sheet_is_short_and_layered(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) < 200
    assert "@layer" in text


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.stem)
def test_a_script_is_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) < 120
