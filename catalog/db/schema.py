"""Brings a database to the newest schema, and says whether it is there.

Alembic is loaded by those who call: a server imports this module, and has the work done elsewhere.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from alembic.config import Config

from catalog.db.session import Database
from catalog.files import files


def alembic_config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("alembic")))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    from alembic import command

    _run(database, command.upgrade, revision)


def downgrade(database: Database, revision: str) -> None:
    from alembic import command

    _run(database, command.downgrade, revision)


def current_revision(database: Database) -> str | None:
    from alembic.migration import MigrationContext

    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _run(database: Database, verb: Callable[[Config, str], None], revision: str) -> None:
    config = alembic_config()
    with database.session(writing=True) as session:
        config.attributes["connection"] = session.connection()
        verb(config, revision)
        session.commit()
