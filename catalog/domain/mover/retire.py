"""Removing source copies whose grace is over: never before the other copy was read once more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, tuple_, update
from sqlalchemy.orm import Session

from catalog.db.models import Image, ImageCopy
from catalog.domain.bundles import Part, parts_of
from catalog.domain.image_copies import Place, node_at, update_copy
from catalog.domain.image_states import READABLE
from catalog.domain.mover.leases import Owner
from catalog.storage.keys import image_prefix

LEASE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Retirement:
    """One copy that is no longer needed, and the image as it was when that was found."""

    owner: Owner
    place: Place
    state: str
    public_id: str
    version: int
    generation: int
    facts: Mapping[str, Any]
    kept: str
    """Location of the copy that the image points to."""

    @property
    def prefix(self) -> str:
        return image_prefix(self.public_id, self.version)

    @property
    def kept_place(self) -> Place:
        return Place(self.place.image_id, self.kept, node_at(self.kept, self.owner.node))

    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.public_id, self.version, self.facts)


def claim_retirements(
    session: Session, owner: Owner, limit: int, now: datetime
) -> list[Retirement]:
    """Take copies that are due; taking one puts it off, so that nobody else takes it."""
    rows = session.execute(
        select(
            ImageCopy.image_id,
            ImageCopy.location,
            ImageCopy.node,
            ImageCopy.state,
            Image.public_id,
            Image.version,
            Image.generation,
            Image.parts,
            Image.storage_location,
        )
        .join(Image, Image.id == ImageCopy.image_id)
        .where(
            ImageCopy.retire_after <= now,
            ImageCopy.node.in_(("", owner.node)),
            Image.storage_location != ImageCopy.location,
            or_(ImageCopy.state == "retiring", _may_go()),
        )
        .order_by(ImageCopy.retire_after)
        .limit(limit)
        .with_for_update(of=ImageCopy, skip_locked=True)
    ).all()
    taken = [_retirement(owner, row) for row in rows]
    _put_off(session, [item.place for item in taken], now)
    return taken


def has_retirements(session: Session, node: str, now: datetime) -> bool:
    due = exists().where(ImageCopy.retire_after <= now, ImageCopy.node.in_(("", node)))
    return bool(session.scalar(select(due)))


def _retirement(owner: Owner, row: Row[*tuple[Any, ...]]) -> Retirement:
    place = Place(row.image_id, row.location, row.node)
    image = (row.public_id, row.version, row.generation, row.parts)
    return Retirement(owner, place, row.state, *image, kept=row.storage_location)


def start_retiring(session: Session, item: Retirement, now: datetime) -> bool:
    """The other copy was just read: give this one up, unless the image changed meanwhile."""
    session.execute(
        update_copy(item.kept_place)
        .where(ImageCopy.state.in_(READABLE))
        .values(state="verified", verified_at=now, verified_how="readback")
    )
    if item.state == "retiring":
        return True
    unchanged = exists().where(
        Image.id == item.place.image_id,
        Image.generation == item.generation,
        Image.storage_location == item.kept,
        Image.wanted_location == item.kept,
        Image.deleted_at.is_(None),
    )
    started = session.execute(
        update_copy(item.place)
        .where(ImageCopy.state.in_(READABLE), ImageCopy.retire_after.is_not(None), unchanged)
        .values(state="retiring")
        .returning(ImageCopy.image_id)
        .execution_options(synchronize_session=False)
    )
    return started.first() is not None


def finish_retiring(session: Session, item: Retirement) -> None:
    session.execute(
        update_copy(item.place)
        .where(ImageCopy.state == "retiring")
        .values(state="gone", verified_at=None, retire_after=None)
    )


def keep_instead(session: Session, item: Retirement, other_state: str) -> None:
    """The copy that counts is damaged or missing: this one is what is left, and stays."""
    session.execute(update_copy(item.kept_place).values(state=other_state, verified_at=None))
    state = "suspect" if item.state == "retiring" else item.state
    session.execute(update_copy(item.place).values(state=state, retire_after=None))


def _may_go() -> ColumnElement[bool]:
    return and_(
        ImageCopy.state.in_(READABLE),
        Image.wanted_location == Image.storage_location,
        Image.deleted_at.is_(None),
    )


def _put_off(session: Session, places: list[Place], now: datetime) -> None:
    name = tuple_(ImageCopy.image_id, ImageCopy.location, ImageCopy.node)
    wanted = [(place.image_id, place.location, place.node) for place in places]
    if wanted:
        session.execute(update(ImageCopy).where(name.in_(wanted)).values(retire_after=now + LEASE))
