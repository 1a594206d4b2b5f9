"""Answers that stay true while nothing of a catalog has changed: they are keyed by its version."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

MOST_ANSWERS = 2_000

Answer = TypeVar("Answer")


class Memory:
    """The answers used last; safe to use from several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Return what is known for the key, else what `ask` says."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                known: Answer = self._known[key]
                return known
        answer = ask()
        with self._lock:
            self._known[key] = answer
            if len(self._known) > MOST_ANSWERS:
                self._known.popitem(last=False)
        return answer


_memories: WeakKeyDictionary[Engine | Connection, Memory] = WeakKeyDictionary()


def remember(session: Session, key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Return what this process knows of the session's database for the key, else ask."""
    return _memories.setdefault(session.get_bind(), Memory()).get(key, ask)
