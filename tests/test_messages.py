"""Every word that people see exists in every language, and the compiled form is up to date."""

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from catalog.i18n import LANGUAGES

ROOT = Path(__file__).parents[1]
LOCALE = ROOT / "catalog" / "locale"
TRANSLATED = [language for language in LANGUAGES if language != "en"]


def _read(path: Path) -> Catalog:
    return read_po(BytesIO(path.read_bytes()))


def _words(catalog: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return word -> translation, each with its singular and plural where there are both."""
    return {_forms(message.id): _forms(message.string) for message in catalog if message.id}


def _forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


@pytest.fixture(scope="module")
def in_use(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """Return the words that code and templates ask for today."""
    found = tmp_path_factory.mktemp("messages") / "catalog.pot"
    extract = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract"]
    options = ["--mapping-file", "pyproject.toml", "--keywords", "_ Message invalid"]
    subprocess.run([*extract, *options, "--output-file", found, "."], cwd=ROOT, check=True)
    return set(_words(_read(found)))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_in_use_is_translated(in_use: set[tuple[str, ...]], language: str) -> None:
    words = _words(_read(LOCALE / language / "LC_MESSAGES" / "catalog.po"))
    translated = {word for word, text in words.items() if text and all(text)}
    assert sorted(map(str, in_use - translated)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_the_values_of_the_words(language: str) -> None:
    catalog = _read(LOCALE / language / "LC_MESSAGES" / "catalog.po")
    wrong = [error for message in catalog for error in message.check(catalog)]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_words_are_those_of_the_source(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    compiled = read_mo(BytesIO((folder / "catalog.mo").read_bytes()))
    assert _words(compiled) == _words(_read(folder / "catalog.po"))
