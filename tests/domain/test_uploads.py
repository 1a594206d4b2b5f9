"""Invariants I4, I11, I21, I26, I29 as far as they concern taking pictures in."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from sqlalchemy import func, select

from catalog.db.base import now
from catalog.db.models import Change, Deletion, Image, MigrationRun, Row
from catalog.db.session import Database
from catalog.domain import staging, uploads
from catalog.domain.image_parts import part_keys
from catalog.errors import Conflict, Invalid, NotFound
from catalog.storage.base import FailureClass, StorageFull, StorageUnavailable
from tests.images import STRANGERS, oriented, picture, with_gps
from tests.studio import Studio, make_studio


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    return make_studio(database, tmp_path)


@pytest.fixture
def small(sqlite_database: Database, tmp_path: Path) -> Studio:
    """What does not depend on the kind of database."""
    return make_studio(sqlite_database, tmp_path)


def test_a_picture_is_durable_described_and_bound_for_s3(studio: Studio) -> None:
    image = studio.attach(picture("PNG", (300, 200)), "Anillo.png")
    assert (image.storage_location, image.wanted_location) == ("local", "s3")
    assert (image.width, image.height, image.media_type) == (300, 200, "image/png")
    assert (image.position, image.version, image.filename) == (1, 1, "Anillo.png")
    assert image.rendered_at is not None
    assert studio.copies(image) == [("local", "verified")]
    assert set(image.parts) == {"original", "thumb", "small", "card", "large", "full"}
    keys = part_keys(image.public_id, 1, image.parts)
    assert studio.stored() == {keys[name]: part["sha256"] for name, part in image.parts.items()}


def test_nothing_is_left_over(studio: Studio) -> None:
    studio.attach()
    assert list(studio.local.staging.iterdir()) == []
    assert list((studio.local.root / ".rendering").iterdir()) == []
    with studio.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Deletion)) == 0


def test_the_step_is_logged_and_counted(studio: Studio) -> None:
    first, second = studio.attach(), studio.attach()
    with studio.database.reading() as session:
        row = session.get_one(Row, studio.row_id)
        changes = session.scalars(select(Change).order_by(Change.id)).all()
    assert row.version == 3
    assert [change.row_version for change in changes] == [2, 3]
    assert changes[0].old == {}
    assert changes[1].old == {"images": [first.public_id]}
    assert changes[1].new == {"images": [first.public_id, second.public_id]}


def test_a_repeated_operation_gives_the_first_picture(studio: Studio) -> None:
    first = studio.attach(operation_id="drop-1")
    again = studio.attach(operation_id="drop-1")
    assert again.public_id == first.public_id
    assert len(studio.stored()) == 6


def test_policy_local_keeps_it_local(sqlite_database: Database, tmp_path: Path) -> None:
    studio = make_studio(sqlite_database, tmp_path, IMAGE_POLICY="local")
    assert studio.attach().wanted_location == "local"


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        ({}, "local"),
        ({"catalog": "joyas"}, "local"),
        ({"catalog": "x"}, "s3"),
        ({"limit": 9}, "s3"),
        ({"undo": 1}, "s3"),
    ],
)
def test_an_upload_follows_the_active_run(
    small: Studio, scope: dict[str, Any], wanted: str
) -> None:
    with small.database.writing() as session:
        session.add(MigrationRun(direction="local", scope=scope, state="running"))
    image = small.attach()
    assert image.wanted_location == wanted
    assert (image.run_id is not None) == (wanted == "local")


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS)
def test_strangers_are_refused_and_leave_nothing(
    small: Studio, stranger: tuple[bytes, str]
) -> None:
    data, reason = stranger
    with pytest.raises(Invalid) as refusal:
        small.attach(data)
    assert reason in str(refusal.value)
    assert small.stored() == {}
    assert list((small.local.root / ".rendering").iterdir()) == []


def test_a_source_may_be_a_path(small: Studio, tmp_path: Path) -> None:
    path = tmp_path / "ring.jpg"
    path.write_bytes(picture())
    image = small.attach(source=path)
    assert image.size == path.stat().st_size
    assert path.exists()


def test_a_source_without_end_is_cut_off(small: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "MAX_BYTES", 1000)
    endless = Endless()
    with pytest.raises(Invalid):
        small.attach(source=endless)
    assert endless.given == 1001


class Endless:
    given = 0

    def read(self, size: int = -1, /) -> bytes:
        self.given += size
        return b"\xff" * size


NAMES = {
    "Nin\u0303o.jpg": "Niño.jpg",
    "a+b & c #1 100%.jpg": "a+b & c #1 100%.jpg",
    "../../etc/passwd": "passwd",
    "C:\\fotos\\anillo.png": "anillo.png",
    "evil\u202egpj.exe": "evilgpj.exe",
    "line\r\nbreak\0.jpg": "line break.jpg",
    "": "picture",
}


@pytest.mark.parametrize(("given", "kept"), NAMES.items())
def test_names_are_kept_for_people_and_reach_no_key(small: Studio, given: str, kept: str) -> None:
    image = small.attach(filename=given)
    assert image.filename == kept
    assert all(image.public_id in key for key in small.stored())


def test_case_twins_and_endless_names_live_side_by_side(small: Studio) -> None:
    twins = [small.attach(filename=name) for name in ("Ring.JPG", "ring.jpg", "x" * 300 + ".jpg")]
    assert [len(image.filename) for image in twins] == [8, 8, 255]
    assert len(small.stored()) == 18


def test_a_name_of_the_former_site_is_recognised(small: Studio) -> None:
    name = "7903341a544d40218c77ad020c21b4bc_Miguel_A\u0301ngel.jpg"
    assert small.attach(filename=name).legacy_name == (
        "7903341a544d40218c77ad020c21b4bc_Miguel_Ángel.jpg"
    )
    assert small.attach(filename="ring.jpg").legacy_name is None


def test_the_original_is_kept_as_it_came_and_renditions_say_nothing(small: Studio) -> None:
    data = with_gps()
    image = small.attach(data)
    keys = part_keys(image.public_id, 1, image.parts)
    with small.local.open(keys["original"]) as stream:
        assert stream.read() == data
    with small.local.open(keys["card"]) as stream, Pillow.open(BytesIO(stream.read())) as card:
        assert not card.getexif()
        assert "exif" not in card.info


def test_strip_takes_the_place_out_of_the_original(
    sqlite_database: Database, tmp_path: Path
) -> None:
    studio = make_studio(sqlite_database, tmp_path, IMAGE_ORIGINALS="strip")
    image = studio.attach(oriented(6, gps=True))
    key = part_keys(image.public_id, 1, image.parts)["original"]
    with studio.local.open(key) as stream:
        data = stream.read()
    assert b"Camera of Ana" not in data
    with Pillow.open(BytesIO(data)) as original:
        assert not original.getexif().get_ifd(0x8825)
    assert (image.width, image.height) == (120, 80)
    assert studio.stored()[key] == image.sha256


def test_a_place_that_is_not_there_is_refused(studio: Studio) -> None:
    with pytest.raises(NotFound):
        studio.attach(row_id=studio.row_id + 1)
    with pytest.raises(NotFound):
        studio.attach(column_id=studio.column_id + 1)
    with studio.database.writing() as session:
        session.get_one(Row, studio.row_id).deleted_at = now()
    with pytest.raises(NotFound):
        studio.attach()
    assert studio.stored() == {}


def test_there_is_an_end_to_the_pictures_of_a_cell(
    small: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_PICTURES", 1)
    small.attach()
    with pytest.raises(Invalid, match="room for 1"):
        small.attach()


def test_little_room_on_the_disk_is_said_at_once(
    small: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROOM_KEPT_FREE", 1 << 60)
    with pytest.raises(StorageFull):
        small.attach()
    assert small.stored() == {}


@pytest.mark.parametrize("part", range(6))
def test_a_full_disk_while_publishing_loses_and_leaves_nothing(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    kept = studio.attach()
    before = studio.stored()
    _refuse_save(studio, monkeypatch, part, StorageFull())
    with pytest.raises(StorageFull):
        studio.attach()
    _carry_out_deletions(studio)
    assert studio.stored() == before
    assert _live_ids(studio) == [kept.public_id]


@pytest.mark.parametrize("part", range(6))
def test_a_full_disk_while_replacing_keeps_what_was_there(
    small: Studio, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    image = small.attach()
    before = small.stored()
    _refuse_save(small, monkeypatch, part, StorageFull())
    with pytest.raises(StorageFull):
        small.replace(image, picture("PNG"))
    _carry_out_deletions(small)
    assert small.stored() == before
    with small.database.reading() as session:
        assert session.get_one(Image, image.id).version == 1


def _refuse_save(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, allowed: int, error: Exception
) -> None:
    """Let so many files be saved, then raise."""
    save: Callable[..., Any] = studio.local.save
    saved = iter(range(allowed))

    def save_some(*arguments: Any, **more: Any) -> Any:
        if next(saved, None) is None:
            raise error
        return save(*arguments, **more)

    monkeypatch.setattr(studio.local, "save", save_some)


def _carry_out_deletions(studio: Studio) -> None:
    """Do what the mover does with the outbox."""
    with studio.database.writing() as session:
        for order in session.scalars(select(Deletion).where(Deletion.not_before <= now())):
            studio.local.delete([file.key for file in studio.local.list(order.key_prefix)])
            order.done_at = now()


def _live_ids(studio: Studio) -> list[str]:
    with studio.database.reading() as session:
        live = select(Image.public_id).where(Image.deleted_at.is_(None)).order_by(Image.id)
        return list(session.scalars(live))


def test_s3_in_trouble_does_not_matter(studio: Studio) -> None:
    wrong = StorageUnavailable("wrong secret key", FailureClass.CONFIGURATION)
    studio.storages.breaker.failed(wrong)
    image = studio.attach()
    assert studio.copies(image) == [("local", "verified")]
    assert image.wanted_location == "s3"


def test_an_upload_that_took_too_long_is_refused(
    small: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_over = uploads.take_over

    def late(*arguments: Any) -> None:
        with_order = arguments[0]
        with_order.execute(select(Deletion)).scalar_one().attempts = 1
        with_order.flush()
        take_over(*arguments)

    monkeypatch.setattr(uploads, "take_over", late)
    with pytest.raises(Conflict, match="too long"):
        small.attach()
    assert _live_ids(small) == []


def test_replacing_keeps_id_words_and_place_and_orders_the_old_bytes_gone(studio: Studio) -> None:
    image = studio.attach()
    old = studio.stored()
    fresh = studio.replace(image, picture("PNG", (40, 30)), "nuevo.png")
    assert (fresh.public_id, fresh.position) == (image.public_id, image.position)
    assert (fresh.version, fresh.generation) == (2, 2)
    assert (fresh.width, fresh.height, fresh.filename) == (40, 30, "nuevo.png")
    assert studio.copies(fresh) == [("local", "verified")]
    with studio.database.reading() as session:
        order = session.scalars(select(Deletion)).one()
    assert (order.location, order.reason, order.identity) == ("local", "replaced", image.sha256)
    assert set(old) == {file.key for file in studio.local.list(order.key_prefix)}
    assert order.not_before > now()


def test_the_slower_of_two_replacements_is_refused_and_spoils_nothing(
    small: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = small.attach()
    save: Callable[..., Any] = small.local.save

    def overtaken(*arguments: Any, **more: Any) -> Any:
        monkeypatch.setattr(small.local, "save", save)
        small.replace(image, picture("PNG", (50, 50)), "faster.png")
        return save(*arguments, **more)

    monkeypatch.setattr(small.local, "save", overtaken)
    with pytest.raises(Conflict, match="at the same moment"):
        small.replace(image, picture("PNG", (60, 60)), "slower.png")
    _carry_out_deletions(small)
    with small.database.reading() as session:
        fresh = session.get_one(Image, image.id)
    assert (fresh.filename, fresh.version) == ("faster.png", 3)
    stored = small.stored()
    keys = part_keys(fresh.public_id, 3, fresh.parts)
    assert {name: stored[key] for name, key in keys.items()} == {
        name: part["sha256"] for name, part in fresh.parts.items()
    }
