"""The `catalog` command. Each verb calls one domain verb; its module is loaded when it is used."""

import sys
from importlib import import_module
from os import environ

import click

from catalog.errors import CatalogError
from catalog.i18n import set_language

COMMANDS = {
    "serve": "serve",
    "worker": "serve",
    "demo": "demo",
    "db": "db",
    "user": "users",
    "token": "users",
    "publish": "catalogs",
    "unpublish": "catalogs",
    "import": "imports",
    "export": "exports",
    "images": "images",
    "storage": "storage",
}
"""Command -> module of this package that defines it as `<command>_command`."""


class Commands(click.Group):
    """Finds commands by name without importing the others: `catalog user` loads no picture code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"catalog.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="catalog")
def cli() -> None:
    """Catalogs with pictures: serve them, fill them, keep their pictures safe."""


def main() -> None:
    """Run a command; what it refuses is one line on standard error and exit status 2."""
    set_language(_language())
    try:
        cli(prog_name="catalog")
    except CatalogError as error:
        _refuse(error)


def _language() -> str:
    spoken = environ.get("LC_ALL") or environ.get("LC_MESSAGES") or environ.get("LANG", "")
    return spoken[:2]


def _refuse(error: CatalogError) -> None:
    click.echo(f"catalog: {error}", err=True)
    sys.exit(2)
