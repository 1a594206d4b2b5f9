"""What every test may ask for: databases of both kinds, samples, a Chromium."""

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.db.session import Database
from catalog.storage.s3 import S3Storage
from catalog.storage.seaweed import SeaweedServer
from tests.services import databases, keeper
from tests.services.seaweed import reach

LOOPBACK = ("127.", "::1", "localhost")


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the shared servers with the run; a killed run's end by themselves."""
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is not None and "PYTEST_XDIST_WORKER" not in os.environ:
        keeper.stop_all(factory.getbasetemp())


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that all processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Let tests reach this machine only."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            message = f"a test wants to connect to {address}"
            raise AssertionError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield


@pytest.fixture
def samples() -> Path:
    """Return the folder of sheets and pictures as people send them."""
    return Path(__file__).parent / "samples"


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return where the browser is; `make test` sees to it that there is one."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if name and (path := shutil.which(name))), None)
    assert found, "no Chromium: run .ci/chromium, or set CHROMIUM"
    return found


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    databases.upgraded(databases.sqlite_url(path))
    return path


@pytest.fixture(scope="session")
def postgres(shared_folder: Path) -> keeper.Facts:
    """Return how to reach the PostgreSQL server of this run."""
    return keeper.ask_for("postgres", shared_folder)


@pytest.fixture(scope="session")
def _postgres_upgraded(postgres: keeper.Facts) -> Iterator[tuple[str, databases.Cleaner]]:
    with databases.postgres_database(postgres, f"catalog_{databases.worker()}") as url:
        database = Database(databases.upgraded(url))
        cleaner = databases.Cleaner(database)
        database.close()
        yield url, cleaner


@pytest.fixture(scope="session")
def seaweed(shared_folder: Path) -> SeaweedServer:
    """Return the S3 server of this run. It is shared: a test that stops it starts its own."""
    return reach(keeper.ask_for("seaweed", shared_folder))


@pytest.fixture
def bucket(seaweed: SeaweedServer) -> Iterator[S3Storage]:
    """Give a storage with an empty place of its own in the bucket."""
    storage = S3Storage(seaweed.config(prefix=f"{databases.worker()}/"))
    yield storage
    storage.delete([file.key for file in storage.list()])


@pytest.fixture
def sqlite_database(_sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """Give a SQLite database at the newest schema, with nothing in it."""
    path = shutil.copyfile(_sqlite_template, tmp_path / "catalog.sqlite3")
    database = Database(databases.sqlite_url(path))
    yield database
    database.close()


@pytest.fixture
def postgres_database(
    _postgres_upgraded: tuple[str, databases.Cleaner],
) -> Iterator[Database]:
    """Give a PostgreSQL database at the newest schema, with nothing in it."""
    url, cleaner = _postgres_upgraded
    database = Database(url)
    yield database
    cleaner.clean(database)
    database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """Run the test once on each kind of database."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Give each kind of database without any table."""
    if request.param == "sqlite":
        database = Database(databases.sqlite_url(tmp_path / "empty.sqlite3"))
        yield database
        database.close()
        return
    server = request.getfixturevalue("postgres")
    with databases.postgres_database(server, f"empty_{databases.worker()}") as url:
        database = Database(url)
        yield database
        database.close()
