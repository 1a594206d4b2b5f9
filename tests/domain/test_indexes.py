from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from catalog.db.models import Column
from catalog.db.session import Database
from catalog.domain import indexes
from catalog.domain.queries.rows import RowPage, page_of_rows
from catalog.domain.search import CatalogSearch
from tests.shelves import make_shelf

NUMBERS = [{"name": f"Pieza {number}"} for number in range(400)]
BLANK = [{"number": str(number)} for number in range(200)]


@pytest.fixture
def shelf(database: Database, monkeypatch: pytest.MonkeyPatch) -> tuple[int, Column]:
    monkeypatch.setattr(indexes, "WORTHWHILE_ROWS", 500)
    catalog_id, columns = make_shelf(database, [*NUMBERS, *BLANK])
    with database.writing() as session:
        assert indexes.ensure_sort_index(session, catalog_id, columns[0])
        assert not indexes.ensure_sort_index(session, catalog_id, columns[0])
        session.execute(text("ANALYZE"))
    return catalog_id, columns[0]


def page(session: Session, shelf: tuple[int, Column], **asked: Any) -> RowPage:
    search = CatalogSearch(size=20, **asked)
    return page_of_rows(session, shelf[0], [shelf[1]], search)


@contextmanager
def plans(session: Session) -> Iterator[list[str]]:
    """Collect how the database carries out each statement of the block."""
    asked: list[tuple[str, Any]] = []
    collected: list[str] = []
    connection = session.connection()

    def note(_c: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    yield collected
    event.remove(connection, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    for statement, parameters in asked:
        answer = connection.exec_driver_sql(f"{explain} {statement}", parameters)
        collected.append("\n".join(str(line) for line in answer))


@pytest.mark.parametrize("sort", ["name", "-name"])
@pytest.mark.parametrize("depth", [0, 1, 20])
def test_sorted_pages_are_read_from_the_index(
    database: Database, shelf: tuple[int, Column], sort: str, depth: int
) -> None:
    name = indexes.sort_index_name(shelf[1])
    with database.reading() as session:
        after = ""
        for _ in range(depth):
            after = page(session, shelf, sort=sort, after=after).next or ""
        with plans(session) as collected:
            page(session, shelf, sort=sort, after=after)
    rows = collected[0]
    assert name in rows
    assert depth == 0 or "SEARCH" in rows or "Index Cond" in rows
    assert "TEMP B-TREE" not in rows
    assert "Sort" not in rows


def test_a_small_catalog_gets_no_index(database: Database) -> None:
    catalog_id, columns = make_shelf(database, NUMBERS[:10])
    with database.writing() as session:
        assert not indexes.ensure_sort_index(session, catalog_id, columns[0])
        assert not indexes.index_exists(session, indexes.sort_index_name(columns[0]))


def test_an_index_goes_with_its_column(database: Database, shelf: tuple[int, Column]) -> None:
    with database.writing() as session:
        indexes.drop_sort_index(session, shelf[1])
        indexes.drop_sort_index(session, shelf[1])
        assert not indexes.index_exists(session, indexes.sort_index_name(shelf[1]))
