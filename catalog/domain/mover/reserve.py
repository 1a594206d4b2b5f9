"""Keeping the place at the target: told to the database before the first byte is written there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.orm import Session

from catalog.db.models import Deletion, ImageCopy
from catalog.domain.image_copies import Place, update_copy
from catalog.domain.mover.leases import Claim


def reserve(session: Session, claims: Sequence[Claim], now: datetime) -> Mapping[Place, str | None]:
    """Return the places that are ours -> the state of the copy found there, None for none.

    A place is left out while something is still being removed from it: writing there now would
    be undone. Its copy is kept from being retired from here on.
    """
    states = _lock_copies(session, [claim.target_place for claim in claims])
    busy = _being_cleared(session, [claim for claim in claims if claim.target_place in states], now)
    reserved: dict[Place, str | None] = {}
    for claim in claims:
        place = claim.target_place
        state = states.get(place)
        if state == "retiring" or claim.prefix in busy.get(place.location, ()):
            continue
        _write(session, place, state)
        reserved[place] = state
    return reserved


def _lock_copies(session: Session, places: Iterable[Place]) -> Mapping[Place, str]:
    wanted = [(place.image_id, place.location, place.node) for place in places]
    name = tuple_(ImageCopy.image_id, ImageCopy.location, ImageCopy.node)
    rows = session.execute(
        select(ImageCopy.image_id, ImageCopy.location, ImageCopy.node, ImageCopy.state)
        .where(name.in_(wanted))
        .order_by(ImageCopy.image_id)
        .with_for_update()
    )
    return {Place(row.image_id, row.location, row.node): row.state for row in rows}


def _being_cleared(
    session: Session, claims: Sequence[Claim], now: datetime
) -> Mapping[str, set[str]]:
    """Return location -> prefixes with an open deletion, which is made due at once.

    Only a place that had a copy before can have one.
    """
    if not claims:
        return {}
    found: dict[str, set[str]] = {}
    rows = session.execute(
        select(Deletion.id, Deletion.location, Deletion.key_prefix, Deletion.attempts).where(
            Deletion.done_at.is_(None),
            Deletion.key_prefix.in_([claim.prefix for claim in claims]),
        )
    ).all()
    for row in rows:
        found.setdefault(row.location, set()).add(row.key_prefix)
    places = {(claim.target, claim.prefix) for claim in claims}
    fresh = [
        row.id for row in rows if row.attempts == 0 and (row.location, row.key_prefix) in places
    ]
    session.execute(update(Deletion).where(Deletion.id.in_(fresh)).values(not_before=now))
    return found


def _write(session: Session, place: Place, state: str | None) -> None:
    if state is None:
        session.execute(
            insert(ImageCopy).values(
                image_id=place.image_id, location=place.location, node=place.node, state="reserved"
            )
        )
    elif state == "verified":
        session.execute(update_copy(place).values(retire_after=None))
    else:
        session.execute(
            update_copy(place).values(state="reserved", verified_at=None, retire_after=None)
        )
