"""Telling dead movers of this machine from living ones, by a file that only a living one locks."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO


class Alive:
    """Locks a file in `folder` for as long as this process lives, however it ends."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.mark = f"{os.getpid()}-{secrets.token_hex(3)}"
        """Unique on this machine: the process, and which mover in it."""
        self._folder = folder
        self._path = folder / self.mark
        draft = folder / f".{self.mark}"
        self._file: IO[bytes] = draft.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        draft.rename(self._path)  # nobody ever sees it unlocked

    def dead_marks(self) -> Iterator[str]:
        """Yield the marks of movers that ended without saying so; each once, then it is removed."""
        for path in self._folder.iterdir():
            is_other = path != self._path and not path.name.startswith(".")
            if is_other and _is_free(path):
                yield path.name
                path.unlink(missing_ok=True)

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        self._file.close()


def _is_free(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False
