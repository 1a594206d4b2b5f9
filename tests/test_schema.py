"""The schema revisions lead to exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from catalog.db import models as _models  # noqa: F401 - its tables enter the metadata
from catalog.db.base import Base
from catalog.db.schema import alembic_config, current_revision, downgrade, newest_revision, upgrade
from catalog.db.session import Database


def test_an_upgrade_from_empty_gives_the_tables_of_the_models(empty_database: Database) -> None:
    upgrade(empty_database)
    with empty_database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_an_upgrade_ends_at_the_newest_revision(empty_database: Database) -> None:
    assert current_revision(empty_database) is None
    upgrade(empty_database)
    assert current_revision(empty_database) == newest_revision()


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_a_second_upgrade_changes_nothing(database: Database) -> None:
    before = current_revision(database)
    upgrade(database)
    assert current_revision(database) == before


def test_a_downgrade_to_nothing_leaves_no_table(empty_database: Database) -> None:
    upgrade(empty_database)
    downgrade(empty_database, "base")
    assert set(inspect(empty_database.engine).get_table_names()) <= {"alembic_version"}
