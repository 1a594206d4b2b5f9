"""A damaged copy is mended from the good one, by the same loop, without anybody asking."""

import pytest

from catalog.db.models import Image, ImageCopy
from catalog.domain.run_scopes import Scope
from catalog.domain.verify import verify_copies
from catalog.storage.base import FailureClass
from tests.domain.mover.conftest import Plant, expected
from tests.domain.mover.liars import trouble


def verify(plant: Plant, *, by_reading: bool = True) -> tuple[int, int]:
    """Return how many copies there are and how many of them are right."""
    studio = plant.studio
    report = verify_copies(
        plant.database, studio.storages, studio.settings.node, Scope(), by_reading=by_reading
    )
    return report.copies, report.right


def settle_slowly(plant: Plant) -> None:
    for _round in range(4):
        plant.settle()
        plant.clock.move_on(minutes=1)


@pytest.mark.parametrize("part", ["original", "thumb"])
def test_a_damaged_copy_on_s3_is_written_again_from_disk(plant: Plant, part: str) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.spoil(image, "s3", part)
    assert verify(plant) == (2, 1)
    assert plant.copies(image) == {"local": "verified", "s3": "corrupt"}
    settle_slowly(plant)
    assert plant.image(image).storage_location == "s3"
    assert plant.digests(image, "s3") == expected(image)
    assert verify(plant) == (2, 2)
    assert plant.open_deletions() == []


def test_a_missing_local_file_comes_back_from_s3(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.move("local")
    next((plant.studio.local.root / "images").rglob("card-*")).unlink()
    assert verify(plant) == (2, 1)
    settle_slowly(plant)
    assert plant.image(image).storage_location == "local"
    assert plant.digests(image, "local") == expected(image)
    assert verify(plant) == (2, 2)


def test_with_no_good_copy_nothing_is_done_but_to_say_so(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.spoil(image, "s3", "original")
    assert verify(plant) == (2, 1)
    plant.spoil(image, "local", "thumb")
    settle_slowly(plant)
    assert plant.copies(image) == {"local": "corrupt", "s3": "corrupt"}
    assert plant.image(image).storage_location == "s3"
    assert plant.open_deletions() == []
    assert plant.digests(image, "local")["original"] == expected(image)["original"]


@pytest.mark.parametrize(("is_damaged", "state"), [(False, "verified"), (True, "corrupt")])
def test_a_suspect_copy_is_read_again(plant: Plant, state: str, *, is_damaged: bool) -> None:
    image = plant.studio.attach()
    plant.settle()
    if is_damaged:
        plant.spoil(image, "local")
    place = (image.id, "local", plant.studio.settings.node)
    plant.studio.change(ImageCopy, place, state="suspect")
    plant.forget_pauses()
    plant.settle()
    assert plant.copies(image)["local"] == state


def test_a_quick_look_does_not_clear_what_a_reading_condemned(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.studio.change(ImageCopy, (image.id, "s3", ""), state="corrupt")
    plant.studio.change(Image, image.id, next_attempt_at=plant.clock().replace(year=2100))
    assert verify(plant, by_reading=False) == (2, 2)
    assert plant.copies(image)["s3"] == "suspect"
    assert verify(plant) == (2, 2)
    assert plant.copies(image)["s3"] == "verified"


def test_what_nobody_can_tell_changes_nothing(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.s3.trouble = trouble(FailureClass.TRANSIENT)
    assert verify(plant) == (2, 1)
    assert plant.copies(image) == {"local": "verified", "s3": "verified"}
