"""How many requests at once a store is given: halved when it complains, raised again slowly."""

import time
from collections.abc import Callable
from threading import Lock

MOST = 8
HALVE_SECONDS = 1.0
"""Complaints this close together are about the same burst."""
RECOVER_SECONDS = 5.0


class Pace:
    """Shared by all threads that move pictures; `limit` is how many may be at it now."""

    def __init__(self, most: int = MOST, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self.limit = most
        self._clock = clock
        self._changed_at = float("-inf")
        self._lock = Lock()

    def throttled(self) -> None:
        with self._lock:
            if self._clock() - self._changed_at >= HALVE_SECONDS:
                self.limit = max(1, self.limit // 2)
                self._changed_at = self._clock()

    def succeeded(self) -> None:
        """Allow one more after each quiet while, up to the most."""
        with self._lock:
            quiet = self._clock() - self._changed_at >= RECOVER_SECONDS
            if quiet and self.limit < self.most:
                self.limit += 1
                self._changed_at = self._clock()
