"""Sort keys are made in Python and must be ordered alike by every database."""

import json

from sqlalchemy import text

from catalog.db.session import Database
from catalog.domain.cells import JSONValue, sort_key

VALUES: list[tuple[str, JSONValue]] = [
    ("integer", -1200),
    ("decimal", "-12.5"),
    ("decimal", "-0.01"),
    ("integer", 0),
    ("decimal", "0.009"),
    ("money", "1234.56"),
    ("date", "0050-01-01"),
    ("approximate_date", "s. III a. C."),
    ("approximate_date", "c. 1890"),
    ("text", "A-2"),
    ("text", "A-10"),
    ("text", "canz"),
    ("text", "caña"),
    ("text", "cao"),
    ("text", "東京"),
    ("text", "😀"),
]


def test_order_is_that_of_the_bytes(database: Database) -> None:
    keys = [str(sort_key(name, value)) for name, value in VALUES]
    with database.reading() as session:
        is_sqlite = session.get_bind().dialect.name == "sqlite"
        question = (
            "SELECT value FROM json_each(:keys) ORDER BY value"
            if is_sqlite
            else "SELECT value FROM jsonb_array_elements_text(CAST(:keys AS jsonb)) AS value"
            ' ORDER BY value COLLATE "C"'
        )
        ordered = session.scalars(text(question), {"keys": json.dumps(keys)}).all()
    assert list(ordered) == sorted(keys, key=str.encode)
