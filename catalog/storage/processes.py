"""Processes that outlive a command, found again by the file that holds their id."""

import os
import signal
import subprocess
import time
from pathlib import Path


def read_pid(path: Path) -> int | None:
    """Return the id in the file; None where there is no file or no id in it."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        return None
    return int(text) if text.strip().isdecimal() else None


def write_pid(path: Path, pid: int) -> None:
    """Write the id so that a reader finds a whole one or none."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(f"{pid}\n")
    draft.replace(path)


def runs(pid: int, mark: str) -> bool:
    """Tell whether the process lives and has `mark` in its command line: ids are used again."""
    return mark in _command_line(pid)


def stop_group(pid: int, mark: str, grace: float) -> None:
    """End a process that leads its group, and all in the group; after `grace` seconds by force.

    Returns when it has ended. Does nothing where the process is another one by now.
    """
    if grace and runs(pid, mark):
        _signal(pid, signal.SIGTERM)
        _wait(pid, mark, grace)
    if runs(pid, mark):
        _signal(pid, signal.SIGKILL)
        _wait(pid, mark, 10.0)


def _signal(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except ProcessLookupError:
        return  # it has ended by itself


def _wait(pid: int, mark: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and runs(pid, mark):
        time.sleep(0.02)


def _command_line(pid: int) -> str:
    """Return the words of a living process, with blanks between them; empty for a dead one."""
    proc = Path("/proc")
    if not (proc / "self").exists():
        return _command_line_by_ps(pid)
    try:
        return (proc / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _command_line_by_ps(pid: int) -> str:
    command = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - fixed words and a number
