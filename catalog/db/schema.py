"""Brings a database to the newest schema, and says whether it is there."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from catalog.db.session import Database
from catalog.files import files


def alembic_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("alembic")))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    _run(database, command.upgrade, revision)


def downgrade(database: Database, revision: str) -> None:
    _run(database, command.downgrade, revision)


def current_revision(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def _run(database: Database, verb: Callable[[Config, str], None], revision: str) -> None:
    config = alembic_config()
    with database.session(writing=True) as session:
        config.attributes["connection"] = session.connection()
        verb(config, revision)
        session.commit()
