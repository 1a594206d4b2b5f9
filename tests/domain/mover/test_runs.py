"""Runs: what they count, how they are stopped, and what becomes of images that come meanwhile."""

from dataclasses import replace

import pytest

from catalog.db.models import Catalog, Image, MigrationRun
from catalog.domain import migration_runs as runs
from catalog.domain.images import purge_image
from catalog.domain.queries.migration_runs import failed_images, run_by_id
from catalog.domain.retrying import retry_failed
from catalog.domain.run_scopes import Scope
from catalog.errors import Conflict, Invalid, NotFound
from tests.domain.mover.conftest import Plant
from tests.images import picture


@pytest.fixture
def images(plant: Plant) -> list[Image]:
    """Give three pictures that are on S3."""
    made = [plant.studio.attach(picture(kind)) for kind in ("JPEG", "PNG", "GIF")]
    plant.settle()
    return made


def where(plant: Plant, images: list[Image]) -> list[str]:
    return [plant.image(image).storage_location for image in images]


def wanted(plant: Plant, images: list[Image]) -> list[str]:
    return [plant.image(image).wanted_location for image in images]


def change(plant: Plant, run: MigrationRun, verb: str) -> None:
    with plant.database.writing() as session:
        found = run_by_id(session, run.id)
        if verb == "cancel":
            runs.cancel_run(session, plant.studio.settings, found)
        else:
            {"pause": runs.pause_run, "resume": runs.resume_run}[verb](session, found)


def test_a_plan_counts_and_writes_nothing(plant: Plant, images: list[Image]) -> None:
    stored = {file.key for file in plant.s3.list()}
    plant.studio.attach(picture("BMP"))
    with plant.database.reading() as session:
        plan = runs.plan_run(session, plant.studio.settings, "local", Scope())
    assert (plan.images, plan.already_there, plan.to_move) == (4, 1, 3)
    assert plan.bytes_to_move == sum(image.size for image in images)
    assert (plan.without_transfer, plan.source_missing, plan.source_corrupt) == (3, 0, 0)
    assert {file.key for file in plant.s3.list()} == stored


def test_a_run_moves_everything_and_a_second_finds_all_in_place(
    plant: Plant, images: list[Image]
) -> None:
    first = plant.move("local")
    assert (first.state, first.total, first.moved) == ("finished", 3, 3)
    assert (first.skipped, first.failed, first.left) == (0, 0, 0)
    assert first.bytes_moved == first.bytes_total == sum(image.size for image in images)
    second = plant.move("local")
    assert (second.state, second.total, second.moved, second.skipped) == ("finished", 3, 0, 3)
    assert where(plant, images) == ["local"] * 3


def test_a_second_run_neither_writes_nor_deletes_a_byte(plant: Plant, images: list[Image]) -> None:
    saved = len(plant.s3.saved)
    plant.move("s3")
    assert len(plant.s3.saved) == saved
    assert plant.open_deletions() == []


def test_what_a_finished_run_took_to_disk_stays_there(plant: Plant, images: list[Image]) -> None:
    plant.move("local")
    later = plant.studio.attach()
    plant.settle()
    assert where(plant, images) == ["local"] * 3
    assert where(plant, [later]) == ["s3"], "the policy is for new pictures"


def test_only_one_run_is_active(plant: Plant, images: list[Image]) -> None:
    plant.start_run("local")
    with pytest.raises(Conflict):
        plant.start_run("s3")


def test_a_paused_run_begins_nothing_and_uploads_go_on(plant: Plant, images: list[Image]) -> None:
    run = plant.start_run("local")
    plant.mover._tending.tend_runs()
    change(plant, run, "pause")
    plant.settle()
    assert where(plant, images) == ["s3"] * 3
    assert plant.progress(run).state == "paused"
    change(plant, run, "resume")
    plant.settle()
    assert where(plant, images) == ["local"] * 3
    assert plant.progress(run).moved == 3


def test_a_cancelled_run_leaves_the_rest_where_it_is(plant: Plant, images: list[Image]) -> None:
    run = plant.start_run("local")
    plant.mover._tending.tend_runs()
    plant.mover.work.move(plant.mover.work.next_moves(1)[0])
    change(plant, run, "cancel")
    plant.clock.move_on(minutes=5)
    plant.settle()
    assert where(plant, images) == ["local", "s3", "s3"]
    progress = plant.progress(run)
    assert (progress.state, progress.moved, progress.left) == ("cancelled", 1, 2)
    assert wanted(plant, images) == ["local", "s3", "s3"]


def test_cancelling_lets_what_waited_before_go_on_waiting(plant: Plant) -> None:
    waiting = plant.studio.attach()
    run = plant.start_run("s3")
    plant.mover._tending.tend_runs()
    change(plant, run, "cancel")
    assert wanted(plant, [waiting]) == ["s3"]
    plant.settle()
    assert where(plant, [waiting]) == ["s3"]


def test_an_upload_during_a_run_follows_it_and_is_in_its_report(
    plant: Plant, images: list[Image]
) -> None:
    run = plant.start_run("local")
    new = plant.studio.attach()
    plant.settle()
    progress = plant.progress(run)
    assert where(plant, [new]) == ["local"]
    assert (progress.moved, progress.skipped, progress.total) == (3, 1, 4)


