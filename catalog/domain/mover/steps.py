"""Places where a test lets the process die, to prove that any death is harmless."""

import os
import signal
from collections.abc import Callable

STEPS = (
    "claimed",
    "part saved",
    "copied",
    "verified",
    "flipped",
    "retire verified",
    "retiring",
    "retire removed",
    "retired",
    "deletion claimed",
    "deletion removed",
    "deletion done",
)
"""In the order in which one image meets them; each stands behind what it names."""

CRASH_AT = "CATALOG_CRASH_AT"
"""Environment variable: the process kills itself there, as a power cut would."""


def _die(step: str) -> None:
    if os.environ.get(CRASH_AT) == step:
        os.kill(os.getpid(), signal.SIGKILL)


hook: Callable[[str], None] = _die
"""Tests put one here that raises what nothing catches."""


def crash_at(step: str) -> None:
    hook(step)
