"""A guarded storage: the contract while all is well, silence while the breaker is open."""

import io
from collections.abc import Iterator
from typing import Any

import pytest

from catalog.storage.base import (
    Deletions,
    FailureClass,
    FileMissing,
    StorageUnavailable,
    StoredFile,
)
from catalog.storage.breaker import FAILURES_TO_OPEN, FIRST_PAUSE, Breaker
from catalog.storage.guarded import GuardedStorage
from catalog.storage.memory import MemoryStorage
from catalog.storage.pace import HALVE_SECONDS, RECOVER_SECONDS, Pace
from catalog.storage.streams import StoredStream
from tests.storage.clocks import HandClock
from tests.storage.contract import StorageContract, a_key, put, read


class Failing(MemoryStorage):
    """Answers with `failure` while it is set, and counts how often it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.failure: FailureClass | None = None
        self.cut = False
        self.asked = 0

    def check(self) -> None:
        self.asked += 1
        if self.failure:
            raise StorageUnavailable("trouble", self.failure)

    def save(self, *arguments: Any, **options: Any) -> StoredFile:
        self.check()
        return super().save(*arguments, **options)

    def open(self, *arguments: Any) -> StoredStream:
        self.check()
        stream = super().open(*arguments)
        if not self.cut:
            return stream
        return StoredStream(io.BytesIO(b"x"), size=100, total=100, short=stream.short)

    def stat(self, key: str) -> StoredFile:
        self.check()
        return super().stat(key)

    def delete(self, keys: Any) -> Deletions:
        self.asked += 1
        if self.failure:
            return dict.fromkeys(keys, StorageUnavailable("trouble", self.failure))
        return super().delete(keys)

    def list(self, prefix: str = "", after: str | None = None) -> Iterator[StoredFile]:
        for file in super().list(prefix, after):
            self.check()
            yield file


@pytest.fixture
def inner() -> Failing:
    return Failing()


@pytest.fixture
def guarded(inner: Failing) -> GuardedStorage:
    return GuardedStorage(inner, Breaker(clock=HandClock()), skew=lambda: 1.5)


class TestGuardedStorage(StorageContract):
    @pytest.fixture
    def storage(self, guarded: GuardedStorage) -> GuardedStorage:
        return guarded


@pytest.mark.parametrize("verb", ["save", "open", "stat", "delete", "list"])
def test_every_verb_counts_and_then_is_silent(
    inner: Failing, guarded: GuardedStorage, verb: str
) -> None:
    put(inner, "a.jpg")
    calls = {
        "save": lambda: put(guarded, "b.jpg"),
        "open": lambda: guarded.open("a.jpg"),
        "stat": lambda: guarded.stat("a.jpg"),
        "list": lambda: list(guarded.list()),
    }
    inner.failure = FailureClass.TRANSIENT
    for _ in range(FAILURES_TO_OPEN):
        if verb == "delete":
            guarded.delete(["a.jpg"])
        else:
            with pytest.raises(StorageUnavailable):
                calls[verb]()
    assert not guarded.breaker.is_closed
    asked = inner.asked
    for call in calls.values():
        with pytest.raises(StorageUnavailable):
            call()
    assert isinstance(guarded.delete(["a.jpg"])["a.jpg"], StorageUnavailable)
    assert inner.asked == asked


def test_a_missing_file_is_a_good_answer(guarded: GuardedStorage) -> None:
    guarded.breaker.failed(StorageUnavailable("", FailureClass.TRANSIENT))
    for _ in range(5):
        with pytest.raises(FileMissing):
            guarded.stat(a_key())
    state = guarded.breaker.state()
    assert state.last_success is not None
    assert state.clock_skew == 1.5
    assert guarded.breaker.is_closed


def test_one_bad_object_does_not_stop_the_others(inner: Failing, guarded: GuardedStorage) -> None:
    inner.failure = FailureClass.OBJECT
    for _ in range(10):
        with pytest.raises(StorageUnavailable):
            guarded.stat("a.jpg")
        assert isinstance(guarded.delete(["a.jpg"])["a.jpg"], StorageUnavailable)
    assert guarded.breaker.is_closed


def test_trouble_in_the_middle_of_a_stream_counts(guarded: GuardedStorage, inner: Failing) -> None:
    put(guarded, "a.jpg")
    assert read(guarded, "a.jpg")
    inner.cut = True
    for _ in range(FAILURES_TO_OPEN):
        with guarded.open("a.jpg") as stream, pytest.raises(StorageUnavailable):
            stream.read()
    # every opening was a good answer, so they are not failures in a row
    assert guarded.breaker.is_closed
    assert guarded.breaker._failures == 1


def test_trouble_in_the_middle_of_a_list_counts(guarded: GuardedStorage, inner: Failing) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        put(guarded, name)
    files = guarded.list()
    assert next(files).key == "a.jpg"
    inner.failure = FailureClass.CONFIGURATION
    with pytest.raises(StorageUnavailable):
        next(files)
    assert not guarded.breaker.is_closed


def test_an_unfinished_list_is_no_trouble(guarded: GuardedStorage) -> None:
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        put(guarded, name)
    files = guarded.list()
    assert [next(files).key, next(files).key] == ["a.jpg", "b.jpg"]
    del files
    assert guarded.breaker.is_closed


def test_a_check_closes_the_circuit_when_the_store_is_back() -> None:
    clock = HandClock()
    guarded = GuardedStorage(Failing(), Breaker(clock=clock))
    for _ in range(FAILURES_TO_OPEN):
        guarded.breaker.failed(StorageUnavailable("away", FailureClass.TRANSIENT))
    with pytest.raises(StorageUnavailable, match="away"):
        guarded.check()
    clock.pass_by(FIRST_PAUSE)
    guarded.check()
    assert guarded.breaker.is_closed


def test_throttling_slows_the_pace(inner: Failing, guarded: GuardedStorage) -> None:
    inner.failure = FailureClass.THROTTLED
    with pytest.raises(StorageUnavailable):
        put(guarded, "a.jpg")
    assert guarded.pace.limit == guarded.pace.most // 2
    assert guarded.breaker.is_closed


def test_pace_halves_and_recovers_slowly() -> None:
    clock = HandClock()
    pace = Pace(8, clock)
    for _ in range(10):
        pace.throttled()
    assert pace.limit == 4  # one burst
    for _ in range(5):
        clock.pass_by(HALVE_SECONDS)
        pace.throttled()
    assert pace.limit == 1
    for expected in range(2, 9):
        pace.succeeded()
        clock.pass_by(RECOVER_SECONDS)
        pace.succeeded()
        assert pace.limit == expected
    clock.pass_by(RECOVER_SECONDS)
    pace.succeeded()
    assert pace.limit == 8
