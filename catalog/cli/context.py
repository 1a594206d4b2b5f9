"""What commands share: settings, an opened database at the newest schema, output."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from catalog import settings as settings_module
from catalog.db import schema
from catalog.db.session import Database
from catalog.errors import CatalogError
from catalog.i18n import Message
from catalog.settings import Settings


def load_settings() -> Settings:
    return settings_module.load()


@contextmanager
def opened(*, upgrade: bool = False) -> Iterator[tuple[Settings, Database]]:
    """Give settings and database. Raises CatalogError when the schema is not the newest."""
    settings = load_settings()
    database = Database(settings.database_url)
    try:
        if upgrade:
            schema.upgrade(database)
        elif schema.current_revision(database) != schema.newest_revision():
            raise CatalogError(Message("The database is not up to date. Run: catalog db upgrade"))
        yield settings, database
    finally:
        database.close()


def say(text: object) -> None:
    """Words for the person, to standard error; data goes to standard output."""
    click.echo(str(text), err=True)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, default=str))
