"""One image on its way to S3 and back, in the order of steps that loses nothing."""

import time
from datetime import timedelta
from pathlib import Path

from catalog.db.models import Image
from catalog.db.session import Database
from catalog.domain.images import purge_image
from tests.domain.mover.conftest import Plant, expected, make_plant
from tests.images import picture


def test_an_upload_goes_to_s3_and_its_local_copy_is_kept_for_the_grace_time(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    moved = plant.image(image)
    assert (moved.storage_location, moved.error_class, moved.lease_owner) == ("s3", None, None)
    assert plant.copies(image) == {"local": "verified", "s3": "verified"}
    assert plant.digests(image, "s3") == expected(image)
    assert plant.copy(image, "s3").verified_how == "readback"
    kept = plant.copy(image, "local").retire_after
    assert kept is not None
    assert timedelta(days=6) < kept - plant.clock() <= timedelta(days=7)


def test_objects_carry_their_type_caching_and_facts(plant: Plant) -> None:
    image = plant.studio.attach(filename="Año nuevo.jpg")
    plant.settle()
    stored = {file.metadata["part"]: file for file in plant.s3.list()}
    assert stored.keys() == image.parts.keys()
    original, thumb = stored["original"], stored["thumb"]
    assert (original.media_type, thumb.media_type) == ("image/jpeg", "image/webp")
    assert original.cache_control == "private, max-age=31536000, immutable"
    assert thumb.cache_control == "public, max-age=31536000, immutable"
    assert original.metadata["public-id"] == image.public_id
    assert original.metadata["filename"] == "A%C3%B1o%20nuevo.jpg"
    assert all(file.metadata["filename"].isascii() for file in stored.values())


def test_goes_back_to_disk_without_a_transfer_while_the_local_copy_is_there(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    asked = plant.s3.asked
    assert plant.move("local").moved == 1
    assert plant.image(image).storage_location == "local"
    assert plant.s3.asked - asked <= 2, "no part was read from S3"
    assert plant.copy(image, "local").retire_after is None
    assert plant.copy(image, "s3").retire_after is not None


def test_there_and_back_and_there_changes_no_byte_and_leaves_none(plant: Plant) -> None:
    images = [plant.studio.attach(picture(kind)) for kind in ("JPEG", "PNG", "WEBP", "GIF")]
    for direction in ("s3", "local", "s3"):
        plant.move(direction)
        plant.clock.move_on(days=8)
        plant.settle()
        other = "local" if direction == "s3" else "s3"
        for image in images:
            assert plant.copies(image) == {direction: "verified", other: "gone"}
            assert plant.digests(image, direction) == expected(image)
        storage = plant.s3 if other == "s3" else plant.studio.local
        assert list(storage.list("images/")) == [], "no stray file is left"


def test_the_source_goes_after_its_grace_time_and_not_before(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.clock.move_on(days=6)
    plant.settle()
    assert plant.digests(image, "local") == expected(image)
    plant.clock.move_on(days=2)
    plant.settle()
    assert plant.copies(image) == {"local": "gone", "s3": "verified"}
    assert list(plant.studio.local.list("images/")) == []


def test_the_source_stays_when_the_other_copy_turns_out_damaged(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.spoil(image, "s3", "thumb")
    plant.clock.move_on(days=8)
    [item] = plant.mover.work.next_retirements(5)
    plant.mover.work.retire(item)
    assert plant.copies(image) == {"local": "verified", "s3": "corrupt"}
    assert plant.copy(image, "local").retire_after is None
    assert plant.digests(image, "local") == expected(image)


def test_policy_both_keeps_the_local_copy_for_good(database: Database, tmp_path: Path) -> None:
    plant = make_plant(database, tmp_path, IMAGE_POLICY="both")
    image = plant.studio.attach()
    plant.settle()
    assert plant.image(image).storage_location == "s3"
    plant.clock.move_on(days=1000)
    plant.settle()
    assert plant.copies(image) == {"local": "verified", "s3": "verified"}
    plant.mover.stop()


def test_policy_local_moves_nothing(database: Database, tmp_path: Path) -> None:
    plant = make_plant(database, tmp_path, IMAGE_POLICY="local")
    plant.studio.attach()
    plant.settle()
    assert plant.s3.saved == []
    plant.mover.stop()


def test_an_image_purged_after_its_move_leaves_no_byte(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    with plant.database.writing() as session:
        purge_image(session, session.get_one(Image, image.id))
    plant.settle()
    assert (list(plant.s3.list()), list(plant.studio.local.list())) == ([], [])
    assert plant.open_deletions() == []


def test_new_content_is_moved_and_the_old_is_removed_from_both_sides(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    replaced = plant.studio.replace(image, picture("PNG"))
    plant.settle()
    plant.clock.move_on(hours=1)
    plant.settle()
    assert plant.digests(replaced, "s3") == expected(replaced)
    old = f"/{image.version}/"
    assert [file.key for file in plant.s3.list() if old in file.key] == []
    assert [file.key for file in plant.studio.local.list() if old in file.key] == []


def test_a_started_mover_takes_an_upload_to_s3_by_itself(plant: Plant) -> None:
    plant.mover.start()
    image = plant.studio.attach()
    plant.mover.wake()
    _is_moved_within(plant, image, seconds=5)


def _is_moved_within(plant: Plant, image: Image, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while plant.image(image).storage_location != "s3":
        assert time.monotonic() < deadline
        time.sleep(0.02)
