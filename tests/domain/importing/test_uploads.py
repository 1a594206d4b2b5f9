"""Uploads that wait: kept for a day, then swept away with what interrupted ones left."""

import io
import os
from datetime import timedelta

from sqlalchemy import update

from catalog.db.base import now
from catalog.db.models import Import
from catalog.domain.import_uploads import (
    KEPT,
    Destination,
    Given,
    files_of,
    keep_upload,
    order_of,
    sweep,
)
from tests.desk import Desk
from tests.factories import make_person


def keep(desk: Desk) -> Import:
    person = make_person(desk.database, f"ana{len(desk.records())}@example.org")
    given = Given(io.BytesIO(b"a;b\n1;2\n"), "hoja.csv")
    return keep_upload(desk.database, desk.settings, person, given, None, Destination())


def age(desk: Desk, record: Import, by: timedelta, **values: str) -> None:
    past = now() - by
    path = files_of(desk.settings, record.token).sheet
    os.utime(path, (past.timestamp(), past.timestamp()))
    with desk.database.writing() as session:
        chosen = update(Import).where(Import.id == record.id)
        session.execute(chosen.values(created_at=past, seen_at=past, **values))


def test_what_is_kept_is_what_was_sent(sqlite_desk: Desk) -> None:
    record = keep(sqlite_desk)
    with sqlite_desk.database.reading() as session:
        order = order_of(session, sqlite_desk.settings, record)
    assert order.file.path.read_bytes() == b"a;b\n1;2\n"
    assert (order.new_name, order.slug) == ("hoja", "")


def test_uploads_are_swept_after_a_day(sqlite_desk: Desk) -> None:
    old, fresh, dead = (keep(sqlite_desk) for _ in range(3))
    age(sqlite_desk, old, KEPT + timedelta(hours=1))
    age(sqlite_desk, dead, KEPT + timedelta(hours=1), state="running")
    age(sqlite_desk, fresh, KEPT - timedelta(hours=1))
    sweep(sqlite_desk.database, sqlite_desk.settings)
    assert [record.token for record in sqlite_desk.records()] == [fresh.token, dead.token]
    folder = sqlite_desk.settings.data_dir / "imports"
    assert [path.stem for path in folder.iterdir()] == [fresh.token]
