"""Two at the same image: only one flips, and the newest content wins."""

from collections.abc import Iterator
from typing import Any

import pytest

from catalog.db.base import now
from catalog.db.models import Image, ImageCopy
from catalog.domain.image_copies import Place
from catalog.domain.images import detach_image, restore_image, update_image
from catalog.domain.mover import Mover
from catalog.domain.mover.leases import Claim
from catalog.domain.mover.outbox import order_deletion
from catalog.storage.keys import image_prefix
from tests.domain.mover.conftest import Plant, expected
from tests.images import picture


@pytest.fixture
def second(plant: Plant) -> Iterator[Mover]:
    mover = plant.another()
    yield mover
    mover.stop()


def claim(mover: Mover) -> Claim:
    [taken] = mover.work.next_moves(5)
    return taken


def test_a_leased_image_is_nobody_elses(plant: Plant, second: Mover) -> None:
    image = plant.studio.attach()
    first = claim(plant.mover)
    assert second.work.next_moves(5) == []
    assert plant.mover.work.move(first)
    assert plant.image(image).storage_location == "s3"


def test_who_lost_the_lease_cannot_flip(plant: Plant, second: Mover) -> None:
    image = plant.studio.attach()
    late = claim(plant.mover)
    plant.clock.move_on(minutes=3)
    in_time = claim(second)
    assert in_time.fence == late.fence + 1
    assert not plant.mover.work.move(late)
    assert plant.image(image).storage_location == "local"
    assert plant.open_deletions() == [], "the place belongs to the other mover now"
    assert second.work.move(in_time)
    assert plant.digests(image, "s3") == expected(image)
    plant.check()


def test_an_expired_lease_cannot_flip_even_if_nobody_took_it(plant: Plant) -> None:
    image = plant.studio.attach()
    late = claim(plant.mover)
    plant.clock.move_on(minutes=3)
    assert not plant.mover.work.move(late)
    assert plant.image(image).storage_location == "local"
    plant.settle()
    assert plant.image(image).storage_location == "s3"


def test_a_failure_of_who_lost_the_lease_is_not_noted(plant: Plant, second: Mover) -> None:
    image = plant.studio.attach()
    late = claim(plant.mover)
    plant.clock.move_on(minutes=3)
    in_time = claim(second)
    plant.spoil(image, "local")
    assert not plant.mover.work.move(late)
    assert plant.image(image).error_class is None
    assert plant.copies(image)["local"] == "verified"
    assert not second.work.move(in_time)
    assert plant.copies(image)["local"] == "corrupt"


def test_new_content_during_a_copy_wins(plant: Plant) -> None:
    image = plant.studio.attach()
    taken = claim(plant.mover)
    plant.s3.before_answer = lambda _key: replace_once(plant, image)
    assert not plant.mover.work.move(taken)
    plant.settle()
    replaced = plant.image(image)
    assert (replaced.version, replaced.storage_location) == (2, "s3")
    assert plant.digests(replaced, "s3") == expected(replaced)
    assert {file.key.split("/")[3] for file in plant.s3.list()} == {"2"}
    plant.clock.move_on(hours=1)
    plant.settle()
    assert plant.open_deletions() == []


def replace_once(plant: Plant, image: Image) -> None:
    plant.s3.before_answer = lambda _key: None
    plant.studio.replace(image, picture("PNG"))


def test_deleting_during_a_copy_leaves_no_stray_and_restoring_moves_again(plant: Plant) -> None:
    image = plant.studio.attach()
    taken = claim(plant.mover)
    with plant.database.writing() as session:
        detach_image(session, session.get_one(Image, image.id), None)
    assert not plant.mover.work.move(taken)
    plant.settle()
    assert list(plant.s3.list()) == []
    with plant.database.writing() as session:
        restore_image(session, session.get_one(Image, image.id), None)
    plant.settle()
    assert plant.image(image).storage_location == "s3"
    assert plant.digests(image, "s3") == expected(image)


