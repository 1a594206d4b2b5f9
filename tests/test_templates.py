"""Every template is sound by itself: it compiles, is used, and needs no inline script or style."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from catalog.files import files
from catalog.web.templating import create_environment

FOLDER = files("templates")
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*.html"))
FRAGMENTS = [name for name in NAMES if Path(name).name.startswith("_")]
WHOLE = [name for name in NAMES if name not in FRAGMENTS]
PARTS_OF_CELLS = "cells/"
"""A cell's template is chosen by the column's type, and carries no underscore."""

UNSAFE = {  # the content security policy lets none of these run
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "inline style": re.compile(r"<style|\sstyle\s*=", re.IGNORECASE),
    "inline handler": re.compile(r"\s(?:hx-on|on[a-z]+)[^\s=]*\s*=", re.IGNORECASE),
    "script in an address or value": re.compile(r"\b(?:javascript|js):", re.IGNORECASE),
    "trigger filter": re.compile(r"hx-trigger\s*=\s*(?P<q>[\"'])(?:(?!(?P=q)).)*\[", re.DOTALL),
}


@pytest.fixture(scope="module")
def environment() -> Environment:
    return create_environment()


@pytest.fixture(scope="module")
def mentions() -> str:
    """Return all that may name a template: the package and the templates."""
    package = files("templates").parent / "catalog"
    sources = [*package.rglob("*.py"), *FOLDER.rglob("*.html")]
    return "\n".join(path.read_text() for path in sources)


def source_of(name: str) -> str:
    """Return the text without its comments, which may speak of anything."""
    return re.sub(r"\{#.*?#\}", "", (FOLDER / name).read_text(), flags=re.DOTALL)


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(environment: Environment, name: str) -> None:
    environment.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_names_only_templates_that_exist(environment: Environment, name: str) -> None:
    referenced = meta.find_referenced_templates(environment.parse((FOLDER / name).read_text()))
    assert {other for other in referenced if other} <= set(NAMES)


def test_each_is_included_by_a_page_or_returned_by_code(mentions: str) -> None:
    assert [name for name in NAMES if not _is_named(name, mentions)] == []


def _is_named(name: str, mentions: str) -> bool:
    """Tell whether it is named in full, or chosen by a value within its folder."""
    chosen = rf"|[\"']{re.escape(str(Path(name).parent))}/(?:\{{|[\"']\s*~)"
    return bool(re.search(rf"[\"']{re.escape(name)}[\"']{chosen}", mentions))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("danger", UNSAFE)
def test_it_needs_nothing_that_the_policy_forbids(name: str, danger: str) -> None:
    assert [found.group() for found in UNSAFE[danger].finditer(source_of(name))] == []


@pytest.mark.parametrize("name", NAMES)
def test_it_opens_with_a_word_on_who_renders_it(name: str) -> None:
    assert (FOLDER / name).read_text().startswith("{#")


@pytest.mark.parametrize("name", NAMES)
def test_it_is_short(name: str) -> None:
    assert len((FOLDER / name).read_text().splitlines()) <= 120


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_fragment_extends_nothing(name: str) -> None:
    assert "{% extends" not in source_of(name)


@pytest.mark.parametrize("name", [n for n in WHOLE if "/" in n])
def test_a_page_stands_in_a_shell(name: str) -> None:
    if not name.startswith((PARTS_OF_CELLS, "macros/")):
        assert re.search(r"{% extends \"base\w*\.html\"", source_of(name))


def test_depth_is_at_most_two_folders() -> None:
    assert [name for name in NAMES if name.count("/") > 2] == []


@pytest.mark.parametrize(
    ("danger", "markup"),
    [
        ("inline script", "<script>go()</script>"),
        ("inline style", '<p style="color: red">'),
        ("inline handler", '<a hx-on:click="go()">'),
        ("inline handler", '<a onclick="go()">'),
        ("script in an address or value", "<a hx-vals='js:{a: 1}'>"),
        ("trigger filter", "<a hx-trigger=\"keyup[key=='Enter']\">"),
    ],
)
def test_what_is_forbidden_is_recognised(danger: str, markup: str) -> None:
    assert UNSAFE[danger].search(markup)
