"""What a failed move leaves behind: when it is tried again, and why it failed, in plain words."""

import random
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from catalog.db.models import Image, MigrationRun
from catalog.domain.bundles import CopyDamaged
from catalog.domain.image_copies import update_copy
from catalog.domain.mover.copy import SourceLost, TargetDamaged
from catalog.domain.mover.leases import Claim, is_held
from catalog.domain.mover.outbox import discard
from catalog.domain.mover.outcomes import record_outcome
from catalog.domain.mover.repair import RepairFailed
from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageUnavailable

FIRST_PAUSE = 2.0
LONGEST_PAUSE = 600.0
HOPELESS_PAUSE = 24 * 3600.0
"""Seconds. What cannot get well by itself is looked at once a day."""
PATIENCE = 8
"""Failures in a row after which a run counts the image as failed; it is still tried again."""
STORE_WIDE = (
    FailureClass.TRANSIENT,
    FailureClass.THROTTLED,
    FailureClass.CONFIGURATION,
    FailureClass.CLOCK,
    FailureClass.AMBIGUOUS,
)
"""Trouble of the store, not of the image: over for all when the store is well again."""
_WAITED_OUT = (
    FailureClass.THROTTLED,
    FailureClass.CONFIGURATION,
    FailureClass.CLOCK,
    FailureClass.LOCAL,
)
"""However often it happens, it tells nothing about the image."""
_UNEXPECTED = Message("unexpected trouble; the log has the details")


def note_failure(session: Session, claim: Claim, error: Exception, now: datetime) -> None:
    """Record it and give the image back; without the lease nothing is touched."""
    failure, hopeless = _class_of(error), _is_hopeless(claim, error)
    words = _words_of(error)
    noted = session.execute(
        update(Image)
        .where(is_held(claim, now))
        .values(
            lease_owner=None,
            lease_until=None,
            attempts=Image.attempts + 1,
            next_attempt_at=now + _pause(claim, hopeless=hopeless),
            error_class=failure,
            error_detail=words,
        )
        .returning(Image.run_id)
        .execution_options(synchronize_session=False)
    ).first()
    if noted is None:
        return
    _judge_copies(session, claim, error, now)
    if noted.run_id is not None and not claim.is_repair:
        _tell_run(session, noted.run_id, claim, failure, words if hopeless else None, now)


def _judge_copies(session: Session, claim: Claim, error: Exception, now: datetime) -> None:
    if isinstance(error, RepairFailed):
        session.execute(update_copy(claim.target_place).values(state=error.state, verified_at=None))
    if isinstance(error, SourceLost):
        session.execute(update_copy(claim.source_place).values(state=error.state, verified_at=None))
    if isinstance(error, TargetDamaged) or (isinstance(error, SourceLost) and claim.is_fresh):
        discard(session, claim, now, is_mine=True)
    elif isinstance(error, SourceLost):  # two doubtful copies: both are kept
        session.execute(update_copy(claim.target_place).values(state="suspect"))


def _tell_run(
    session: Session,
    run_id: int,
    claim: Claim,
    failure: FailureClass,
    hopeless: str | None,
    now: datetime,
) -> None:
    """A full disk pauses the run: going on would only fill the log."""
    if hopeless is not None:
        record_outcome(session, run_id, claim, "failed", now, hopeless)
    elif failure is FailureClass.LOCAL:
        session.execute(
            update(MigrationRun)
            .where(MigrationRun.id == run_id, MigrationRun.state == "running")
            .values(state="paused")
        )


def _class_of(error: Exception) -> FailureClass:
    if isinstance(error, StorageUnavailable):
        return error.failure
    if isinstance(error, SourceLost | TargetDamaged | CopyDamaged | RepairFailed):
        return FailureClass.OBJECT
    return FailureClass.TRANSIENT


def _words_of(error: Exception) -> str:
    """Return the message as it stands in the catalogs of words: it is translated when shown."""
    message = getattr(error, "message", _UNEXPECTED)
    if isinstance(message, Message) and not message.values:
        return message.msgid
    return str(message)


def _is_hopeless(claim: Claim, error: Exception) -> bool:
    if isinstance(error, SourceLost | CopyDamaged | RepairFailed):
        return True
    return _class_of(error) not in _WAITED_OUT and claim.attempts + 1 >= PATIENCE


def _pause(claim: Claim, *, hopeless: bool) -> timedelta:
    pause = min(FIRST_PAUSE * 2 ** min(claim.attempts, 12), LONGEST_PAUSE)
    if hopeless:
        pause = HOPELESS_PAUSE
    return timedelta(seconds=pause * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
