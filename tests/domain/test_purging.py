"""What is left of rows and pictures after their days in the trash."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.db.base import now
from catalog.db.models import Catalog, Change, Deletion, Image, Row
from catalog.db.session import Database
from catalog.domain.images import detach_image
from catalog.domain.purging import purge_trash
from catalog.domain.trash import delete_rows, restore_rows
from tests.studio import Studio, make_studio

MONTH = 30


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    return make_studio(database, tmp_path)


def delete_row(studio: Studio) -> None:
    with studio.database.writing() as session:
        catalog = session.get_one(Catalog, studio.catalog_id)
        delete_rows(session, catalog, [studio.row_id], None)


def test_the_trash_is_kept_for_its_days(studio: Studio) -> None:
    studio.attach()
    delete_row(studio)
    assert purge_trash(studio.database, MONTH, now() + timedelta(days=MONTH - 1)) == 0
    with studio.database.writing() as session:
        catalog = session.get_one(Catalog, studio.catalog_id)
        restore_rows(session, catalog, [studio.row_id], None)
        assert session.get_one(Row, studio.row_id).deleted_at is None


def test_a_row_goes_with_history_and_pictures_and_leaves_its_short_id(studio: Studio) -> None:
    image = studio.attach()
    delete_row(studio)
    later = now() + timedelta(days=MONTH + 1)
    assert purge_trash(studio.database, MONTH, later) == 1
    assert purge_trash(studio.database, MONTH, later) == 0
    with studio.database.writing() as session:
        row = session.get_one(Row, studio.row_id)
        assert (row.status, row.values, row.search_text) == ("purged", {}, "")
        assert session.scalars(select(Image)).all() == []
        assert session.scalars(select(Change).where(Change.row_id == row.id)).all() == []
        ordered = session.scalars(select(Deletion).where(Deletion.reason == "purged")).all()
        assert [image.public_id in deletion.key_prefix for deletion in ordered] == [True]
        restore_rows(session, session.get_one(Catalog, studio.catalog_id), [row.id], None)
        session.refresh(row)
        assert row.deleted_at is not None


def test_a_picture_deleted_by_itself_goes_alone(studio: Studio) -> None:
    kept, gone = studio.attach(), studio.attach(filename="b.jpg")
    with studio.database.writing() as session:
        detach_image(session, session.get_one(Image, gone.id), None)
    assert purge_trash(studio.database, MONTH, now() + timedelta(days=MONTH + 1)) == 1
    with studio.database.reading() as session:
        assert session.scalars(select(Image.id)).all() == [kept.id]
