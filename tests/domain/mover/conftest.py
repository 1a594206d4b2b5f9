"""A studio whose pictures are to go to S3, and a mover that works when it is told to."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from catalog.db.base import now
from catalog.db.models import Deletion, Image, ImageCopy
from catalog.db.session import Database
from catalog.domain.mover import Mover
from catalog.storage.base import Storage
from catalog.storage.breaker import Breaker
from catalog.storage.guarded import GuardedStorage
from catalog.storage.memory import MemoryStorage
from tests.studio import Studio, make_studio


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
    studio: Studio
    mover: Mover
    clock: Clock
    breaker: Breaker

    @property
    def s3(self) -> MemoryStorage:
        return self.studio.s3

    def settle(self) -> None:
        """Work until nothing is due any more."""
        for _round in range(50):
            if not self.mover.work_once():
                return
        message = "the mover finds no end"
        raise AssertionError(message)

    def image(self, image: Image) -> Image:
        with self.studio.database.reading() as session:
            return session.get_one(Image, image.id)

    def copies(self, image: Image) -> dict[str, str]:
        return dict(self.studio.copies(image))

    def copy(self, image: Image, location: str) -> ImageCopy:
        node = self.studio.settings.node if location == "local" else ""
        with self.studio.database.reading() as session:
            return session.get_one(ImageCopy, (image.id, location, node))

    def deletions(self) -> list[Deletion]:
        with self.studio.database.reading() as session:
            return list(session.query(Deletion).order_by(Deletion.id))


def make_plant(
    database: Database, folder: Path, s3: Storage | None = None, **environ: Any
) -> Plant:
    studio = make_studio(database, folder, **environ)
    studio.s3 = s3 or studio.s3
    clock, breaker = Clock(), Breaker()
    guarded = GuardedStorage(studio.s3, breaker)
    studio.storages = replace(studio.storages, s3=guarded, breaker=breaker)
    mover = Mover(database, studio.storages, studio.settings, threads=4)
    mover.work.clock = clock
    return Plant(studio, mover, clock, breaker)


@pytest.fixture
def plant(database: Database, tmp_path: Path) -> Iterator[Plant]:
    made = make_plant(database, tmp_path)
    yield made
    made.mover.stop()
