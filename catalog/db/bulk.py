"""Many rows at once: the quickest way that each kind of database has.

Values are given in the database's own form: documents as JSON text, moments as `stored_moment`.
"""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from catalog.db.base import LETTERS, SYMBOLS, UtcTime

_SHORT_ID = 10


def next_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Return numbers for new rows that nobody else will use.

    On SQLite they hold as long as the writing transaction does.
    """
    if _is_postgres(session):
        sequence = func.pg_get_serial_sequence(_quoted(session, table.name), "id")
        numbers = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return session.scalars(numbers).all()
    newest = session.scalar(select(func.max(table.c.id))) or 0
    return range(newest + 1, newest + 1 + count)


def insert_many(
    session: Session, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Insert rows of values in the order of the names, which must be all that need one."""
    values = [tuple(row) for row in rows]  # all before COPY: making them may ask the database
    target = f"{_quoted(session, table.name)} ({', '.join(_quoted(session, n) for n in names)})"
    if _is_postgres(session):
        cursor: Any = session.connection().connection.cursor()
        with cursor.copy(f"COPY {target} FROM STDIN") as copy:
            for row in values:
                copy.write_row(row)
        return
    places = ", ".join("?" * len(names))
    statement = f"INSERT INTO {target} VALUES ({places})"  # noqa: S608 - names of our own tables
    session.connection().exec_driver_sql(statement, values)


def stored_moment(session: Session, moment: datetime) -> object:
    dialect = session.get_bind().dialect
    process = UtcTime().dialect_impl(dialect).bind_processor(dialect)
    return process(moment) if process else moment


def short_ids(count: int) -> list[str]:
    """Return random public identifiers like `short_id`, without a system call for each symbol."""
    firsts = _random_text(LETTERS, count)
    others = _random_text(SYMBOLS, count * (_SHORT_ID - 1))
    width = _SHORT_ID - 1
    return [first + others[n * width : n * width + width] for n, first in enumerate(firsts)]


def _random_text(alphabet: str, length: int) -> str:
    """Return letters that are all equally likely: bytes that would favour some are left out."""
    size = len(alphabet)
    fair = 256 // size * size
    table = bytes(ord(alphabet[value % size]) for value in range(256))
    unfair = bytes(range(fair, 256))
    found = b""
    while len(found) < length:
        found += os.urandom(length + 64).translate(table, unfair)
    return found[:length].decode()


def _quoted(session: Session, name: str) -> str:
    return session.get_bind().dialect.identifier_preparer.quote(name)


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
