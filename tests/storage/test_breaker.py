"""The breaker's rules, one failure class after the other."""

from datetime import UTC, datetime

import pytest

from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageUnavailable
from catalog.storage.breaker import (
    CONFIGURATION_PAUSE,
    FAILURES_TO_OPEN,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    THROTTLED_SECONDS,
    TRIAL_SECONDS,
    Breaker,
    Circuit,
    Health,
)
from tests.storage.clocks import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def breaker(clock: HandClock) -> Breaker:
    return Breaker(clock=clock, now=lambda: datetime.fromtimestamp(clock.seconds, UTC))


def trouble(
    failure: FailureClass = FailureClass.TRANSIENT, skew: float | None = None
) -> StorageUnavailable:
    return StorageUnavailable(
        Message("no connection"), failure, remedy=Message("do something"), skew=skew
    )


def fail(breaker: Breaker, times: int = FAILURES_TO_OPEN) -> None:
    for _ in range(times):
        breaker.admit()
        breaker.failed(trouble())


def refuses(breaker: Breaker) -> bool:
    try:
        breaker.admit()
    except StorageUnavailable:
        return True
    return False


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def test_begins_closed_and_healthy(breaker: Breaker) -> None:
    state = breaker.state()
    assert (state.circuit, state.health) == (Circuit.CLOSED, Health.HEALTHY)
    assert (state.last_success, state.latency, state.clock_skew) == (None, None, None)
    assert breaker.is_closed


@pytest.mark.parametrize("failure", [FailureClass.TRANSIENT, FailureClass.AMBIGUOUS])
def test_opens_after_failures_in_a_row(breaker: Breaker, failure: FailureClass) -> None:
    for _ in range(FAILURES_TO_OPEN - 1):
        breaker.failed(trouble(failure))
    assert breaker.is_closed
    breaker.failed(trouble(failure))
    assert not breaker.is_closed
    with pytest.raises(StorageUnavailable, match="no connection") as caught:
        breaker.admit()
    assert caught.value.failure is failure
    assert str(caught.value.remedy) == "do something"


def test_a_success_between_starts_the_count_again(breaker: Breaker) -> None:
    fail(breaker, FAILURES_TO_OPEN - 1)
    breaker.succeeded()
    fail(breaker, FAILURES_TO_OPEN - 1)
    assert breaker.is_closed


def test_says_since_when_and_why(breaker: Breaker, clock: HandClock) -> None:
    breaker.succeeded(0.1)
    clock.pass_by(60)
    fail(breaker)
    clock.pass_by(5)
    state = breaker.state()
    assert state.health is Health.UNREACHABLE
    assert state.since == at(1060)
    assert state.last_success == at(1000)
    assert (str(state.cause), str(state.remedy)) == ("no connection", "do something")


def test_lets_one_caller_try_after_the_pause(breaker: Breaker, clock: HandClock) -> None:
    fail(breaker)
    clock.pass_by(FIRST_PAUSE - 0.1)
    assert refuses(breaker)
    assert breaker.state().circuit is Circuit.OPEN
    clock.pass_by(0.1)
    assert breaker.state().circuit is Circuit.HALF_OPEN
    assert not refuses(breaker)
    assert refuses(breaker)


def test_a_good_trial_closes_it(breaker: Breaker, clock: HandClock) -> None:
    fail(breaker)
    clock.pass_by(FIRST_PAUSE)
    breaker.admit()
    breaker.succeeded(0.2)
    assert breaker.is_closed
    assert not refuses(breaker)
    state = breaker.state()
    assert (state.health, state.cause, state.remedy) == (Health.HEALTHY, None, None)


def test_bad_trials_wait_longer_and_longer_up_to_a_limit(
    breaker: Breaker, clock: HandClock
) -> None:
    fail(breaker)
    pauses = []
    for _ in range(6):
        started = clock.seconds
        while refuses(breaker):
            clock.pass_by(0.5)
        breaker.failed(trouble())
        pauses.append(clock.seconds - started)
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    assert LONGEST_PAUSE <= 30  # a backlog begins to drain within a minute


