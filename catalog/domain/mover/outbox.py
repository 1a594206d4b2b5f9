"""Orders to remove bytes: written in the transaction that makes them useless, done later."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from catalog.db.models import Deletion
from catalog.domain.image_copies import Place, update_copy
from catalog.domain.mover.leases import Claim


def order_deletion(
    session: Session, place: Place, prefix: str, reason: str, now: datetime, identity: str = ""
) -> None:
    """Have everything below the prefix removed. `identity`: SHA-256 of the original there."""
    session.execute(
        insert(Deletion).values(
            location=place.location,
            node=place.node,
            key_prefix=prefix,
            identity=identity,
            reason=reason,
            not_before=now,
        )
    )


def discard(session: Session, claim: Claim, now: datetime, *, is_mine: bool) -> None:
    """Have what a move wrote removed. `is_mine`: nobody else has taken the place since."""
    identity = claim.facts.get("original", {}).get("sha256", "")
    order_deletion(session, claim.target_place, claim.prefix, "abandoned", now, identity)
    if is_mine:
        session.execute(
            update_copy(claim.target_place).values(
                state="gone", verified_at=None, retire_after=None
            )
        )
