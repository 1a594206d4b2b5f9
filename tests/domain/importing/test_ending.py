"""How imports end: well, badly in the middle, or at the same time as another."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from catalog.db.base import now
from catalog.db.models import Import
from catalog.domain import imports
from catalog.domain.importing import running
from catalog.domain.imports import Progress, run_import
from catalog.errors import Conflict
from tests.desk import Desk, counted

LINES = "\n".join(["Código;Nombre", *(f"{n:03};pieza {n}" for n in range(1, 26))])


class Trouble(Exception):
    pass


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "BATCH", 10)


def fail_after(rows: int) -> imports.Report:
    def report(progress: Progress) -> None:
        if progress.done >= rows:
            raise Trouble

    return report


def test_rows_come_in_batches_in_the_order_of_the_sheet(desk: Desk) -> None:
    seen: list[Progress] = []
    result = run_import(desk.database, desk.order(LINES), report=seen.append)
    assert seen == [
        Progress("reading", 0, 0),
        *(Progress("rows", done, 25) for done in (10, 20, 25)),
    ]
    assert counted(result) == {"created": 25}
    rows = desk.rows("hoja")
    assert [row.values["codigo"] for row in rows] == [f"{n:03}" for n in range(1, 26)]
    assert [row.position for row in rows] == [n * 1024 for n in range(1, 26)]
    assert len({row.short_id for row in rows}) == 25
    assert desk.changes() == [("import", 25)]


def test_the_record_tells_what_came_of_it(desk: Desk) -> None:
    result = desk.bring(LINES)
    record = desk.records()[0]
    assert (record.token, record.state, record.filename) == (result.token, "finished", "hoja.csv")
    assert (record.done, record.total, record.counts["created"]) == (25, 25, 25)
    assert record.sentence == "semicolon, UTF-8, 1.234,56, 31/12/2025"
    assert record.ended_at is not None


def test_a_new_catalog_that_fails_in_the_middle_is_taken_back(desk: Desk) -> None:
    with pytest.raises(Trouble):
        run_import(desk.database, desk.order(LINES), report=fail_after(20))
    assert desk.catalogs() == []
    record = desk.records()[0]
    assert (record.state, record.catalog_id, record.counts) == ("failed", None, {})
    assert record.fault == "Something went wrong on our side."


def test_in_a_known_catalog_the_rows_that_are_in_stay_and_are_counted(desk: Desk) -> None:
    desk.bring("Código;Nombre\n900;antes\n", name="Tienda")
    with pytest.raises(Trouble):
        run_import(desk.database, desk.order(LINES, slug="tienda"), report=fail_after(20))
    assert len(desk.rows("tienda")) == 21
    record = desk.records()[1]
    assert (record.state, record.done, record.counts["created"]) == ("failed", 20, 20)
    assert desk.changes() == [("import", 1), ("import", 20)]


def test_one_import_at_a_time_goes_into_a_catalog(desk: Desk) -> None:
    desk.bring("Código;Nombre\n900;antes\n", name="Tienda")
    _set_running(desk, silent_for=timedelta(0))
    with pytest.raises(Conflict):
        desk.bring(LINES, slug="tienda")
    assert len(desk.rows("tienda")) == 1


def test_an_import_whose_process_died_is_given_up(desk: Desk) -> None:
    desk.bring("Código;Nombre\n900;antes\n", name="Tienda")
    _set_running(desk, silent_for=timedelta(minutes=5))
    assert counted(desk.bring(LINES, slug="tienda")) == {"created": 25}
    assert desk.records()[0].state == "failed"
    assert desk.records()[0].fault == "The server was stopped in the middle of it."


def _set_running(desk: Desk, *, silent_for: timedelta) -> None:
    with desk.database.writing() as session:
        session.execute(update(Import).values(state="running", seen_at=now() - silent_for))
