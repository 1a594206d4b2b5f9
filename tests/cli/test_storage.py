"""`catalog storage` as people and scripts call it, against a real S3 server."""

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.domain.catalogs import create_catalog
from catalog.domain.mover.steps import CRASH_AT
from catalog.storage.s3 import S3Storage
from tests.services import databases
from tests.services.product import Product, s3_settings
from tests.studio import make_place

pytestmark = pytest.mark.s3
PICTURES = 5
KILLED = -9


class Store:
    """An installation with a few pictures, and what its commands say."""

    def __init__(self, product: Product, bucket: S3Storage) -> None:
        self.product = product
        self.bucket = bucket
        databases.upgraded(product.settings().database_url)
        database = product.open_database()
        with database.writing() as session:
            column, row = make_place(session, create_catalog(session, None, "Joyas"))
            self.place = (row.id, column.id)
        database.close()
        for number in range(PICTURES):
            self.attach(f"ring-{number}.jpg")

    def attach(self, filename: str) -> str:
        return self.product.attach(*self.place, filename)

    def ask(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        answer = self.product.run("storage", *arguments, "--json", status=status)
        found: dict[str, Any] = json.loads(answer)
        return found

    def move(self, to: str) -> tuple[str, int, int, int]:
        run = self.ask("migrate", "--to", to)
        return run["state"], run["moved"], run["skipped"], run["failed"]

    def objects(self) -> int:
        return sum(1 for _file in self.bucket.list("images/"))


@pytest.fixture
def store(tmp_path: Path, bucket: S3Storage) -> Iterator[Store]:
    product = Product(tmp_path, s3_settings(bucket.config))
    yield Store(product, bucket)
    product.kill()


def test_moves_there_and_back_by_command_with_the_promised_numbers(store: Store) -> None:
    before = store.ask("status")
    assert (before["images"], before["local"], before["s3"]) == (PICTURES, PICTURES, 0)
    assert (before["pending"], before["s3_state"], before["run"]) == (PICTURES, "healthy", None)
    assert before["waiting_why"].startswith("No mover is running.")
    plan = store.ask("plan", "--to", "s3")
    assert (plan["to_move"], plan["already_there"]) == (PICTURES, 0)
    assert store.ask("migrate", "--to", "s3", "--dry-run") == plan
    assert store.objects() == 0
    assert store.move("s3") == ("finished", PICTURES, 0, 0)
    assert store.move("s3") == ("finished", 0, PICTURES, 0)
    assert store.move("local") == ("finished", PICTURES, 0, 0)
    report = store.ask("verify")
    assert (report["copies"], report["right"]) == (2 * PICTURES, 2 * PICTURES)
    after = store.ask("status")
    assert (after["local"], after["s3"], after["pending"], after["lost"]) == (PICTURES, 0, 0, 0)


@pytest.mark.parametrize("step", ["claimed", "part saved", "verified", "flipped"])
def test_killed_in_the_middle_and_called_again_it_ends_the_same(store: Store, step: str) -> None:
    store.product.environment[CRASH_AT] = step
    store.product.run("storage", "migrate", "--to", "s3", status=KILLED)
    del store.product.environment[CRASH_AT]
    assert store.move("s3") == ("finished", PICTURES, 0, 0)
    assert store.ask("verify")["right"] == 2 * PICTURES
    assert store.ask("status")["s3"] == PICTURES


def test_verify_names_what_is_damaged_and_says_so_by_its_exit_status(store: Store) -> None:
    folder = store.product.settings().pictures_dir
    next(folder.rglob("thumb-*")).write_bytes(b"spoiled")
    report = store.ask("verify", status=1)
    assert (report["right"], report["corrupt"], len(report["findings"])) == (PICTURES - 1, 1, 1)
    assert store.ask("status")["lost"] == 1


def test_a_failed_picture_is_listed_and_the_exit_status_tells(store: Store) -> None:
    folder = store.product.settings().pictures_dir
    next(folder.rglob("original-*")).unlink()
    run = store.ask("migrate", "--to", "s3", status=1)
    assert (run["state"], run["moved"], run["failed"]) == ("finished", PICTURES - 1, 1)


def test_the_probe_says_that_the_bucket_works(store: Store) -> None:
    report = store.ask("probe")
    assert report["passed"]
    assert {check["name"] for check in report["checks"]} >= {"list", "write", "read", "delete"}


def test_undo_brings_everything_back(store: Store) -> None:
    store.move("s3")
    undone = store.ask("undo")
    assert (undone["direction"], undone["state"], undone["moved"]) == ("local", "finished", 5)


def test_what_cannot_be_done_is_one_clear_refusal(store: Store) -> None:
    calls = ("reconcile", "purge-local", "adopt folder", "migrate --to moon", "pause", "undo")
    for call in calls:
        with store.product.start_command("storage", *call.split()) as process:
            output, complaints = process.communicate(timeout=60)
        assert (process.returncode, output) == (2, ""), call
        assert "Traceback" not in complaints


def test_a_wrong_secret_stops_a_move_with_the_remedy_and_the_status_says_it(store: Store) -> None:
    store.product.environment["AWS_SECRET_ACCESS_KEY"] = "wrong"
    with store.product.start_command("storage", "migrate", "--to", "s3") as process:
        _output, complaints = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "AWS_SECRET_ACCESS_KEY" in complaints
    status = store.ask("status")
    assert (status["s3_state"], status["lost"], status["pending"]) == ("misconfigured", 0, PICTURES)


def test_a_worker_moves_uploads_without_a_server_and_ends_when_told(store: Store) -> None:
    with store.product.start_command("worker") as worker:
        deadline = time.monotonic() + 60
        while store.ask("status")["pending"]:
            assert time.monotonic() < deadline
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=30)
    assert worker.returncode == 0
    assert store.ask("status")["s3"] == PICTURES
