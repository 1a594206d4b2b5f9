"""What people can set or call is described, and what is described exists."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from catalog.cli import cli

ROOT = Path(__file__).parents[1]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
SETTING = re.compile(r"\b(?:AWS|S3|CLOUDFRONT|IMAGE|CATALOG)_[A-Z_]+\b")
SETTINGS = set(SETTING.findall((ROOT / "catalog" / "settings.py").read_text()))


def _commands(group: click.Group, name: str = "catalog") -> Iterator[str]:
    context = click.Context(group)
    for verb in group.list_commands(context):
        command = group.get_command(context, verb)
        if isinstance(command, click.Group):
            yield from _commands(command, f"{name} {verb}")
        else:
            yield f"{name} {verb}"


def test_every_setting_is_described() -> None:
    assert set(SETTING.findall(OPERATIONS)) >= SETTINGS


def test_every_described_setting_exists() -> None:
    described = {name.removesuffix("_FILE") for name in SETTING.findall(OPERATIONS)}
    assert described <= SETTINGS


def test_every_command_is_described() -> None:
    missing = []
    for command in _commands(cli):
        group, _, verb = command.rpartition(" ")
        if not re.search(rf"`{command}\b|`{group} [^|]*`{verb}`", OPERATIONS):
            missing.append(command)
    assert missing == []


def test_links_between_the_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
        if not (document.parent / target).exists()
    ]
    assert broken == []


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
