"""The record of an import: begun, kept up to date in the transactions of its rows, ended."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Import
from catalog.domain.accounts import Person
from catalog.domain.filenames import clean_filename
from catalog.domain.importing.results import Progress, Tally
from catalog.errors import CatalogError, Conflict
from catalog.i18n import Message

SILENCE = timedelta(minutes=2)
"""Without word for so long, the process that did the work has died."""


def new_token() -> str:
    return secrets.token_urlsafe(24)


def new_record(
    session: Session, person: Person | None, filename: str, *, token: str = "", **facts: Any
) -> Import:
    """Add the record of an import that has not begun."""
    record = Import(
        token=token or new_token(),
        user_id=person.id if person else None,
        filename=clean_filename(filename),
        **facts,
    )
    session.add(record)
    session.flush()
    return record


def claim(session: Session, record_id: int) -> bool:
    """Say that an upload is being brought in; return False when somebody did so before.

    Raises Conflict while another import into the same catalog runs.
    """
    record = session.get_one(Import, record_id)
    if record.catalog_id is not None:
        _end_silent(session, record.catalog_id)
    with _alone(session):
        claimed = session.execute(
            update(Import)
            .where(Import.id == record_id, Import.state == "uploaded")
            .values(state="running", stage="reading", seen_at=now())
            .returning(Import.id)
            .execution_options(synchronize_session=False)
        )
        return claimed.first() is not None


def begin(session: Session, record_id: int, catalog_id: int, change_set_id: int) -> None:
    """Say that rows are being brought in. Raises Conflict while another import into it runs."""
    _end_silent(session, catalog_id)
    with _alone(session):
        _write(
            session,
            record_id,
            state="running",
            catalog_id=catalog_id,
            change_set_id=change_set_id,
        )


@contextmanager
def _alone(session: Session) -> Iterator[None]:
    """Have the database see to it that one import at a time goes into a catalog."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise Conflict(Message("Another import into this catalog is running.")) from error


def _end_silent(session: Session, catalog_id: int) -> None:
    """Give up imports whose process has died."""
    session.execute(
        update(Import)
        .where(
            Import.catalog_id == catalog_id,
            Import.state == "running",
            Import.seen_at < now() - SILENCE,
        )
        .values(state="failed", ended_at=now(), fault=str(INTERRUPTED))
        .execution_options(synchronize_session=False)
    )


INTERRUPTED = Message("The server was stopped in the middle of it.")


def note(session: Session, record_id: int, progress: Progress, tally: Tally) -> None:
    """Write down how far the work is, in the transaction that brings it there."""
    stage, done, total = progress
    _write(session, record_id, stage=stage, done=done, total=total, counts=tally.counts())


def finish(session: Session, record_id: int, tally: Tally) -> None:
    _write(
        session,
        record_id,
        state="finished",
        counts=tally.counts(),
        report=tally.report(),
        ended_at=now(),
    )


def fail(session: Session, record_id: int, error: BaseException) -> None:
    """Write down why it ended; what is in the catalog by now is in the counts."""
    sentence = str(error) if isinstance(error, CatalogError) else str(UNEXPECTED)
    _write(session, record_id, state="failed", fault=sentence, ended_at=now())


UNEXPECTED = Message("Something went wrong on our side.")


def forget_counts(session: Session, record_id: int) -> None:
    """What was in the catalog was taken back."""
    _write(session, record_id, counts={}, done=0)


def touch(session: Session, record_id: int) -> None:
    """Say that the work is alive."""
    _write(session, record_id)


def delete_upload(session: Session, record_id: int) -> bool:
    """Remove the record of an upload that nobody brings in; return whether it was one."""
    one = delete(Import).where(Import.id == record_id, Import.state == "uploaded")
    return session.execute(one.returning(Import.id)).first() is not None


def delete_uploads_before(session: Session, moment: datetime) -> None:
    session.execute(delete(Import).where(Import.state == "uploaded", Import.created_at < moment))


def write_sentence(session: Session, record_id: int, sentence: str) -> None:
    _write(session, record_id, sentence=sentence)


def _write(session: Session, record_id: int, **values: Any) -> None:
    session.execute(
        update(Import)
        .where(Import.id == record_id)
        .values(seen_at=now(), **values)
        .execution_options(synchronize_session=False)
    )


def is_interrupted(record: Import) -> bool:
    """Tell a running import whose process has died."""
    return record.state == "running" and record.seen_at < now() - SILENCE
