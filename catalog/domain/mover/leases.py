"""The right to move one image for a while; who lost it can finish nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.orm import Session

from catalog.db.models import Image
from catalog.domain.bundles import Part, parts_of
from catalog.domain.image_copies import Place, node_at
from catalog.storage.keys import image_prefix

LEASE = timedelta(seconds=120)
"""Renewed while the work goes on; ends by itself when the machine is lost."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The mover that holds a lease, and the machine whose disk it sees."""

    name: str
    node: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One image to bring from `source` to `target`, as it was when it was taken.

    `found`: the state of the copy that the target had before its place was reserved.
    `is_repair`: the source is damaged and the image still wanted there; the target holds a copy
    that may be pointed to meanwhile.
    """

    owner: Owner
    image_id: int
    public_id: str
    version: int
    generation: int
    fence: int
    facts: Mapping[str, Any]
    filename: str
    size: int
    source: str
    target: str
    attempts: int
    found: str | None = None
    is_repair: bool = False

    @property
    def is_there(self) -> bool:
        """The target holds a copy that was verified before; a look at it is enough."""
        return self.found == "verified"

    @property
    def is_fresh(self) -> bool:
        """Whatever lies at the target was written by moves of this image that did not end."""
        return self.found in {None, "reserved", "gone"}

    @property
    def source_place(self) -> Place:
        return Place(self.image_id, self.source, node_at(self.source, self.owner.node))

    @property
    def target_place(self) -> Place:
        return Place(self.image_id, self.target, node_at(self.target, self.owner.node))

    @property
    def prefix(self) -> str:
        return image_prefix(self.public_id, self.version)

    def parts(self) -> tuple[Part, ...]:
        """Raises CopyDamaged where nothing is known of them."""
        return parts_of(self.public_id, self.version, self.facts)


def is_held(claim: Claim, now: datetime) -> ColumnElement[bool]:
    """The image is still leased, and to this very claim."""
    return and_(
        Image.id == claim.image_id,
        Image.fence == claim.fence,
        Image.lease_owner == claim.owner.name,
        Image.lease_until > now,
    )


def renew(session: Session, owner: Owner, ids: Sequence[int], now: datetime) -> None:
    until = now + LEASE
    session.execute(
        update(Image)
        .where(Image.id.in_(ids), Image.lease_owner == owner.name)
        .values(lease_until=until, next_attempt_at=until)
    )


def release(session: Session, claim: Claim, now: datetime, *, due_at: datetime | None) -> bool:
    """Give one image back, to be taken again at `due_at` (None: at once)."""
    given = session.execute(
        update(Image)
        .where(is_held(claim, now))
        .values(lease_owner=None, lease_until=None, next_attempt_at=due_at)
        .returning(Image.id)
    )
    return given.first() is not None


def release_all(session: Session, owner_name: str) -> None:
    """Give back what a mover holds that stopped or died; others may take it at once."""
    session.execute(
        update(Image)
        .where(Image.lease_owner == owner_name)
        .values(lease_owner=None, lease_until=None, next_attempt_at=None)
    )
