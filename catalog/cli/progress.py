"""How far long work is: a bar on a terminal, a plain line now and then otherwise."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from catalog.cli.context import say

LINE_SECONDS = 5.0


class Meter(Protocol):
    def show(self, done: int, total: int) -> None: ...


@contextmanager
def meter(words: str) -> Iterator[Meter]:
    """Give something to tell the progress to; `words` say of what."""
    if not sys.stderr.isatty():
        yield _Lines(words)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        yield _Bar(bar, words)


class _Bar:
    def __init__(self, bar: Progress, words: str) -> None:
        self._bar = bar
        self._task = bar.add_task(words, total=None)

    def show(self, done: int, total: int) -> None:
        self._bar.update(self._task, completed=done, total=total)


class _Lines:
    def __init__(self, words: str) -> None:
        self._words = words
        self._next = time.monotonic() + LINE_SECONDS

    def show(self, done: int, total: int) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LINE_SECONDS
            say(f"{self._words}: {done}/{total}")
