"""How each kind of database reads the JSON documents of a row.

Column keys are written into the SQL as literals, because SQLite and PostgreSQL use an index on an
expression only for a query that has the very same expression.
"""

import re
import sqlite3
from typing import Any, Protocol, cast

from sqlalchemy import Boolean, ColumnElement, and_, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from catalog.domain.queries.folding import folded_by_postgres
from catalog.domain.text import fold

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


class Documents(Protocol):
    """SQL for one cell of `row`; `sort_key_ddl` is `sort_key` as an index declares it."""

    def sort_key(self, key: str) -> ColumnElement[Any]: ...
    def sort_key_ddl(self, key: str) -> str: ...
    def has_choice(self, key: str, choice: str) -> ColumnElement[bool]: ...
    def is_empty(self, key: str) -> ColumnElement[bool]: ...

    def folded(self, key: str) -> ColumnElement[str]:
        """Return the cell's text as `fold` makes it."""
        ...


class _Sqlite:
    def sort_key(self, key: str) -> ColumnElement[Any]:
        return literal_column(f"""json_extract("row".sort_keys, '$.{checked(key)}')""")

    def sort_key_ddl(self, key: str) -> str:
        return f"json_extract(sort_keys, '$.{checked(key)}')"

    def has_choice(self, key: str, choice: str) -> ColumnElement[bool]:
        cells = func.json_each(literal_column('"row"."values"'), f"$.{checked(key)}")
        members = cells.table_valued("value")
        return select(members.c.value).where(members.c.value == choice).exists()

    def is_empty(self, key: str) -> ColumnElement[bool]:
        return and_(
            *(
                literal_column(f"""json_type("row"."{name}", '$.{checked(key)}')""").is_(None)
                for name in ("values", "invalid")
            )
        )

    def folded(self, key: str) -> ColumnElement[str]:
        return literal_column(f"""catalog_fold(json_extract("row"."values", '$.{checked(key)}'))""")


class _Postgres:
    def sort_key(self, key: str) -> ColumnElement[Any]:
        return literal_column(f"""(("row".sort_keys ->> '{checked(key)}') COLLATE "C")""")

    def sort_key_ddl(self, key: str) -> str:
        return f"""((sort_keys ->> '{checked(key)}') COLLATE "C")"""

    def has_choice(self, key: str, choice: str) -> ColumnElement[bool]:
        members = literal_column(f"""("row"."values" -> '{checked(key)}')""", JSONB())
        return members.op("?", return_type=Boolean())(choice)

    def is_empty(self, key: str) -> ColumnElement[bool]:
        return and_(
            *(
                literal_column(f"""("row"."{name}" -> '{checked(key)}')""").is_(None)
                for name in ("values", "invalid")
            )
        )

    def folded(self, key: str) -> ColumnElement[str]:
        return literal_column(folded_by_postgres(f""""row"."values" ->> '{checked(key)}'"""))


_KINDS: dict[str, Documents] = {"sqlite": _Sqlite(), "postgresql": _Postgres()}


def documents_of(session: Session) -> Documents:
    return _KINDS[session.get_bind().dialect.name]


def teach_folding(session: Session) -> None:
    """Give this connection the function that `folded` calls, where the database has none."""
    if session.get_bind().dialect.name == "sqlite":
        connection = cast("sqlite3.Connection", session.connection().connection.driver_connection)
        connection.create_function("catalog_fold", 1, _fold, deterministic=True)


def _fold(value: object) -> str | None:
    return None if value is None else fold(str(value))


def checked(key: str) -> str:
    """Return the key. Raises ValueError for one that could end the literal it is written into."""
    if not _KEY.fullmatch(key):
        message = f"{key!r} is no column key"
        raise ValueError(message)
    return key
