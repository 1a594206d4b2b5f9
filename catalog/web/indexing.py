"""Making large tables quick to sort, after the first person who sorted one has the answer."""

from typing import Any

from litestar import Response
from litestar.background_tasks import BackgroundTask

from catalog.domain import indexes
from catalog.domain.queries.columns import columns_of
from catalog.web.deps import Database


def index_afterwards(
    response: Response[Any], database: Database, catalog_id: int, key: str
) -> None:
    """Have the index made that sorting by this column needs, once the answer is on its way."""
    response.background = BackgroundTask(_make_index, database, catalog_id, key)


def _make_index(database: Database, catalog_id: int, key: str) -> None:
    with database.reading() as session:
        found = [column for column in columns_of(session, catalog_id) if column.key == key]
        names = [indexes.sort_index_name(column) for column in found]
        if all(indexes.index_exists(session, name) for name in names):
            return
    with database.writing() as session:
        for column in found:
            indexes.ensure_sort_index(session, catalog_id, column)
