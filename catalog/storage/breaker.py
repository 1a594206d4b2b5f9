"""Decides whether S3 is asked at all, and knows how it is: for pages, movers and the status page.

Closed: everything is asked. Open: nothing is, callers get the last trouble at once. Half open: one
caller tries; its luck decides for all.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from threading import Lock

from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageUnavailable

FAILURES_TO_OPEN = 3
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 20.0
"""Seconds. Short enough that a backlog begins to drain within a minute of the store's return."""
CONFIGURATION_PAUSE = 30.0
TRIAL_SECONDS = 60.0
"""After this a trial that reported nothing counts as lost with its thread, and another is let."""
SLOW_SECONDS = 2.0
THROTTLED_SECONDS = 30.0
_WEIGHT = 0.2
"""Of the newest answer in the latency shown."""

_NEVER = float("-inf")
_COUNTED = {FailureClass.TRANSIENT, FailureClass.AMBIGUOUS}
_AT_ONCE = {FailureClass.CONFIGURATION, FailureClass.CLOCK}


class Circuit(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Health(StrEnum):
    HEALTHY = "healthy"
    SLOW = "slow"
    THROTTLED = "throttled"
    UNREACHABLE = "unreachable"
    MISCONFIGURED = "misconfigured"


@dataclass(frozen=True, slots=True)
class BreakerState:
    """How the store is, at one moment; times are UTC, latency in seconds.

    `clock_skew`: seconds its clock is ahead of ours, None where it never told.
    """

    circuit: Circuit
    health: Health
    since: datetime
    last_success: datetime | None
    latency: float | None
    clock_skew: float | None
    cause: Message | str | None
    remedy: Message | None


class Breaker:
    """Shared by all threads of a process. `clock` counts seconds, `now` tells the time."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._clock = clock
        self._now = now
        self._lock = Lock()
        self._trouble: StorageUnavailable | None = None
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._open_until: float | None = None
        self._trial_until = _NEVER
        self._throttled_until = _NEVER
        self._last_success: datetime | None = None
        self._latency: float | None = None
        self._skew: float | None = None
        self._health = Health.HEALTHY
        self._since = now()

    @property
    def is_closed(self) -> bool:
        """Tell whether the store may be relied on; asking costs nothing and changes nothing."""
        return self._open_until is None

    def admit(self) -> None:
        """Let the caller ask the store, or raise StorageUnavailable with the last trouble.

        Who is let through must report with succeeded() or failed().
        """
        with self._lock:
            if self._open_until is None:
                return
            now = self._clock()
            if now >= self._open_until and now >= self._trial_until:
                self._trial_until = now + TRIAL_SECONDS
                return
            raise self._refusal()

    def succeeded(self, latency: float | None = None, skew: float | None = None) -> None:
        """The store answered, after `latency` seconds; its clock was `skew` seconds ahead."""
        with self._lock:
            self._close()
            self._last_success = self._now()
            self._learn(latency, skew)
            self._note_health()

    def failed(self, error: StorageUnavailable) -> None:
        """The store did not answer as it should; what follows depends on the failure's class."""
        with self._lock:
            self._learn(None, error.skew)
            if error.failure is FailureClass.THROTTLED:
                self._close()  # it is there
                self._throttled_until = self._clock() + THROTTLED_SECONDS
            elif error.failure in _AT_ONCE:
                self._open(error, CONFIGURATION_PAUSE)
            elif error.failure in _COUNTED:
                self._count(error)
            else:
                self._trial_until = _NEVER
            self._note_health()

    def reset(self) -> None:
        """Let the next caller try at once: somebody asked for another test."""
        with self._lock:
            if self._open_until is not None:
                self._open_until = self._trial_until = _NEVER

    def state(self) -> BreakerState:
        with self._lock:
            self._note_health()
            return BreakerState(
                circuit=self._circuit(),
                health=self._health,
                since=self._since,
                last_success=self._last_success,
                latency=self._latency,
                clock_skew=self._skew,
                cause=self._trouble.message if self._trouble else None,
                remedy=self._trouble.remedy if self._trouble else None,
            )

    def _count(self, error: StorageUnavailable) -> None:
        self._failures += 1
        is_trial = self._trial_until > self._clock()
        if is_trial or (self._open_until is None and self._failures >= FAILURES_TO_OPEN):
            self._open(error, self._pause)
            self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _open(self, error: StorageUnavailable, pause: float) -> None:
        self._trouble = error
        self._open_until = self._clock() + pause
        self._trial_until = _NEVER

    def _close(self) -> None:
        self._trouble = None
        self._failures = 0
        self._pause = FIRST_PAUSE
        self._open_until = None
        self._trial_until = _NEVER

    def _refusal(self) -> StorageUnavailable:
        """Return a fresh error: one kept and raised again and again would gather tracebacks."""
        trouble = self._trouble or StorageUnavailable("", FailureClass.TRANSIENT)
        return StorageUnavailable(
            trouble.message, trouble.failure, remedy=trouble.remedy, skew=trouble.skew
        )

    def _learn(self, latency: float | None, skew: float | None) -> None:
        self._skew = self._skew if skew is None else skew
        if latency is not None:
            before = latency if self._latency is None else self._latency
            self._latency = before + _WEIGHT * (latency - before)

    def _circuit(self) -> Circuit:
        if self._open_until is None:
            return Circuit.CLOSED
        return Circuit.OPEN if self._clock() < self._open_until else Circuit.HALF_OPEN

    def _note_health(self) -> None:
        health = self._present_health()
        if health is not self._health:
            self._health = health
            self._since = self._now()

    def _present_health(self) -> Health:
        if self._open_until is not None and self._trouble is not None:
            wrong = self._trouble.failure in _AT_ONCE
            return Health.MISCONFIGURED if wrong else Health.UNREACHABLE
        if self._clock() < self._throttled_until:
            return Health.THROTTLED
        slow = self._latency is not None and self._latency > SLOW_SECONDS
        return Health.SLOW if slow else Health.HEALTHY
