"""The sentence says the most important thing first, in the reader's language."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from catalog.domain.health import S3Health
from catalog.domain.image_states import STATES
from catalog.domain.queries.migration_runs import RunProgress
from catalog.domain.storage_headline import headline
from catalog.domain.storage_status import StorageStatus, Tally
from catalog.i18n import Message, speaking

ZONE = ZoneInfo("UTC")
WELL = StorageStatus(
    images=12431,
    local=3529,
    s3=8902,
    pending=0,
    degraded=0,
    unknown=0,
    lost=0,
    bytes=0,
    bytes_local=0,
    bytes_s3=0,
    census=dict.fromkeys(STATES, Tally()),
    health=S3Health("healthy"),
    workers=(),
    run=None,
    waiting_why=None,
)
RUN = RunProgress(
    id=1,
    direction="s3",
    state="running",
    total=10,
    moved=4,
    skipped=1,
    failed=0,
    left=5,
    bytes_moved=41,
    bytes_total=100,
    scope={},
    keep_days=7,
    started_by=None,
    started_at=datetime(2026, 1, 1, tzinfo=UTC),
    ended_at=None,
    last_moved_at=None,
)
AWAY = S3Health("misconfigured", datetime.now(UTC), Message("wrong secret key"))


@pytest.mark.parametrize(
    ("facts", "state", "beginning"),
    [
        ({}, "ok", "All 12,431 pictures are safe. 8,902 on S3, 3,529 local."),
        ({"images": 0}, "ok", "There are no pictures yet."),
        ({"pending": 37}, "moving", "All 12,431 pictures are safe. 37 of them are on their way."),
        ({"lost": 2, "health": AWAY}, "problem", "2 of 12,431 pictures are lost"),
        ({"health": AWAY}, "problem", "S3 unreachable since "),
        ({"run": RUN}, "moving", "Moving to S3: 41 % of 100 bytes."),
        ({"run": replace(RUN, direction="local")}, "moving", "Moving to local disk: 41 %"),
        ({"run": replace(RUN, state="paused")}, "waiting", "The move is paused at 41 %"),
        ({"degraded": 3}, "waiting", "3 of 12,431 pictures need a look"),
        ({"health": S3Health("off")}, "ok", "All 12,431 pictures are safe."),
    ],
)
def test_it_says(facts: dict[str, Any], state: str, beginning: str) -> None:
    with speaking("en"):
        found = headline(replace(WELL, **facts), ZONE)
        assert str(found.text).startswith(beginning)
    assert found.state == state


def test_why_pictures_wait_stands_beside_it() -> None:
    why = Message("The move is paused.")
    assert headline(replace(WELL, pending=1, waiting_why=why), ZONE).more == why


def test_an_outage_names_its_cause_and_how_many_wait() -> None:
    with speaking("en"):
        text = str(headline(replace(WELL, pending=1234, health=AWAY), ZONE).text)
    assert text.endswith("(wrong secret key). Uploads go on locally; 1,234 waiting.")


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    with speaking("es"):
        assert "12.431" in str(headline(WELL, ZONE).text)
