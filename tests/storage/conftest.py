from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.storage.s3 import S3Storage
from catalog.storage.seaweed import Identity, Seaweed

BUCKET = "pictures"
CANNOT_LIST = Identity("cannot-list", "CANNOTLIST", "secret-of-cannot-list", ("Read", "Write"))


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """A real S3 server, which ends with the session."""
    folder: Path = tmp_path_factory.mktemp("seaweed")
    server = Seaweed(folder, bucket=BUCKET, others=(CANNOT_LIST,))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def bucket(seaweed: Seaweed) -> Iterator[S3Storage]:
    """An empty place of its own in the bucket."""
    storage = S3Storage(seaweed.config(prefix="catalog-tests/"))
    yield storage
    storage.delete([file.key for file in storage.list()])
