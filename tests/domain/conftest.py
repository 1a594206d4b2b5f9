"""What tests of domain verbs may ask for."""

import pytest

from catalog.db.session import Database
from tests.tables import Table, make_table


@pytest.fixture
def table(database: Database) -> Table:
    """Give a catalog of seven columns, without rows, on each kind of database."""
    return make_table(database)
