"""What stores and disks do wrong, and that no picture is lost by it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.db.models import Image, ImageCopy
from catalog.db.session import Database
from catalog.domain.queries.problems import problems
from catalog.domain.retrying import retry_failed
from catalog.storage.base import FailureClass, StorageFull
from tests.domain.mover.conftest import Plant, expected, make_plant
from tests.domain.mover.liars import LyingStore, trouble
from tests.images import picture


@pytest.mark.parametrize(
    "keep",
    [lambda _data: None, lambda data: data[:-1], lambda data: b"x" * len(data), lambda _data: b""],
    ids=["nothing", "cut short", "other bytes", "empty"],
)
def test_a_store_that_lies_is_caught_before_the_flip(
    database: Database, tmp_path: Path, keep: Callable[[bytes], bytes | None]
) -> None:
    plant = make_plant(database, tmp_path, LyingStore(keep))
    image = plant.studio.attach()
    plant.settle()
    seen = plant.image(image)
    assert (seen.storage_location, seen.error_class) == ("local", "object")
    assert plant.copies(image)["s3"] != "verified"
    assert plant.digests(image, "local") == expected(image)
    plant.s3.keep = lambda data: data
    plant.clock.move_on(minutes=1)
    plant.settle()
    assert plant.image(image).storage_location == "s3"
    assert plant.digests(image, "s3") == expected(image)
    assert plant.image(image).error_detail is None
    plant.mover.stop()


@pytest.mark.parametrize("part", ["original", "thumb"])
def test_a_damaged_source_stops_the_move_and_says_so(plant: Plant, part: str) -> None:
    image = plant.studio.attach()
    plant.spoil(image, "local", part)
    plant.settle()
    seen = plant.image(image)
    assert (seen.storage_location, seen.error_class) == ("local", "object")
    assert seen.error_detail == "the local file is damaged"
    assert plant.copies(image)["local"] == "corrupt"
    assert list(plant.s3.list()) == [], "nothing half-moved is left"


def test_a_missing_source_is_another_trouble_than_a_damaged_one(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.studio.local.delete([file.key for file in plant.studio.local.list("images/")])
    plant.settle()
    assert plant.image(image).error_detail == "the local file is missing"
    assert plant.copies(image)["local"] == "missing"


def test_a_restored_source_is_moved_when_somebody_says_retry(plant: Plant) -> None:
    image = plant.studio.attach()
    path = next(iter((plant.studio.local.root / "images").rglob("original-*")))
    content = path.read_bytes()
    plant.spoil(image, "local")
    plant.settle()
    with plant.database.reading() as session:
        [problem] = problems(session)
    assert (problem.images, problem.examples) == (1, ((image.public_id, "ring.jpg"),))
    path.write_bytes(content)
    with plant.database.writing() as session:
        assert retry_failed(session, problem.detail) == 1
    plant.settle()
    assert plant.image(image).storage_location == "s3"
    with plant.database.reading() as session:
        assert problems(session) == []


def test_a_damaged_source_never_costs_a_good_target(plant: Plant) -> None:
    """S3's copy went bad; the local one, still in its grace time, is what is left."""
    image = plant.studio.attach()
    plant.settle()
    plant.spoil(image, "s3")
    assert plant.move("local").moved == 1
    assert plant.image(image).storage_location == "local"
    assert plant.digests(image, "local") == expected(image)


