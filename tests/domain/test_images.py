from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.db.models import Catalog, Change, ChangeSet, Deletion, Image, ImageCopy, Row
from catalog.db.session import Database
from catalog.domain import images
from catalog.domain.queries.images import images_of_cell
from catalog.domain.undo import Undone, undo_change_set
from catalog.errors import Conflict, Invalid, NotFound
from tests.images import picture
from tests.studio import Studio, make_studio


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    """Three pictures on one row."""
    studio = make_studio(database, tmp_path)
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        studio.attach(filename=name)
    return studio


def _names(studio: Studio) -> list[str]:
    with studio.database.reading() as session:
        return [
            image.filename for image in images_of_cell(session, studio.row_id, studio.column_id)
        ]


def _image(studio: Studio, name: str, do: Callable[..., object], *more: object) -> None:
    """Do something to a picture in a transaction of its own."""
    with studio.database.writing() as session:
        image = session.scalars(select(Image).where(Image.filename == name)).one()
        do(session, image, *more, None)


def test_a_picture_goes_to_the_trash_and_comes_back_to_its_place(studio: Studio) -> None:
    _image(studio, "b.jpg", images.detach_image)
    assert _names(studio) == ["a.jpg", "c.jpg"]
    assert len(studio.stored()) == 18
    _image(studio, "b.jpg", images.restore_image)
    assert _names(studio) == ["a.jpg", "b.jpg", "c.jpg"]


@pytest.mark.parametrize(
    ("name", "step", "order"),
    [("a.jpg", 1, "bac"), ("c.jpg", -1, "acb"), ("a.jpg", -1, "abc"), ("c.jpg", 9, "abc")],
)
def test_pictures_move_earlier_and_later(studio: Studio, name: str, step: int, order: str) -> None:
    _image(studio, name, images.move_image, step)
    assert _names(studio) == [f"{letter}.jpg" for letter in order]


def test_a_cover_comes_first(studio: Studio) -> None:
    _image(studio, "c.jpg", images.make_cover)
    assert _names(studio) == ["c.jpg", "a.jpg", "b.jpg"]


def test_each_step_counts_for_row_and_catalog_and_is_logged(studio: Studio) -> None:
    with studio.database.reading() as session:
        before = session.get_one(Catalog, studio.catalog_id).version
    _image(studio, "c.jpg", images.make_cover)
    with studio.database.reading() as session:
        assert session.get_one(Catalog, studio.catalog_id).version == before + 1
        assert session.get_one(Row, studio.row_id).version == 5
        change = session.scalars(select(Change).order_by(Change.id.desc())).first()
        assert change is not None
        step = session.get_one(ChangeSet, change.change_set_id)
    a, b, c = change.old["images"]
    assert change.new == {"images": [c, a, b]}
    assert (step.kind, change.row_version) == ("image_order", 5)


def test_what_changes_nothing_is_not_logged(studio: Studio) -> None:
    _image(studio, "a.jpg", images.make_cover)
    _image(studio, "a.jpg", images.update_image)
    with studio.database.reading() as session:
        assert session.get_one(Row, studio.row_id).version == 4


def test_a_repeated_deletion_happens_once(studio: Studio) -> None:
    with studio.database.writing() as session:
        image = session.scalars(select(Image).where(Image.filename == "a.jpg")).one()
        assert images.detach_image(session, image, None, "once") is not None
        images.restore_image(session, image, None)
        assert images.detach_image(session, image, None, "once") is None
    assert _names(studio) == ["a.jpg", "b.jpg", "c.jpg"]


def test_words_are_trimmed_kept_and_logged(studio: Studio) -> None:
    with studio.database.writing() as session:
        image = session.scalars(select(Image).where(Image.filename == "a.jpg")).one()
        images.update_image(session, image, None, alt=" Anillo\r\nde oro ", is_internal=True)
        assert (image.alt, image.caption, image.is_internal) == ("Anillo\nde oro", "", True)
        change = session.scalars(select(Change).order_by(Change.id.desc())).first()
        assert change is not None
        assert change.old == {"image": image.public_id, "alt": "", "is_internal": False}


def test_words_without_end_are_refused(studio: Studio) -> None:
    with studio.database.writing() as session:
        image = session.scalars(select(Image).where(Image.filename == "a.jpg")).one()
        with pytest.raises(Invalid, match="at most 1000") as refusal:
            images.update_image(session, image, None, alt="x" * 1001)
    assert refusal.value.field == "alt"


def test_pictures_of_a_deleted_row_stay_as_they_are(studio: Studio) -> None:
    with studio.database.writing() as session:
        row = session.get_one(Row, studio.row_id)
        row.deleted_at = row.updated_at
    with pytest.raises(NotFound):
        _image(studio, "a.jpg", images.detach_image)


def test_deleting_for_good_orders_every_copy_gone(studio: Studio) -> None:
    with studio.database.writing() as session:
        image = session.scalars(select(Image).where(Image.filename == "a.jpg")).one()
        session.add(ImageCopy(image_id=image.id, location="s3", state="reserved"))
        session.flush()
        images.purge_image(session, image)
    with studio.database.reading() as session:
        orders = session.scalars(select(Deletion)).all()
        assert sorted(order.location for order in orders) == ["local", "s3"]
        assert len({order.key_prefix for order in orders}) == 1
        assert len(list(studio.local.list(orders[0].key_prefix))) == 6
    assert _names(studio) == ["b.jpg", "c.jpg"]


def _undo(studio: Studio, step: int) -> Undone:
    with studio.database.writing() as session:
        catalog = session.get_one(Catalog, studio.catalog_id)
        return undo_change_set(session, catalog, step, None)


def _undo_last(studio: Studio) -> Undone:
    with studio.database.reading() as session:
        last = session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc())).first()
    return _undo(studio, last or 0)


def test_an_order_and_a_deletion_are_taken_back(studio: Studio) -> None:
    _image(studio, "c.jpg", images.make_cover)
    _undo_last(studio)
    assert _names(studio) == ["a.jpg", "b.jpg", "c.jpg"]
    _image(studio, "b.jpg", images.detach_image)
    _undo_last(studio)
    assert _names(studio) == ["a.jpg", "b.jpg", "c.jpg"]
    _undo_last(studio)
    assert _names(studio) == ["a.jpg", "c.jpg"]


def test_words_are_taken_back_unless_they_changed_again(studio: Studio) -> None:
    for alt in ("Anillo", "Sortija"):
        with studio.database.writing() as session:
            image = session.scalars(select(Image).where(Image.filename == "a.jpg")).one()
            images.update_image(session, image, None, alt=alt)
    with studio.database.reading() as session:
        newest, older, *_ = session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc()))
    with pytest.raises(Conflict):
        _undo(studio, older)
    _undo(studio, newest)
    with studio.database.reading() as session:
        [first, *_] = images_of_cell(session, studio.row_id, studio.column_id)
    assert first.alt == "Anillo"


def test_replaced_content_does_not_come_back(studio: Studio) -> None:
    with studio.database.reading() as session:
        image = session.scalars(select(Image).where(Image.filename == "a.jpg")).one()
    studio.replace(image, picture("PNG"))
    with pytest.raises(Conflict):
        _undo_last(studio)
