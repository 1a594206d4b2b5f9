"""What commands share: settings, an opened database at the newest schema, output."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from catalog import settings as settings_module
from catalog.db import schema
from catalog.db.session import Database
from catalog.errors import CatalogError
from catalog.i18n import Message
from catalog.settings import Settings


def load_settings() -> Settings:
    return settings_module.load()


def check_database(database: Database, settings: Settings) -> None:
    """Raises SettingError when the database cannot be opened."""
    try:
        database.engine.connect().close()
    except OperationalError as error:
        shown = make_url(settings.database_url).render_as_string(hide_password=True)
        cause = " ".join(str(error.orig).split())
        fault = Message("the database cannot be opened (%(cause)s)", {"cause": cause})
        example = "sqlite:///var/catalog.sqlite3"
        raise settings_module.bad("CATALOG_DATABASE_URL", shown, fault, example) from error


@contextmanager
def opened(*, upgrade: bool = False) -> Iterator[tuple[Settings, Database]]:
    """Give settings and database. Raises CatalogError when the schema is not the newest."""
    settings = load_settings()
    database = Database(settings.database_url)
    try:
        check_database(database, settings)
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
