"""The S3 server stops and comes back under a running product: nothing lost, nothing restarted."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog.domain.catalogs import create_catalog
from catalog.storage.seaweed import SeaweedServer
from tests.services import databases
from tests.services.product import Product, s3_settings
from tests.studio import make_place

pytestmark = pytest.mark.s3
PATIENCE = 60.0
"""Seconds within which a backlog has to be gone."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SeaweedServer]:
    """Give a server of this test's own, since it is stopped."""
    seaweed = SeaweedServer(tmp_path / "s3", bucket="pictures")
    seaweed.start()
    yield seaweed
    seaweed.stop()


@pytest.fixture
def product(tmp_path: Path, server: SeaweedServer) -> Iterator[Product]:
    product = Product(tmp_path, s3_settings(server.config()))
    databases.upgraded(product.settings().database_url)
    product.start()
    yield product
    product.kill()


def test_uploads_wait_while_s3_is_away_and_go_by_themselves_when_it_is_back(
    product: Product, server: SeaweedServer
) -> None:
    database = product.open_database()
    with database.writing() as session:
        column, row = make_place(session, create_catalog(session, None, "Joyas"))
    database.close()
    product.attach(row.id, column.id, "before.jpg")
    wait_for(product, lambda status: status["s3"] == 1)
    server.stop()
    for number in range(3):
        product.attach(row.id, column.id, f"during-{number}.jpg")
    away = wait_for(product, lambda status: status["s3_state"] == "unreachable")
    assert (away["images"], away["pending"], away["lost"]) == (4, 3, 0)
    assert "S3 does not answer" in away["waiting_why"]
    server.start()
    back = wait_for(product, lambda status: status["pending"] == 0)
    assert (back["s3"], back["s3_state"]) == (4, "healthy")
    report = json.loads(product.run("storage", "verify", "--json"))
    assert (report["right"], report["violations"]) == (8, [])


def wait_for(product: Product, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while True:
        status: dict[str, Any] = json.loads(product.run("storage", "status", "--json"))
        if wanted(status):
            return status
        assert time.monotonic() < deadline, status
