"""What the mover does beside moving: signs of life, dead neighbours, S3's health, its own disk."""

import logging
import time
from collections.abc import Sequence

from catalog.db.base import now
from catalog.db.session import Database
from catalog.domain.mover import heartbeat
from catalog.domain.mover.alive import Alive
from catalog.domain.mover.leases import Owner, release_all, renew
from catalog.domain.mover.runs import tend_run
from catalog.domain.mover.watching import Watch, try_again
from catalog.domain.purging import purge_trash
from catalog.errors import StorageError
from catalog.settings import Settings
from catalog.storage.breaker import Health
from catalog.storage.storages import Storages

log = logging.getLogger("catalog.mover")

STALE_STAGING_SECONDS = 24 * 3600.0


class Every:
    """Lets something happen at most once in so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._next = float("-inf")

    def is_due(self) -> bool:
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + self._seconds
        return True


class Tending:
    """Holds the mover's name for as long as it lives."""

    def __init__(self, database: Database, storages: Storages, settings: Settings) -> None:
        self._database = database
        self._storages = storages
        self._settings = settings
        self._alive = Alive(settings.data_dir / "movers")
        self.owner = self._owner(self._alive.mark)
        self._watch = Watch(storages.s3, storages.breaker) if storages.s3 else None
        self._neighbours, self._pulse, self._sweeps = Every(10), Every(5), Every(3600)
        self._runs, self._renewals = Every(1), Every(30)
        self._told: Health | None = None

    def tend(self, *, is_worried: bool = False) -> None:
        """Do what is due; cheap when nothing is. `is_worried`: a move has just failed."""
        if self._neighbours.is_due():
            self._bury_dead()
        if self._watch and self._watch.look(now(), is_worried=is_worried):
            self._welcome_back()
        if self._pulse.is_due() or self._has_news():
            self._beat()
        if self._runs.is_due():
            self.tend_runs()
        if self._sweeps.is_due():
            self._sweep()

    def tend_runs(self) -> None:
        tend_run(self._database)

    def renew(self, ids: Sequence[int]) -> None:
        if ids and self._renewals.is_due():
            with self._database.writing() as session:
                renew(session, self.owner, ids, now())

    def close(self) -> None:
        with self._database.writing() as session:
            release_all(session, self.owner.name)
            heartbeat.say_goodbye(session, self.owner.name)
        self._alive.close()

    def _sweep(self) -> None:
        purge_trash(self._database, self._settings.trash_days, now())
        try:
            self._storages.local.sweep_staging(STALE_STAGING_SECONDS)
        except StorageError as error:
            log.warning("Staging files were not swept: %s", error)

    def _owner(self, mark: str) -> Owner:
        return Owner(f"{self._settings.node[:60]}/{mark}", self._settings.node)

    def _bury_dead(self) -> None:
        """Give back what movers of this machine held that were killed."""
        for mark in self._alive.dead_marks():
            name = self._owner(mark).name
            log.warning("Mover %s ended without a word; its images go back", name)
            with self._database.writing() as session:
                release_all(session, name)
                heartbeat.say_goodbye(session, name)

    def _welcome_back(self) -> None:
        with self._database.writing() as session:
            try_again(session)

    def _has_news(self) -> bool:
        return self._told is not self._storages.breaker.state().health

    def _beat(self) -> None:
        state = self._storages.breaker.state() if self._watch else None
        self._told = self._storages.breaker.state().health
        with self._database.writing() as session:
            heartbeat.beat(session, self.owner, heartbeat.facts_of(state), now())
