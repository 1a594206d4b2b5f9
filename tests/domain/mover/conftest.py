"""A studio whose pictures are to go to S3, and a mover that works when it is told to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from catalog.db.base import now
from catalog.db.models import Deletion, Image, ImageCopy, MigrationRun
from catalog.db.session import Database
from catalog.domain import migration_runs as runs
from catalog.domain.image_parts import part_keys
from catalog.domain.invariants import violations
from catalog.domain.mover import Mover
from catalog.domain.mover.tending import Every
from catalog.domain.queries.migration_runs import RunProgress, progress_of, run_by_id
from catalog.domain.run_scopes import Scope
from catalog.storage.breaker import Breaker
from catalog.storage.guarded import GuardedStorage
from catalog.storage.memory import MemoryStorage
from tests.domain.mover.liars import TroubledStore
from tests.studio import Studio, digest_of, make_studio


class Clock:
    """The time, and as much later as a test wants it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead

    def move_on(self, **time: float) -> None:
        self.ahead += timedelta(**time)


@dataclass
class Plant:
    """A studio with a mover; `s3` is the store itself, behind the breaker."""

    studio: Studio
    mover: Mover
    clock: Clock
    breaker: Breaker
    s3: TroubledStore

    @property
    def database(self) -> Database:
        return self.studio.database

    def settle(self) -> None:
        """Work until nothing is due any more, and see that the records are in order."""
        for _round in range(50):
            if not self.mover.work_once():
                self.check()
                return
        message = "the mover finds no end"
        raise AssertionError(message)

    def forget_pauses(self) -> None:
        """Let what the mover does now and then be due."""
        self.mover._checks = Every(0)

    def check(self) -> None:
        with self.database.reading() as session:
            assert violations(session, self.studio.storages) == []

    def another(self) -> Mover:
        """Give a second mover on the same machine; the caller stops it."""
        mover = Mover(self.database, self.studio.storages, self.studio.settings, threads=4)
        mover.work.clock = self.clock
        return mover

    def image(self, image: Image) -> Image:
        with self.database.reading() as session:
            return session.get_one(Image, image.id)

    def copies(self, image: Image) -> dict[str, str]:
        return dict(self.studio.copies(image))

    def copy(self, image: Image, location: str) -> ImageCopy:
        node = self.studio.settings.node if location == "local" else ""
        with self.database.reading() as session:
            return session.get_one(ImageCopy, (image.id, location, node))

    def digests(self, image: Image, location: str) -> dict[str, str]:
        """Return part name -> checksum of the bytes that really lie there."""
        storage = self.s3 if location == "s3" else self.studio.local
        keys = part_keys(image.public_id, image.version, image.parts)
        return {name: digest_of(storage, key) for name, key in keys.items()}

    def spoil(self, image: Image, location: str, part: str = "original") -> None:
        """Let a part be something else of the same length."""
        key = part_keys(image.public_id, image.version, image.parts)[part]
        if location == "s3":
            self.s3.objects[key] = b"x" * len(self.s3.objects[key])
            return
        path = self.studio.local.root / key
        path.write_bytes(b"x" * path.stat().st_size)

    def open_deletions(self) -> list[str]:
        chosen = select(Deletion.key_prefix).where(Deletion.done_at.is_(None))
        with self.database.reading() as session:
            return list(session.scalars(chosen))

    def start_run(self, direction: str, **scope: Any) -> MigrationRun:
        with self.database.writing() as session:
            return runs.start_run(
                session,
                self.studio.settings,
                direction,
                Scope(**scope),
                keep_days=7,
                person_id=None,
            )

    def progress(self, run: MigrationRun) -> RunProgress:
        with self.database.reading() as session:
            return progress_of(session, run_by_id(session, run.id))

    def move(self, direction: str, **scope: Any) -> RunProgress:
        run = self.start_run(direction, **scope)
        self.settle()
        return self.progress(run)


def expected(image: Image) -> dict[str, str]:
    return {name: part["sha256"] for name, part in image.parts.items()}


def make_plant(
    database: Database, folder: Path, s3: MemoryStorage | None = None, **environ: Any
) -> Plant:
    studio = make_studio(database, folder, **environ)
    store = s3 or TroubledStore()
    clock, breaker = Clock(), Breaker()
    guarded = GuardedStorage(store, breaker)
    studio.storages = replace(studio.storages, s3=guarded, breaker=breaker)
    mover = Mover(database, studio.storages, studio.settings, threads=4)
    mover.work.clock = clock
    return Plant(studio, mover, clock, breaker, store)


@pytest.fixture
def plant(database: Database, tmp_path: Path) -> Iterator[Plant]:
    made = make_plant(database, tmp_path)
    yield made
    made.mover.stop()
