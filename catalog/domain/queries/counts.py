"""Counts that are remembered for as long as nothing of the catalog has changed."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

MOST_COUNTS = 2_000


class Counts:
    """The counts used last; safe to use from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, int] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, count: Callable[[], int]) -> int:
        """Return what is known for the key, else what `count` says."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        counted = count()
        with self._lock:
            self._known[key] = counted
            if len(self._known) > MOST_COUNTS:
                self._known.popitem(last=False)
        return counted


_counts: WeakKeyDictionary[Engine | Connection, Counts] = WeakKeyDictionary()


def counts_of(session: Session) -> Counts:
    """Return what is remembered of this session's database."""
    return _counts.setdefault(session.get_bind(), Counts())
