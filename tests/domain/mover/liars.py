"""Stores that look well and are not."""

from collections.abc import Callable
from typing import Any

from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageUnavailable, StoredFile
from catalog.storage.memory import MemoryStorage
from catalog.storage.streams import Body, StoredStream


class LyingStore(MemoryStorage):
    """Accepts every file, and then keeps what `keep` makes of it; None keeps nothing."""

    def __init__(self, keep: Callable[[bytes], bytes | None]) -> None:
        super().__init__()
        self.keep = keep

    def save(self, key: str, body: Body, **facts: Any) -> StoredFile:
        saved = super().save(key, body, **facts)
        kept = self.keep(self.objects[key])
        if kept is None:
            del self.objects[key]
        else:
            self.objects[key] = kept
        return saved


class TroubledStore(MemoryStorage):
    """Raises `trouble`, when there is one, instead of answering; counts what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.trouble: StorageUnavailable | None = None
        self.asked = 0
        self.saved: list[str] = []
        self.before_answer: Callable[[str], None] = lambda _key: None

    def save(self, key: str, body: Body, **facts: Any) -> StoredFile:
        self._answer()
        saved = super().save(key, body, **facts)
        self.saved.append(key)
        self.before_answer(key)
        return saved

    def open(self, key: str, *more: Any) -> StoredStream:
        self._answer()
        return super().open(key, *more)

    def stat(self, key: str) -> StoredFile:
        self._answer()
        return super().stat(key)

    def _answer(self) -> None:
        self.asked += 1
        if self.trouble is not None:
            raise trouble(self.trouble.failure)


def trouble(failure: FailureClass) -> StorageUnavailable:
    return StorageUnavailable(Message("no connection"), failure, remedy=Message("Wait."))
