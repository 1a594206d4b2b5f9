from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from catalog.db.base import now
from catalog.db.models import Catalog, Column, Image, ImageCopy, Row
from catalog.db.session import Database
from catalog.domain.queries import images as queries
from tests.studio import Studio, make_studio

LEGACY = "7903341a544d40218c77ad020c21b4bc_Miguel_Ángel.jpg"


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    return make_studio(database, tmp_path)


def test_pictures_of_a_page_come_by_one_query_in_order(studio: Studio) -> None:
    taken = [studio.attach(filename=f"{number}.jpg") for number in range(3)]
    statements: list[str] = []
    event.listen(
        studio.database.engine, "before_cursor_execute", lambda *call: statements.append(call[2])
    )
    with studio.database.reading() as session:
        found = queries.images_of_rows(session, [studio.row_id, studio.row_id + 1])
        assert queries.images_of_rows(session, []) == {}
    assert len([text for text in statements if text.startswith("SELECT")]) == 1
    records = found[studio.row_id][studio.column_id]
    assert [record.public_id for record in records] == [image.public_id for image in taken]
    assert records[0].parts == taken[0].parts


def test_trashed_ones_are_left_out_and_internal_ones_for_the_public(studio: Studio) -> None:
    shown, internal, trashed = (studio.attach() for _ in range(3))
    studio.change(Image, internal.id, is_internal=True)
    studio.change(Image, trashed.id, deleted_at=now())
    with studio.database.reading() as session:
        both = queries.images_of_cell(session, studio.row_id, studio.column_id)
        public = queries.images_of_rows(session, [studio.row_id], public=True)
    assert [record.id for record in both] == [shown.id, internal.id]
    assert [record.id for record in public[studio.row_id][studio.column_id]] == [shown.id]


def test_copies_tell_whether_bytes_are_at_hand(studio: Studio) -> None:
    image = studio.attach()
    with studio.database.writing() as session:
        session.add(ImageCopy(image_id=image.id, location="s3", state="verified"))
        copy = session.get_one(ImageCopy, (image.id, "local", studio.settings.node))
        copy.state = "suspect"
    with studio.database.reading() as session:
        found = queries.image_by_public_id(session, image.public_id)
        assert queries.image_by_public_id(session, "nobody") is None
    assert found is not None
    assert sorted(copy.state for copy in found.copies) == ["suspect", "verified"]


HIDING: list[tuple[type[Any], dict[str, Any]]] = [
    (Image, {"is_internal": True}),
    (Image, {"deleted_at": now()}),
    (Row, {"status": "draft"}),
    (Row, {"deleted_at": now()}),
    (Column, {"visibility": "internal"}),
    (Column, {"visibility": "unset"}),
    (Catalog, {"visibility": "private"}),
    (Catalog, {"archived_at": now()}),
]


@pytest.mark.parametrize(("kind", "facts"), HIDING)
def test_any_of_these_hides_a_picture_from_visitors(
    studio: Studio, kind: type[Any], facts: dict[str, Any]
) -> None:
    image = studio.attach()
    studio.publish()
    assert _is_public(studio, image)
    ids = {Image: image.id, Row: studio.row_id, Column: studio.column_id}
    studio.change(kind, ids.get(kind, studio.catalog_id), **facts)
    assert not _is_public(studio, image)


def test_a_former_name_finds_the_newest_that_visitors_may_see(studio: Studio) -> None:
    studio.publish()
    older, public, internal = (studio.attach(filename=LEGACY) for _ in range(3))
    studio.change(Image, internal.id, is_internal=True)
    with studio.database.reading() as session:
        found = queries.image_by_legacy_name(session, LEGACY)
    assert found is not None
    assert found.image.id == public.id > older.id


def _is_public(studio: Studio, image: Image) -> bool:
    with studio.database.reading() as session:
        found = queries.image_by_public_id(session, image.public_id)
    assert found is not None
    return found.is_public
