"""What must always be true of the records of images, checked by counting everything again.

The numbers I1, I2, I3, I23 and I24 are those of the design; tests run this after every step, and
`catalog storage verify` runs it in production.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog.db.models import Deletion, Image, ImageCopy
from catalog.domain.image_states import READABLE, STATES, SURE, Whereabouts, in_state
from catalog.domain.storage_status import StorageStatus, storage_status
from catalog.storage.storages import Storages

_ADDRESS = re.compile(r"https?:|s3:|//|x-amz-|signature=|bucket", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Violation:
    invariant: str
    what: str


def violations(session: Session, storages: Storages) -> list[Violation]:
    """Return what is not as it must be; an empty list is the only good answer."""
    return [
        *_pointers(session),
        *_addresses(session),
        *_numbers(session, storage_status(session, storages)),
    ]


def _pointers(session: Session) -> Iterator[Violation]:
    """I1, I2: who has no good copy, or not where it points to, is listed as lost or degraded."""
    listed = {
        state: set(session.scalars(select(Image.id).where(in_state(state))))
        for state in STATES
        if state != "trash"
    }
    for image_id, whereabouts in _recounted(session):
        found = set(whereabouts.states())
        for state, ids in listed.items():
            if (image_id in ids) != (state in found):
                yield Violation("I1/I2", f"image {image_id}: the list of {state} is wrong")
    nowhere = session.scalars(
        select(Image.public_id).where(Image.storage_location.not_in(("local", "s3")))
    )
    for public_id in nowhere:
        yield Violation("I3", f"image {public_id} points nowhere")


def _recounted(session: Session) -> Iterator[tuple[int, Whereabouts]]:
    """Read copies one by one, so that no clever query is believed."""
    states: dict[int, dict[str, set[str]]] = {}
    for image_id, location, state in session.execute(
        select(ImageCopy.image_id, ImageCopy.location, ImageCopy.state)
    ):
        states.setdefault(image_id, {}).setdefault(location, set()).add(state)
    images = select(Image.id, Image.storage_location, Image.wanted_location)
    for image_id, stored, wanted in session.execute(images.where(Image.deleted_at.is_(None))):
        own: Mapping[str, set[str]] = states.get(image_id, {})
        local, s3 = own.get("local", set()), own.get("s3", set())
        yield (
            image_id,
            Whereabouts(
                stored,
                wanted,
                has_local=bool(local & set(READABLE)),
                has_s3=bool(s3 & set(READABLE)),
                is_sure=bool((local | s3) & set(SURE)),
            ),
        )


def _addresses(session: Session) -> Iterator[Violation]:
    """I23: what the program writes of an image holds no address, host, bucket or signature."""
    for public_id, parts, media_type in session.execute(
        select(Image.public_id, Image.parts, Image.media_type)
    ):
        if _ADDRESS.search(f"{parts} {media_type}"):
            yield Violation("I23", f"image {public_id} keeps an address")
    for number, prefix in session.execute(select(Deletion.id, Deletion.key_prefix)):
        if _ADDRESS.search(prefix):
            yield Violation("I23", f"deletion {number} keeps an address")


def _numbers(session: Session, status: StorageStatus) -> Iterator[Violation]:
    """I24: the numbers shown equal a recount."""
    recount = dict.fromkeys(STATES, 0)
    stored = {"local": 0, "s3": 0}
    for _image_id, whereabouts in _recounted(session):
        stored[whereabouts.stored] += 1
        for state in whereabouts.states():
            recount[state] += 1
    deleted = select(func.count()).where(Image.deleted_at.is_not(None))
    recount["trash"] = session.scalar(deleted) or 0
    shown = {state: tally.images for state, tally in status.census.items()}
    shown_stored = {"local": status.local, "s3": status.s3}
    if shown != recount or shown_stored != stored:
        yield Violation("I24", f"shown {shown} {shown_stored}, counted {recount} {stored}")