def test_an_upload_during_a_cancelled_run_follows_the_policy(
    plant: Plant, images: list[Image]
) -> None:
    run = plant.start_run("local")
    plant.mover._tending.tend_runs()
    new = plant.studio.attach()
    change(plant, run, "cancel")
    plant.settle()
    assert where(plant, [new]) == ["s3"]


def test_undo_brings_back_what_was_moved_and_transfers_nothing(
    plant: Plant, images: list[Image]
) -> None:
    untouched = plant.studio.attach()
    done = plant.start_run("local")
    plant.settle()
    saved = len(plant.s3.saved)
    with plant.database.writing() as session:
        run = run_by_id(session, done.id)
        undone = runs.undo_run(session, plant.studio.settings, run, person_id=None)
    plant.settle()
    progress = plant.progress(undone)
    assert (progress.direction, progress.moved, progress.state) == ("s3", 3, "finished")
    assert where(plant, images) == ["s3"] * 3
    assert where(plant, [untouched]) == ["local"]
    assert len(plant.s3.saved) == saved


def test_undo_of_a_run_under_way_stops_it_first(plant: Plant, images: list[Image]) -> None:
    active = plant.start_run("local")
    plant.mover._tending.tend_runs()
    plant.mover.work.move(plant.mover.work.next_moves(1)[0])
    with plant.database.writing() as session:
        run = run_by_id(session, active.id)
        runs.undo_run(session, plant.studio.settings, run, person_id=None)
    plant.clock.move_on(minutes=5)
    plant.settle()
    assert where(plant, images) == ["s3"] * 3


def test_a_limit_moves_so_many_and_no_more(plant: Plant, images: list[Image]) -> None:
    progress = plant.move("local", limit=2)
    assert (progress.moved, progress.state) == (2, "finished")
    assert sorted(where(plant, images)) == ["local", "local", "s3"]


def test_one_catalog_is_moved_alone(plant: Plant, images: list[Image]) -> None:
    with plant.database.reading() as session:
        slug = session.get_one(Catalog, plant.studio.catalog_id).slug
    with pytest.raises(NotFound):
        plant.start_run("local", catalog="no-such")
    assert plant.move("local", catalog=slug).moved == 3


def test_failures_are_counted_listed_and_forgiven_by_a_later_success(
    plant: Plant, images: list[Image]
) -> None:
    plant.clock.move_on(days=8)
    plant.settle()
    bad = images[0]
    good = dict(plant.s3.objects)
    plant.spoil(bad, "s3")
    run = plant.start_run("local")
    plant.settle()
    progress = plant.progress(run)
    assert (progress.state, progress.moved, progress.failed) == ("finished", 2, 1)
    with plant.database.reading() as session:
        [failed] = failed_images(session, run.id)
    assert (failed.public_id, str(failed.why)) == (bad.public_id, "the file on S3 is damaged")
    plant.s3.objects.update(good)
    with plant.database.writing() as session:
        retry_failed(session)
    plant.settle()
    progress = plant.progress(run)
    assert (progress.moved, progress.failed, progress.total) == (3, 0, 3)


def test_an_image_deleted_for_good_during_a_run_does_not_hold_it_up(
    plant: Plant, images: list[Image]
) -> None:
    run = plant.start_run("local")
    plant.mover._tending.tend_runs()
    with plant.database.writing() as session:
        purge_image(session, session.get_one(Image, images[0].id))
    plant.settle()
    progress = plant.progress(run)
    assert (progress.state, progress.moved, progress.total) == ("finished", 2, 2)


def test_without_a_bucket_nothing_can_be_moved(plant: Plant) -> None:
    settings = replace(plant.studio.settings, bucket=None)
    with plant.database.reading() as session, pytest.raises(Invalid, match="No bucket"):
        runs.plan_run(session, settings, "s3", Scope())


def test_a_move_to_a_disk_without_room_is_refused_before_it_begins(
    plant: Plant, images: list[Image], monkeypatch: pytest.MonkeyPatch
) -> None:
    plant.clock.move_on(days=8)
    plant.settle()
    with plant.database.reading() as session:
        plan = runs.plan_run(session, plant.studio.settings, "local", Scope())
    runs.check_room(plan, plant.studio.local)
    monkeypatch.setattr(plant.studio.local, "free_bytes", lambda: plan.bytes_to_move)
    with pytest.raises(Invalid, match="no room"):
        runs.check_room(plan, plant.studio.local)


@pytest.mark.parametrize("kind", ["limit", "undo"])
def test_an_upload_during_a_run_of_chosen_pictures_follows_the_policy(
    plant: Plant, images: list[Image], kind: str
) -> None:
    first = plant.start_run("local", limit=1)
    if kind == "undo":
        plant.settle()
        with plant.database.writing() as session:
            moved = run_by_id(session, first.id)
            runs.undo_run(session, plant.studio.settings, moved, person_id=None)
    new = plant.studio.attach()
    assert wanted(plant, [new]) == ["s3"]
    plant.settle()
    assert where(plant, [new]) == ["s3"]
