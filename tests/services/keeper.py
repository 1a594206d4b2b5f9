"""Servers that a whole test run shares, and that end with it however it ends.

Test processes ask for a server by name. Whoever asks first starts a keeper, a process of its own
(`python -m tests.services.<name>`), which starts the server, writes down how to reach it, and
stops it and removes its data as soon as the process that owns the run has gone.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
READY_WITHIN = 60.0
POLL = 0.05

Facts = dict[str, str]

_keepers: list[subprocess.Popen[bytes]] = []
"""Held, since Python warns of a child that is dropped while it runs; they end by themselves."""


def ask_for(service: str, folder: Path) -> Facts:
    """Return how to reach the run's server; `folder` is shared by all processes of the run."""
    facts = folder / f"{service}.json"
    with _locked(folder / f"{service}.lock"):
        if not facts.exists():
            _start_keeper(service, facts)
    return _read(facts)


def stop_all(folder: Path) -> None:
    """End every keeper of the run and wait until its server is gone."""
    for facts in folder.glob("*.json"):
        _stop(int(_read(facts)["keeper"]))
        facts.unlink()


def keep(server: Callable[[], AbstractContextManager[Facts]]) -> None:
    """Be the keeper: arguments are the owner's process id and the file to write the facts to."""
    owner, facts = int(sys.argv[1]), Path(sys.argv[2])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with server() as found:
        _write_whole(facts, json.dumps({**found, "keeper": str(os.getpid())}))
        _wait_for(lambda: not is_running(owner), seconds=float("inf"))


def is_running(pid: int) -> bool:
    """Tell whether the process runs; one that ended and was not fetched yet does not."""
    for keeper in _keepers:
        if keeper.pid == pid:
            return keeper.poll() is None
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _start_keeper(service: str, facts: Path) -> None:
    log = facts.with_suffix(".log")
    command = [sys.executable, "-m", f"tests.services.{service}", str(_owner()), str(facts)]
    with log.open("wb") as output:
        keeper = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=output, start_new_session=True
        )
    _keepers.append(keeper)
    _wait_for(lambda: facts.exists() or keeper.poll() is not None, seconds=READY_WITHIN)
    if not facts.exists():
        message = f"the {service} of the tests did not start:\n{log.read_text()}"
        raise RuntimeError(message)


def _stop(keeper: int) -> None:
    if is_running(keeper):
        os.kill(keeper, signal.SIGTERM)
    _wait_for(lambda: not is_running(keeper), seconds=20)


def _owner() -> int:
    """Return the process that the person started: a test worker's is its parent."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def _wait_for(happened: Callable[[], bool], *, seconds: float) -> None:
    """Wait until it happened or the time is over."""
    deadline = time.monotonic() + seconds
    while not happened() and time.monotonic() < deadline:
        time.sleep(POLL)


def _read(facts: Path) -> Facts:
    found: Facts = json.loads(facts.read_text())
    return found


def _write_whole(path: Path, text: str) -> None:
    """Write so that a reader finds all of it or no file."""
    unfinished = path.with_suffix(".part")
    unfinished.write_text(text)
    unfinished.replace(path)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
