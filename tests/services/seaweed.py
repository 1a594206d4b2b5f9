"""A real S3 server for the tests: the product's own embedded one, shared by the run."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog.storage.seaweed import Identity, SeaweedServer
from tests.services.keeper import Facts, keep

BUCKET = "pictures"
CANNOT_LIST = Identity("cannot-list", "CANNOTLIST", "secret-of-cannot-list", ("Read", "Write"))


def reach(facts: Facts) -> SeaweedServer:
    """Return the running server; its ports and keys are read from its folder."""
    return SeaweedServer(Path(facts["folder"]), bucket=BUCKET, others=(CANNOT_LIST,))


@contextmanager
def server() -> Iterator[Facts]:
    facts = {"folder": tempfile.mkdtemp(prefix="catalog-seaweed-")}
    seaweed = reach(facts)
    try:
        seaweed.start()
        yield facts
    finally:
        seaweed.stop()
        shutil.rmtree(seaweed.folder)


if __name__ == "__main__":
    keep(server)
