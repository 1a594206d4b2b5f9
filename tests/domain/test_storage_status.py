"""What the page, the command and programs are told, however many pictures there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from catalog.db.base import now
from catalog.db.models import Worker
from catalog.db.session import Database
from catalog.domain.images import detach_image
from catalog.domain.invariants import violations
from catalog.domain.storage_status import StorageStatus, storage_status
from tests.studio import Studio, make_studio


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    return make_studio(database, tmp_path)


def status_of(studio: Studio) -> StorageStatus:
    with studio.database.reading() as session:
        assert violations(session, studio.storages) == []
        return storage_status(session, studio.storages)


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def test_every_picture_is_counted_once_by_where_it_is_read_from(studio: Studio) -> None:
    images = [studio.attach() for _number in range(4)]
    studio.move_to_s3(images[0])
    studio.move_to_s3(images[1], keep_local=True)
    with studio.database.writing() as session:
        detach_image(session, session.merge(images[3]), None)
    found = status_of(studio)
    assert (found.images, found.local, found.s3, found.pending) == (3, 1, 2, 1)
    counts = {state: tally.images for state, tally in found.census.items() if tally.images}
    assert counts == {"local_only": 1, "both": 1, "s3_only": 1, "waiting": 1, "trash": 1}
    assert found.bytes == sum(image.size for image in images[:3])
    assert found.bytes_local == images[2].size


def test_the_json_is_what_was_promised(studio: Studio) -> None:
    studio.attach()
    facts = status_of(studio).as_json()
    promised = {"images", "pending", "degraded", "unknown", "lost", "bytes", "s3_state", "run"}
    assert facts.keys() >= promised | {"local", "s3"}
    assert facts["images"] == facts["local"] + facts["s3"] == 1
    assert (facts["run"], facts["s3_state"]) == (None, "healthy")


def test_more_pictures_cost_no_more_queries(studio: Studio) -> None:
    studio.attach()
    with counting(studio.database) as few, studio.database.reading() as session:
        storage_status(session, studio.storages)
    for _number in range(5):
        studio.attach()
    with counting(studio.database) as many, studio.database.reading() as session:
        storage_status(session, studio.storages)
    assert len(few) == len(many) <= 8


def test_a_mover_elsewhere_that_finds_s3_away_is_believed_while_it_lives(studio: Studio) -> None:
    facts = {"s3_state": "unreachable", "reason": "no connection", "since": now().isoformat()}
    with studio.database.writing() as session:
        session.add(Worker(name="other/1", node="other", heartbeat_at=now(), facts=facts))
    found = status_of(studio)
    assert (found.s3_state, str(found.health.reason)) == ("unreachable", "no connection")
    studio.change(Worker, "other/1", heartbeat_at=now() - timedelta(minutes=1))
    assert status_of(studio).s3_state == "healthy"