def test_with_both_copies_damaged_neither_is_removed(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.spoil(image, "s3", "original")
    plant.spoil(image, "local", "thumb")
    plant.move("local")
    assert plant.image(image).storage_location == "s3"
    assert plant.open_deletions() == []
    assert plant.digests(image, "local")["original"] == expected(image)["original"]
    assert plant.digests(image, "s3")["thumb"] == expected(image)["thumb"]


def test_an_answer_lost_after_a_good_write_makes_neither_a_duplicate_nor_a_failure(
    plant: Plant,
) -> None:
    def lose_answer(_key: str) -> None:
        raise trouble(FailureClass.AMBIGUOUS)

    image = plant.studio.attach()
    plant.s3.before_answer = lose_answer
    plant.settle()
    seen = plant.image(image)
    assert (seen.storage_location, seen.attempts) == ("s3", 0)
    assert len(list(plant.s3.list())) == len(image.parts)
    assert plant.digests(image, "s3") == expected(image)


@pytest.mark.parametrize("failure", [FailureClass.TRANSIENT, FailureClass.CONFIGURATION])
def test_an_outage_costs_nothing_but_time(plant: Plant, failure: FailureClass) -> None:
    images = [plant.studio.attach() for _number in range(3)]
    plant.s3.trouble = trouble(failure)
    for _round in range(6):
        plant.mover.work_once()
        plant.clock.move_on(minutes=20)
    assert not plant.breaker.is_closed
    asked = plant.s3.asked
    plant.settle()
    assert plant.s3.asked == asked, "with the breaker open S3 is not asked"
    for image in images:
        assert plant.copies(image)["local"] == "verified"
    plant.check()
    plant.s3.trouble = None
    plant.breaker.reset()
    plant.settle()
    assert {plant.image(image).storage_location for image in images} == {"s3"}
    assert {plant.image(image).error_class for image in images} == {None}


def test_what_waited_is_due_at_once_when_s3_is_back(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.s3.trouble = trouble(FailureClass.TRANSIENT)
    for _round in range(10):
        plant.mover.work_once()
        plant.clock.move_on(hours=1)
    waits_until = plant.image(image).next_attempt_at
    assert waits_until is not None
    plant.clock.ahead *= 0
    plant.s3.trouble = None
    plant.breaker.reset()
    plant.settle()
    assert plant.image(image).storage_location == "s3"


def test_throttling_halves_what_is_asked_at_once_and_leaves_the_breaker_alone(
    plant: Plant,
) -> None:
    plant.studio.attach()
    plant.s3.trouble = trouble(FailureClass.THROTTLED)
    before = plant.studio.storages.s3.pace.limit
    plant.mover.work_once()
    assert plant.studio.storages.s3.pace.limit == before // 2
    assert plant.breaker.is_closed


def test_a_full_disk_pauses_the_run_and_loses_nothing(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.clock.move_on(days=8)
    plant.settle()

    def full(*_args: object, **_facts: object) -> None:
        raise StorageFull

    with monkeypatch.context() as patch:
        patch.setattr(plant.studio.local, "save", full)
        run = plant.start_run("local")
        plant.settle()
    assert plant.progress(run).state == "paused"
    assert plant.image(image).error_detail == "the disk is full"
    assert plant.digests(image, "s3") == expected(image)


def test_an_image_without_parts_is_a_problem_and_no_file(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.studio.change(Image, image.id, parts={})
    plant.settle()
    assert plant.image(image).error_detail == "nothing is known of its files"


def test_a_key_error_in_a_batch_leaves_the_deletion_open(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.studio.replace(image, picture("PNG"))
    with monkeypatch.context() as patch:
        refusal = trouble(FailureClass.OBJECT)
        patch.setattr(plant.s3, "delete", lambda keys: dict.fromkeys(keys, refusal))
        plant.clock.move_on(hours=1)
        plant.settle()
        assert len(plant.open_deletions()) == 1
    plant.clock.move_on(hours=1)
    plant.settle()
    assert plant.open_deletions() == []


def test_forbidden_never_means_missing(plant: Plant) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.s3.trouble = trouble(FailureClass.CONFIGURATION)
    plant.clock.move_on(days=8)
    for _round in range(5):
        plant.mover.work_once()
    with plant.database.reading() as session:
        states = {copy.state for copy in session.query(ImageCopy)}
    assert states == {"verified"}
    assert plant.digests(image, "local") == expected(image)