def test_restoring_before_the_stray_is_removed_waits_for_its_removal(plant: Plant) -> None:
    image = plant.studio.attach()
    taken = claim(plant.mover)
    with plant.database.writing() as session:
        detach_image(session, session.get_one(Image, image.id), None)
    assert not plant.mover.work.move(taken)
    with plant.database.writing() as session:
        restore_image(session, session.get_one(Image, image.id), None)
    assert plant.mover.work.next_moves(5) == [], "its place is still being cleared"
    plant.settle()
    plant.clock.move_on(seconds=5)
    plant.settle()
    assert plant.image(image).storage_location == "s3"
    assert plant.digests(image, "s3") == expected(image)


def test_other_words_during_a_copy_cost_no_second_transfer(plant: Plant) -> None:
    image = plant.studio.attach()
    taken = claim(plant.mover)
    with plant.database.writing() as session:
        update_image(session, session.get_one(Image, image.id), None, alt="Un anillo")
    plant.mover.work.move(taken)
    plant.settle()
    assert plant.image(image).storage_location == "s3"
    assert len(plant.s3.saved) == len(image.parts)


def test_a_move_the_other_way_during_a_copy_wins(plant: Plant) -> None:
    image = plant.studio.attach()
    taken = claim(plant.mover)
    run = plant.start_run("local")
    plant.mover.work_once()
    assert plant.image(image).generation == taken.generation + 1
    assert not plant.mover.work.move(taken)
    plant.settle()
    assert plant.image(image).storage_location == "local"
    assert list(plant.s3.list()) == []
    assert plant.progress(run).state == "finished"


def test_a_retirement_is_called_off_when_the_image_is_wanted_there_again(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.clock.move_on(days=8)
    [item] = plant.mover.work.next_retirements(5)
    plant.start_run("local")
    plant.mover._tending.tend_runs()
    plant.mover.work.retire(item)
    plant.settle()
    assert plant.digests(image, "local") == expected(image)
    assert plant.image(image).storage_location == "local"


def test_an_image_wanted_where_it_is_just_being_removed_waits_and_comes_back(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.studio.change(ImageCopy, _place(plant, image), state="retiring")
    plant.start_run("local")
    plant.mover._tending.tend_runs()
    assert plant.mover.work.next_moves(5) == []
    plant.clock.move_on(days=8)
    plant.settle()
    plant.clock.move_on(seconds=5)
    plant.settle()
    assert plant.image(image).storage_location == "local"
    assert plant.digests(image, "local") == expected(image)


def _place(plant: Plant, image: Image) -> tuple[int, str, str]:
    return (image.id, "local", plant.studio.settings.node)


def test_a_stopped_mover_gives_its_images_back_at_once(plant: Plant, second: Mover) -> None:
    image = plant.studio.attach()
    claim(second)
    assert plant.mover.work.next_moves(5) == []
    second._tending.close()
    assert [taken.image_id for taken in plant.mover.work.next_moves(5)] == [image.id]


def test_bytes_that_an_image_points_to_survive_an_order_to_delete_them(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    with plant.database.writing() as session:
        place = Place(image.id, "s3", "")
        order_deletion(session, place, image_prefix(image.public_id, 1), "mistake", now())
    plant.settle()
    assert plant.digests(image, "s3") == expected(image)
    assert plant.open_deletions() == []


@pytest.mark.parametrize(
    "facts",
    [
        {"generation": 99},
        {"version": 2},
        {"fence": 99},
        {"deleted_at": now()},
        {"wanted_location": "local"},
        {"lease_owner": "another/1-abc"},
        {"lease_until": now()},
    ],
    ids=lambda facts: next(iter(facts)),
)
def test_an_image_that_changed_in_any_way_is_not_flipped(
    plant: Plant, facts: dict[str, Any]
) -> None:
    image = plant.studio.attach()
    taken = claim(plant.mover)
    plant.studio.change(Image, image.id, **facts)
    assert not plant.mover.work.move(taken)
    assert plant.image(image).storage_location == "local"
    assert plant.copies(image).get("s3") != "verified"
