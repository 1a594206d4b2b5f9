"""The database: one engine, short transactions, and what SQLite needs to behave."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-2000",  # kB of each connection; the system keeps the file in memory too
)


class Database:
    """Gives sessions. `reading` never writes; `writing` commits at the end or rolls back whole."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine = _engine(url, pool_size)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        options = {"sqlite_begin": "BEGIN IMMEDIATE"}
        self._writing_engine = self.engine.execution_options(**options)

    def session(self, *, writing: bool) -> Session:
        """Return a session that the caller ends; its transaction begins with its first statement.

        A writing one takes SQLite's write lock at once, so that it waits for other writers instead
        of failing half-way when it turns from reading to writing.
        """
        engine = self._writing_engine if writing else self.engine
        return Session(engine, expire_on_commit=False, autoflush=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.session(writing=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with self.session(writing=True) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str, pool_size: int) -> Engine:
    dialect = make_url(url).get_backend_name()
    arguments: dict[str, Any] = {
        "pool_use_lifo": True,  # few connections at work, so that few hold memory
        "json_serializer": lambda value: msgspec.json.encode(value).decode(),
        "json_deserializer": msgspec.json.decode,
    }
    if dialect == "sqlite":
        arguments["connect_args"] = {"check_same_thread": False, "timeout": 10}
    else:
        arguments |= {"pool_pre_ping": True}
    engine = create_engine(url, pool_size=pool_size, max_overflow=20, **arguments)
    if dialect == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get("sqlite_begin", "BEGIN")
    connection.exec_driver_sql(statement)
