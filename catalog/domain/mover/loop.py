"""The mover: one loop that brings every image to where it should be, and clears up behind it."""

import logging
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue

from catalog.db.session import Database
from catalog.domain.mover.leases import Claim
from catalog.domain.mover.tending import Every, Tending
from catalog.domain.mover.work import Work
from catalog.settings import Settings
from catalog.storage.guarded import GuardedStorage
from catalog.storage.pace import MOST
from catalog.storage.storages import Storages, open_storages

log = logging.getLogger("catalog.mover")

IDLE_SECONDS = 1.0
"""An upload waits at most this long for its move, if nobody calls wake()."""
CHECK_SECONDS = 10.0
"""Suspect copies are read again this often, until the store tells about them."""
STOP_SECONDS = 5.0
"""After this a stop leaves unfinished moves alone; without a lease they can change nothing."""

Job = Callable[[], object]


class Mover:
    """Moves images in background threads between start() and stop(); or by work_once() alone."""

    def __init__(
        self, database: Database, storages: Storages, settings: Settings, *, threads: int = MOST
    ) -> None:
        self.database = database
        self.storages = storages
        self._tending = Tending(database, storages, settings)
        self.work = Work(database, storages, settings, self._tending.owner)
        self._threads = threads
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._moving: dict[int, Claim] = {}
        self._busy = 0
        self._checks = Every(CHECK_SECONDS)
        self._hands: list[threading.Thread] = []
        self._head: threading.Thread | None = None

    def start(self) -> None:
        self._hands = [
            threading.Thread(target=self._serve_jobs, name=f"mover-{number}", daemon=True)
            for number in range(self._threads)
        ]
        self._head = threading.Thread(target=self._loop, name="mover", daemon=True)
        for thread in (*self._hands, self._head):
            thread.start()

    def stop(self) -> None:
        """End quickly: what is not begun goes back, what is unfinished loses its lease."""
        self._stopping.set()
        self._awake.set()
        for _ in self._hands:
            self._jobs.put(None)
        deadline = time.monotonic() + STOP_SECONDS
        for thread in (*self._hands, self._head):
            if thread is not None:
                thread.join(max(0.0, deadline - time.monotonic()))
        self._tending.close()

    def wake(self) -> None:
        """Something new is to be moved: look at once."""
        self._awake.set()

    def work_once(self) -> int:
        """Do one round of everything in the calling thread; return how many things were done."""
        self._tend()
        self._tending.tend_runs()
        jobs = [*self._moves(self._threads), *self._chores()]
        for job in jobs:
            job()
        self._tending.tend_runs()
        return len(jobs)

    def _loop(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                found = self._look_around()
            except Exception:
                # Without this thread nothing is moved until a restart: say what it was and go on.
                log.exception("The mover is in trouble; it goes on in a moment")
                found = 0
            if not found:
                self._awake.wait(IDLE_SECONDS)

    def _look_around(self) -> int:
        """Hand out what is due to free hands; return how many jobs there were."""
        self._tend()
        self._renew_leases()
        jobs = self._moves(self._free_hands())
        if not jobs and not self._busy:
            jobs = self._chores()
        for job in jobs:
            with self._lock:
                self._busy += 1
            self._jobs.put(job)
        return len(jobs)

    def _tend(self) -> None:
        is_worried, self.work.is_worried = self.work.is_worried, False
        self._tending.tend(is_worried=is_worried)

    def _moves(self, limit: int) -> list[Job]:
        if limit <= 0:
            return []
        claims = self.work.next_moves(limit) or self.work.next_repairs(limit)
        with self._lock:
            self._moving |= {claim.image_id: claim for claim in claims}
        return [partial(self._move, claim) for claim in claims]

    def _move(self, claim: Claim) -> None:
        try:
            if self._stopping.is_set():
                self.work.give_back(claim)
            else:
                self.work.move(claim)
        finally:
            with self._lock:
                self._moving.pop(claim.image_id, None)

    def _chores(self) -> list[Job]:
        """Few at a time, so that a new upload never waits long behind them."""
        few = max(1, self._threads // 2)
        checks = self.work.next_suspects(few) if self._checks.is_due() else []
        return [
            *(partial(self.work.recheck, copy) for copy in checks),
            *(partial(self.work.retire, item) for item in self.work.next_retirements(few)),
            *(partial(self.work.delete, order) for order in self.work.next_deletions(few)),
        ]

    def _serve_jobs(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                job()
            except Exception:
                # One picture's trouble must not end the thread that serves the others.
                log.exception("A piece of work failed; its lease ends by itself")
            with self._lock:
                self._busy -= 1
            self._awake.set()

    def _free_hands(self) -> int:
        s3 = self.storages.s3
        limit = s3.pace.limit if isinstance(s3, GuardedStorage) else self._threads
        return min(limit, self._threads) - self._busy

    def _renew_leases(self) -> None:
        with self._lock:
            ids = list(self._moving)
        self._tending.renew(ids)


def run_forever(settings: Settings) -> None:
    """Move images until SIGTERM or SIGINT, without serving pages."""
    database = Database(settings.database_url)
    mover = Mover(database, open_storages(settings), settings)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    mover.start()
    stopping.wait()
    mover.stop()
    database.close()
