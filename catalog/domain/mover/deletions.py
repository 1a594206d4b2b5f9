"""Working off the outbox: remove, confirm, mark as done; what fails stays open."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Update, exists, select, update
from sqlalchemy.orm import Session

from catalog.db.models import Deletion, Image
from catalog.domain.mover.leases import Owner
from catalog.domain.mover.removing import remove_prefix
from catalog.domain.mover.steps import crash_at
from catalog.errors import StorageError
from catalog.storage.base import Storage

LEASE = timedelta(seconds=120)
LONGEST_PAUSE = 3600.0


@dataclass(frozen=True, slots=True)
class Order:
    """One deletion in hand; `attempts` is its fencing number."""

    id: int
    location: str
    prefix: str
    attempts: int


def claim_deletions(
    session: Session, owner: Owner, locations: Sequence[str], limit: int, now: datetime
) -> list[Order]:
    """Take orders that this machine can do and whose storage answers; the caller commits."""
    ids = session.scalars(
        select(Deletion.id)
        .where(
            Deletion.done_at.is_(None),
            Deletion.not_before <= now,
            Deletion.location.in_(locations),
            Deletion.node.in_(("", owner.node)),
        )
        .order_by(Deletion.not_before, Deletion.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if not ids:
        return []
    rows = session.execute(
        update(Deletion)
        .where(Deletion.id.in_(ids))
        .values(attempts=Deletion.attempts + 1, not_before=now + LEASE)
        .returning(Deletion.id, Deletion.location, Deletion.key_prefix, Deletion.attempts)
    )
    return [Order(*row) for row in rows]


def has_deletions(session: Session, locations: Sequence[str], node: str, now: datetime) -> bool:
    due = exists().where(
        Deletion.done_at.is_(None),
        Deletion.not_before <= now,
        Deletion.location.in_(locations),
        Deletion.node.in_(("", node)),
    )
    return bool(session.scalar(select(due)))


def is_needed(session: Session, order: Order) -> bool:
    """Tell whether an image points to, or is about to point to, what the order would remove.

    An order is written with the change that makes the bytes useless; this is the second lock.
    """
    public_id, version = order.prefix.rstrip("/").split("/")[-2:]
    return bool(
        session.scalar(
            select(
                exists().where(
                    Image.public_id == public_id,
                    Image.version == int(version),
                    Image.storage_location == order.location,
                )
            )
        )
    )


def carry_out(storage: Storage, order: Order) -> str | None:
    """Remove the bytes; return what hindered it, None when they are gone."""
    try:
        remove_prefix(storage, order.prefix)
    except StorageError as error:
        return str(error)
    crash_at("deletion removed")
    return None


def close(session: Session, order: Order, outcome: str, now: datetime) -> None:
    session.execute(_mine(order).values(done_at=now, outcome=outcome))


def put_off(session: Session, order: Order, trouble: str, now: datetime) -> None:
    pause = min(5.0 * 2 ** min(order.attempts, 12), LONGEST_PAUSE) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
    later = now + timedelta(seconds=pause)
    session.execute(_mine(order).values(outcome=trouble, not_before=later))


def _mine(order: Order) -> Update:
    return update(Deletion).where(
        Deletion.id == order.id, Deletion.attempts == order.attempts, Deletion.done_at.is_(None)
    )
