from pathlib import Path

import pytest

from catalog.db.session import Database
from tests.desk import Desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    """Give a place to bring sheets in, on each kind of database."""
    return Desk(database, tmp_path)


@pytest.fixture
def sqlite_desk(sqlite_database: Database, tmp_path: Path) -> Desk:
    """Give one on SQLite alone, for what has nothing to do with the database."""
    return Desk(sqlite_database, tmp_path)
