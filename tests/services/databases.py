"""Databases for tests: made once per process, handed out empty again and again."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from catalog.db import models as _models  # noqa: F401 - its tables enter the metadata
from catalog.db.base import Base
from catalog.db.schema import upgrade
from catalog.db.session import Database
from tests.services.keeper import Facts


def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def upgraded(url: str) -> str:
    """Bring a database to the newest schema and return its address."""
    database = Database(url)
    upgrade(database)
    database.close()
    return url


@contextmanager
def postgres_database(server: Facts, name: str) -> Iterator[str]:
    """Make a database, give its address, and drop it with whatever still holds it."""
    quoted = sql.Identifier(name)
    _administer(server, sql.SQL("CREATE DATABASE {}").format(quoted))
    try:
        yield server["url"].format(database=name)
    finally:
        _administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


def sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"


class Cleaner:
    """Takes a database back to what it was after its upgrade, without making tables again."""

    def __init__(self, database: Database) -> None:
        self.indexes = _indexes(database)

    def clean(self, database: Database) -> None:
        """Remove all rows and the indexes that the test had made; counters go on."""
        with database.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            for index in _indexes(database) - self.indexes:
                connection.exec_driver_sql(f'DROP INDEX "{index}"')
            for table in reversed(Base.metadata.sorted_tables):
                connection.execute(table.delete())


def _indexes(database: Database) -> set[str]:
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'"
        )
        return {name for (name,) in rows}


def _administer(server: Facts, statement: sql.Composed) -> None:
    address = server["url"].format(database="postgres").replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)
