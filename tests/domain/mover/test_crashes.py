"""The process dies behind every step; another one brings everything to the same end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from catalog.db.models import Image
from catalog.domain.mover import steps
from tests.domain.mover.conftest import Plant, expected
from tests.images import picture

MOVING = steps.STEPS[: steps.STEPS.index("flipped") + 1]
RETIRING = [step for step in steps.STEPS if step.startswith("retir")]
DELETING = [step for step in steps.STEPS if step.startswith("deletion")]


class Crash(BaseException):
    """Nothing in the product catches it, as nothing catches a power cut."""


@contextmanager
def dying_at(step: str) -> Iterator[list[str]]:
    """Let whoever gets behind that step die there, once; give the steps that were met."""
    met: list[str] = []

    def die_once(name: str) -> None:
        met.append(name)
        if name == step and met.count(name) == 1:
            raise Crash

    before, steps.hook = steps.hook, die_once
    try:
        yield met
    finally:
        steps.hook = before


def crash_and_go_on(plant: Plant, step: str, work: Callable[[], object]) -> None:
    with dying_at(step) as met:
        with suppress(Crash):
            work()
        assert step in met
        plant.check()
        plant.clock.move_on(minutes=11)
        plant.settle()


@pytest.mark.parametrize("step", MOVING)
def test_dying_on_the_way_to_s3_ends_as_if_nothing_had_been(plant: Plant, step: str) -> None:
    images = [plant.studio.attach(picture(kind)) for kind in ("JPEG", "PNG")]
    crash_and_go_on(plant, step, plant.mover.work_once)
    for image in images:
        _is_on(plant, image, "s3")
    assert len(list(plant.s3.list())) == sum(len(image.parts) for image in images)


@pytest.mark.parametrize("step", MOVING)
def test_dying_on_the_way_back_ends_as_if_nothing_had_been(plant: Plant, step: str) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.clock.move_on(days=8)
    plant.settle()
    run = plant.start_run("local")
    crash_and_go_on(plant, step, plant.mover.work_once)
    _is_on(plant, image, "local")
    progress = plant.progress(run)
    assert (progress.state, progress.moved, progress.failed) == ("finished", 1, 0)


@pytest.mark.parametrize("step", ["claimed", "flipped"])
def test_dying_while_undoing_transfers_nothing_still(plant: Plant, step: str) -> None:
    image = plant.studio.attach()
    plant.settle()
    saved = len(plant.s3.saved)
    plant.start_run("local")
    crash_and_go_on(plant, step, plant.mover.work_once)
    _is_on(plant, image, "local")
    assert len(plant.s3.saved) == saved


@pytest.mark.parametrize("step", RETIRING)
def test_dying_while_a_source_is_retired_ends_with_it_gone(plant: Plant, step: str) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.clock.move_on(days=8)
    crash_and_go_on(plant, step, plant.mover.work_once)
    assert plant.copies(image) == {"local": "gone", "s3": "verified"}
    assert list(plant.studio.local.list("images/")) == []
    _is_on(plant, image, "s3")


@pytest.mark.parametrize("step", DELETING)
def test_dying_while_deleting_ends_with_the_bytes_gone(plant: Plant, step: str) -> None:
    image = plant.studio.attach()
    plant.settle()
    plant.studio.replace(image, picture("PNG"))
    plant.settle()
    plant.clock.move_on(hours=1)
    crash_and_go_on(plant, step, plant.mover.work_once)
    assert plant.open_deletions() == []
    assert {file.key.split("/")[3] for file in plant.s3.list()} == {"2"}


def _is_on(plant: Plant, image: Image, location: str) -> None:
    seen = plant.image(image)
    assert (seen.storage_location, seen.lease_owner, seen.error_class) == (location, None, None)
    assert plant.copies(image)[location] == "verified"
    assert plant.digests(image, location) == expected(image)
