"""The services of the tests: emptied between tests, ended with the run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select

from catalog.db.models import User
from catalog.db.session import Database
from tests.services import keeper


@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_database_comes_empty(database: Database, turn: str) -> None:
    with database.writing() as session:
        assert session.scalar(select(func.count()).select_from(User)) == 0
        session.add(User(email=f"{turn}@example.org", name="Ana", role="viewer", password_hash=""))


RUN = """
import sys, time
from pathlib import Path
from tests.services import keeper
print(keeper.ask_for("postgres", Path(sys.argv[1])), flush=True)
time.sleep(60)
"""


@pytest.mark.postgres
def test_a_server_ends_with_a_run_that_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path)], cwd=keeper.ROOT, stdout=subprocess.PIPE
    )
    assert run.stdout
    run.stdout.readline()
    facts = keeper.ask_for("postgres", tmp_path)
    address = facts["url"].format(database="postgres").replace("+psycopg", "")
    psycopg.connect(address).close()

    os.kill(run.pid, signal.SIGKILL)
    run.communicate()

    folder = Path(address.partition("host=")[2])
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
