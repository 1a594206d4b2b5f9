"""A damaged copy that an image points to, while a good one lies elsewhere: point there first.

The image is still wanted where it was, so the loop then brings it back, as any other.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from catalog.db.models import Image, ImageCopy
from catalog.domain.bundles import CopyDamaged, check_bundle
from catalog.domain.image_copies import update_copy
from catalog.domain.image_states import READABLE
from catalog.domain.mover.claim import lease
from catalog.domain.mover.leases import Claim, Owner, release
from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.base import FileMissing, Storage

LATER = timedelta(seconds=30)


class RepairFailed(StorageError):
    """The other copy is not good either: `state` is what to note of it."""

    def __init__(self, state: str) -> None:
        super().__init__(Message("no good copy is left"))
        self.state = state


def claim_repairs(session: Session, owner: Owner, limit: int, now: datetime) -> list[Claim]:
    """Lease degraded images, and keep their good copies from being retired; the caller commits."""
    ids = session.scalars(
        _degraded(owner.node, now).limit(limit).with_for_update(of=Image, skip_locked=True)
    ).all()
    claims = [_repair(claim) for claim in lease(session, owner, ids, now)]
    return [claim for claim in claims if _keep(session, claim, now)]


def has_repairs(session: Session, node: str, now: datetime) -> bool:
    return session.scalar(_degraded(node, now).limit(1)) is not None


def prove_other_copy(claim: Claim, other: Storage) -> str:
    """Read it whole; return how it was verified. Raises RepairFailed or StorageUnavailable."""
    try:
        check_bundle(other, claim.parts())
    except FileMissing as error:
        raise RepairFailed("missing") from error
    except CopyDamaged as error:
        raise RepairFailed("corrupt") from error
    return "readback"


def _degraded(node: str, now: datetime) -> Select[int]:
    bad, good = aliased(ImageCopy), aliased(ImageCopy)
    return (
        select(Image.id)
        .join(bad, (bad.image_id == Image.id) & (bad.location == Image.storage_location))
        .join(good, (good.image_id == Image.id) & (good.location != Image.storage_location))
        .where(
            bad.state.in_(("missing", "corrupt")),
            good.state.in_(READABLE),
            good.node.in_(_here(node)),
            bad.node.in_(_here(node)),
            Image.wanted_location == Image.storage_location,
            Image.deleted_at.is_(None),
            or_(Image.lease_until.is_(None), Image.lease_until <= now),
            or_(Image.next_attempt_at.is_(None), Image.next_attempt_at <= now),
        )
        .order_by(Image.id)
    )


def _here(node: str) -> Sequence[str]:
    return ("", node)


def _repair(claim: Claim) -> Claim:
    other = "local" if claim.source == "s3" else "s3"
    return replace(claim, target=other, is_repair=True)


def _keep(session: Session, claim: Claim, now: datetime) -> bool:
    kept = session.execute(
        update_copy(claim.target_place)
        .where(ImageCopy.state.in_(READABLE))
        .values(retire_after=None)
        .returning(ImageCopy.image_id)
    ).first()
    if kept is None:
        release(session, claim, now, due_at=now + LATER)
    return kept is not None
