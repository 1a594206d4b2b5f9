"""Finding what is not where it should be, and taking it: a lease, a fence, a reserved place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from catalog.db.models import Image, ImageCopy, MigrationRun
from catalog.domain.image_states import READABLE
from catalog.domain.mover.leases import LEASE, Claim, Owner, release
from catalog.domain.mover.reserve import reserve

DEFER = timedelta(seconds=2)
"""How long an image waits while the place where it should go is still being cleared."""


def claim_images(session: Session, owner: Owner, limit: int, now: datetime) -> list[Claim]:
    """Lease up to `limit` images that are due and reserve their places; the caller commits."""
    ids = [row.id for row in _due(session, owner.node, limit, now, locking=True)]
    claims = lease(session, owner, ids, now)
    places = reserve(session, claims, now) if claims else {}
    for claim in claims:
        if claim.target_place not in places:
            release(session, claim, now, due_at=now + DEFER)
    return [
        replace(claim, found=places[claim.target_place])
        for claim in claims
        if claim.target_place in places
    ]


def has_work(session: Session, node: str, now: datetime) -> bool:
    """Tell whether claiming would find anything, without taking the right to write."""
    return bool(_due(session, node, 1, now, locking=False))


def _due(
    session: Session, node: str, limit: int, now: datetime, *, locking: bool
) -> Sequence[Row[int]]:
    """Find images nobody holds: new ones first, then those of runs and those to try again.

    A leased image is due when its lease ends: claiming sets `next_attempt_at` too, so that an
    index finds what is due, however much is not.
    """
    candidates = _candidates(node, now)
    paused = _paused_run(session)
    if paused:
        candidates = candidates.where(or_(Image.run_id.is_(None), Image.run_id != paused.id))
    fresh = candidates.where(Image.next_attempt_at.is_(None)).order_by(Image.id)
    found = list(_fetch(session, fresh, limit, locking=locking))
    if len(found) < limit:
        again = candidates.where(Image.next_attempt_at <= now)
        if paused:  # its images were all made due when it started: the index skips them at once
            again = again.where(Image.next_attempt_at > paused.started_at)
        again = again.order_by(Image.next_attempt_at, Image.id)
        found += _fetch(session, again, limit - len(found), locking=locking)
    return found


def _fetch(
    session: Session, query: Select[int], limit: int, *, locking: bool
) -> Sequence[Row[int]]:
    if locking:
        query = query.with_for_update(of=Image, skip_locked=True)
    return session.execute(query.limit(limit)).all()


def _candidates(node: str, now: datetime) -> Select[int]:
    return select(Image.id).where(
        Image.wanted_location != Image.storage_location,
        Image.deleted_at.is_(None),
        Image.rendered_at.is_not(None),
        or_(Image.lease_until.is_(None), Image.lease_until <= now),
        _can_be_moved_here(node),
    )


def _can_be_moved_here(node: str) -> ColumnElement[bool]:
    """This machine has a source to read, or the target holds everything already."""
    source = and_(ImageCopy.location == Image.storage_location, ImageCopy.state.in_(READABLE))
    target = and_(ImageCopy.location == Image.wanted_location, ImageCopy.state == "verified")
    return exists().where(
        ImageCopy.image_id == Image.id, ImageCopy.node.in_(("", node)), or_(source, target)
    )


def _paused_run(session: Session) -> Row[int, datetime] | None:
    return session.execute(
        select(MigrationRun.id, MigrationRun.started_at).where(
            MigrationRun.state == "paused", MigrationRun.ended_at.is_(None)
        )
    ).first()


def lease(session: Session, owner: Owner, ids: Sequence[int], now: datetime) -> list[Claim]:
    """Take these images, but for those that somebody else holds; their fence goes up."""
    if not ids:
        return []
    until = now + LEASE
    rows = session.execute(
        update(Image)
        .where(Image.id.in_(ids), or_(Image.lease_until.is_(None), Image.lease_until <= now))
        .values(
            fence=Image.fence + 1,
            lease_owner=owner.name,
            lease_until=until,
            next_attempt_at=until,
        )
        .returning(
            Image.id,
            Image.public_id,
            Image.version,
            Image.generation,
            Image.fence,
            Image.parts,
            Image.filename,
            Image.size,
            Image.storage_location,
            Image.wanted_location,
            Image.attempts,
        )
        .execution_options(synchronize_session=False)
    )
    return [Claim(owner, *_values(row)) for row in rows]


def _values(row: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    return tuple(row)
