from pathlib import Path

import pytest
from sqlalchemy import event

from catalog.db.base import now
from catalog.db.models import Image, Row
from catalog.db.session import Database
from catalog.domain.queries.covers import SHOWN, covers_of
from tests.studio import Studio, make_studio


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    return make_studio(database, tmp_path)


def _more_rows(studio: Studio, number: int) -> list[Image]:
    """Add rows after the first one, each with two pictures; return the first of each."""
    first = []
    for position in range(2, number + 2):
        with studio.database.writing() as session:
            row = Row(catalog_id=studio.catalog_id, position=position)
            session.add(row)
            session.flush()
        first.append(studio.attach(row_id=row.id))
        studio.attach(row_id=row.id)
    return first


def _covers(studio: Studio, *catalog_ids: int) -> dict[int, list[int]]:
    with studio.database.reading() as session:
        found = covers_of(session, catalog_ids)
    return {catalog_id: [image.id for image in images] for catalog_id, images in found.items()}


def test_the_first_picture_of_each_of_the_first_rows_is_shown(studio: Studio) -> None:
    first = _more_rows(studio, SHOWN + 1)
    assert _covers(studio, studio.catalog_id) == {
        studio.catalog_id: [image.id for image in first[:SHOWN]]
    }


def test_deleted_pictures_and_rows_are_passed_over(studio: Studio) -> None:
    first, second = _more_rows(studio, 2)
    studio.change(Image, first.id, deleted_at=now())
    studio.change(Row, second.row_id, deleted_at=now())
    assert _covers(studio, studio.catalog_id) == {studio.catalog_id: [first.id + 1]}


def test_many_catalogs_take_as_many_queries_as_one(
    studio: Studio, database: Database, tmp_path: Path
) -> None:
    others = [make_studio(database, tmp_path / str(number)) for number in range(3)]
    shown = {one.catalog_id: [one.attach().id] for one in others}
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    assert _covers(studio, studio.catalog_id, *shown) == shown
    assert _covers(studio) == {}
    assert len([text for text in statements if text.lstrip().startswith("SELECT")]) == 2
