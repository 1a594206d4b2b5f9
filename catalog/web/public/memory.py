"""Visitors' pages that were made a moment ago: many ask for the same ones."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from litestar import MediaType

from catalog.web.current import AnyRequest

MOST_BYTES = 8 * 1024 * 1024
LIFE_SECONDS = 30.0
"""Pictures move between disk and S3 without any change of the catalog: pages follow so soon."""


class Body(NamedTuple):
    content: bytes
    media_type: MediaType | str | None


class PageMemory:
    """Bodies by their marks, the ones asked for last; safe to use from several threads."""

    def __init__(
        self, most_bytes: int = MOST_BYTES, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._most_bytes = most_bytes
        self._now = now
        self._bodies: OrderedDict[str, tuple[float, Body]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, mark: str) -> Body | None:
        with self._lock:
            made_at, body = self._bodies.get(mark, (0.0, None))
            if body is None:
                return None
            if self._now() - made_at > LIFE_SECONDS:
                self._forget(mark)
                return None
            self._bodies.move_to_end(mark)
            return body

    def put(self, mark: str, body: Body) -> None:
        """Keep the body, if it is no more than a tenth of what may be kept."""
        if len(body.content) > self._most_bytes // 10:
            return
        with self._lock:
            if mark in self._bodies:
                self._forget(mark)
            self._bodies[mark] = (self._now(), body)
            self._bytes += len(body.content)
            while self._bytes > self._most_bytes:
                self._forget(next(iter(self._bodies)))

    def _forget(self, mark: str) -> None:
        _, body = self._bodies.pop(mark)
        self._bytes -= len(body.content)


def memory_of(request: AnyRequest) -> PageMemory:
    """Return the memory of this process's application."""
    state = request.app.state
    if "page_memory" not in state:
        state["page_memory"] = PageMemory()
    memory: PageMemory = state["page_memory"]
    return memory