def test_late_failures_of_others_do_not_lengthen_the_pause(
    breaker: Breaker, clock: HandClock
) -> None:
    fail(breaker)
    for _ in range(20):
        breaker.failed(trouble())
    clock.pass_by(FIRST_PAUSE)
    assert not refuses(breaker)


def test_a_trial_that_never_reports_does_not_block_for_ever(
    breaker: Breaker, clock: HandClock
) -> None:
    fail(breaker)
    clock.pass_by(FIRST_PAUSE)
    breaker.admit()
    clock.pass_by(TRIAL_SECONDS - 1)
    assert refuses(breaker)
    clock.pass_by(1)
    assert not refuses(breaker)


@pytest.mark.parametrize("failure", [FailureClass.CONFIGURATION, FailureClass.CLOCK])
def test_opens_at_once_where_somebody_must_act(
    breaker: Breaker, clock: HandClock, failure: FailureClass
) -> None:
    breaker.failed(trouble(failure, skew=-1200.0))
    state = breaker.state()
    assert (state.circuit, state.health) == (Circuit.OPEN, Health.MISCONFIGURED)
    assert state.clock_skew == -1200.0
    clock.pass_by(CONFIGURATION_PAUSE)
    assert not refuses(breaker)  # mended without a restart


def test_throttling_leaves_it_closed(breaker: Breaker, clock: HandClock) -> None:
    for _ in range(10):
        breaker.failed(trouble(FailureClass.THROTTLED))
    assert breaker.is_closed
    assert breaker.state().health is Health.THROTTLED
    clock.pass_by(THROTTLED_SECONDS)
    assert breaker.state().health is Health.HEALTHY
    assert breaker.state().since == at(clock.seconds)


def test_a_throttled_trial_shows_that_the_store_is_there(
    breaker: Breaker, clock: HandClock
) -> None:
    fail(breaker)
    clock.pass_by(FIRST_PAUSE)
    breaker.admit()
    breaker.failed(trouble(FailureClass.THROTTLED))
    assert breaker.is_closed
    assert breaker.state().health is Health.THROTTLED


def test_a_trial_spoiled_on_this_side_leaves_the_place_to_another(
    breaker: Breaker, clock: HandClock
) -> None:
    fail(breaker)
    clock.pass_by(FIRST_PAUSE)
    breaker.admit()
    breaker.failed(trouble(FailureClass.LOCAL))
    assert not breaker.is_closed
    assert not refuses(breaker)


@pytest.mark.parametrize("failure", [FailureClass.LOCAL, FailureClass.OBJECT])
def test_what_is_not_the_stores_fault_does_not_count(
    breaker: Breaker, failure: FailureClass
) -> None:
    for _ in range(10):
        breaker.failed(trouble(failure))
    assert breaker.is_closed
    assert breaker.state().health is Health.HEALTHY


def test_slow_answers_show_and_pass(breaker: Breaker) -> None:
    for _ in range(10):
        breaker.succeeded(5.0, skew=0.5)
    state = breaker.state()
    assert (state.health, state.clock_skew) == (Health.SLOW, 0.5)
    assert state.latency == pytest.approx(5.0)
    for _ in range(20):
        breaker.succeeded(0.01)
    assert breaker.state().health is Health.HEALTHY


def test_another_test_may_be_asked_for(breaker: Breaker) -> None:
    breaker.failed(trouble(FailureClass.CONFIGURATION))
    assert refuses(breaker)
    breaker.reset()
    assert not refuses(breaker)
    assert refuses(breaker)


def test_errors_gather_no_tracebacks(breaker: Breaker) -> None:
    fail(breaker)
    errors = []
    for _ in range(2):
        with pytest.raises(StorageUnavailable) as caught:
            breaker.admit()
        errors.append(caught.value)
    assert errors[0] is not errors[1]
