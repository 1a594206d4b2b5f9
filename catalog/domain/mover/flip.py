"""The one statement that changes `storage_location`, and what belongs to its transaction."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog.db.models import Image, MigrationRun
from catalog.domain.image_copies import update_copy
from catalog.domain.mover.leases import Claim, is_held, release
from catalog.domain.mover.outbox import discard
from catalog.domain.mover.outcomes import record_outcome
from catalog.settings import Images


def flip(session: Session, claim: Claim, how: str, policy: Images, now: datetime) -> bool:
    """Point the image to its target, if it is what was claimed; the caller commits.

    Returns False where somebody replaced, deleted or re-ordered it meanwhile: then what was
    written is left to the next try, or goes to the outbox.
    """
    flipped = session.execute(
        update(Image)
        .where(
            is_held(claim, now),
            Image.generation == claim.generation,
            Image.version == claim.version,
            Image.storage_location == claim.source,
            Image.wanted_location == (claim.source if claim.is_repair else claim.target),
            Image.deleted_at.is_(None),
        )
        .values(
            storage_location=claim.target,
            generation=Image.generation + 1,
            lease_owner=None,
            lease_until=None,
            attempts=0,
            next_attempt_at=None,
            error_class=None,
            error_detail=None,
        )
        .returning(Image.run_id)
        .execution_options(synchronize_session=False)
    ).first()
    if flipped is None:
        _abandon(session, claim, policy, now)
        return False
    session.execute(
        update_copy(claim.target_place).values(
            state="verified", verified_at=now, verified_how=how, retire_after=None
        )
    )
    if not claim.is_repair:
        _settle_source(session, claim, flipped.run_id, policy, now)
    return True


def _settle_source(
    session: Session, claim: Claim, run_id: int | None, policy: Images, now: datetime
) -> None:
    keep_until = _keep_until(session, run_id, policy, now)
    session.execute(update_copy(claim.source_place).values(retire_after=keep_until))
    if run_id is not None:
        record_outcome(session, run_id, claim, "moved", now)


def _keep_until(
    session: Session, run_id: int | None, policy: Images, now: datetime
) -> datetime | None:
    """Return when the source copy may go; None keeps it."""
    days: int | None = policy.grace_days
    if run_id is not None:
        days = session.scalar(select(MigrationRun.keep_days).where(MigrationRun.id == run_id))
    if days is None or policy.policy == "both":
        return None
    return now + timedelta(days=days)


def _abandon(session: Session, claim: Claim, policy: Images, now: datetime) -> None:
    """Leave the image to whoever changed it, and what was written to whom it belongs.

    With the lease lost, another mover may be writing the very same place, so it is left alone.
    Where the image still wants this content there, the next try finds it and saves the transfer.
    """
    image = session.execute(
        select(Image.version, Image.wanted_location, Image.deleted_at).where(
            Image.id == claim.image_id
        )
    ).first()
    is_mine = release(session, claim, now, due_at=None)
    if claim.is_repair:
        return
    if image is None or image.version != claim.version:
        discard(session, claim, now, is_mine=is_mine)
    elif is_mine and (image.deleted_at or image.wanted_location != claim.target):
        if claim.is_there:
            keep_until = now + timedelta(days=policy.grace_days)
            session.execute(update_copy(claim.target_place).values(retire_after=keep_until))
        else:
            discard(session, claim, now, is_mine=True)
