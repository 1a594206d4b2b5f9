"""Making the files of a picture durable before any record relies on them.

First an order to delete them, due in a day, is committed: the reservation. Who then writes the
record takes the order back in the same transaction. Whatever ends in between, the order removes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Deletion, Image
from catalog.db.session import Database
from catalog.domain.image_parts import part_key
from catalog.domain.staging import StagedPicture
from catalog.errors import Conflict
from catalog.i18n import Message
from catalog.storage.keys import image_prefix
from catalog.storage.local import LocalStorage

RESERVED_FOR = timedelta(days=1)
"""Far longer than an upload takes; one that takes longer is refused at its end."""


class Reservation(NamedTuple):
    id: int
    version: int
    """Of the picture's content; nobody else writes it."""


@contextmanager
def published(
    database: Database, local: LocalStorage, node: str, public_id: str, picture: StagedPicture
) -> Iterator[Reservation]:
    """Publish the files for the block; where it raises they are due to go at once."""
    with database.writing() as session:
        reserved = _reserve(session, node, public_id, picture)
    try:
        _publish(local, public_id, reserved.version, picture)
        yield reserved
    except Exception:  # whatever it was: it is raised again once the files are due to go
        with database.writing() as session:
            order = update(Deletion).where(Deletion.id == reserved.id)
            session.execute(order.values(not_before=now()))
        raise


def take_over(session: Session, reserved: Reservation) -> None:
    """Take the order to delete back. Raises Conflict where somebody began to carry it out."""
    order = delete(Deletion).where(Deletion.id == reserved.id, Deletion.attempts == 0)
    if session.execute(order.returning(Deletion.id)).first() is None:
        raise Conflict(Message("Taking the picture in took too long. Send it again."))


def _reserve(session: Session, node: str, public_id: str, picture: StagedPicture) -> Reservation:
    version = _free_version(session, public_id)
    order = Deletion(
        location="local",
        node=node,
        key_prefix=image_prefix(public_id, version),
        identity=picture.original["sha256"],
        reason="upload",
        not_before=now() + RESERVED_FOR,
    )
    session.add(order)
    session.flush()
    return Reservation(order.id, version)


def _free_version(session: Session, public_id: str) -> int:
    """Return a version that is neither the picture's nor reserved by another upload."""
    current = session.scalar(
        select(Image.version).where(Image.public_id == public_id).with_for_update()
    )
    if current is None:
        return 1
    prefix = image_prefix(public_id)
    orders = select(Deletion.key_prefix).where(
        Deletion.done_at.is_(None), Deletion.key_prefix.startswith(prefix, autoescape=True)
    )
    ordered = [int(found.removeprefix(prefix).rstrip("/")) for found in session.scalars(orders)]
    return max(current, *ordered) + 1 if ordered else current + 1


def _publish(local: LocalStorage, public_id: str, version: int, picture: StagedPicture) -> None:
    for name, part in picture.parts.items():
        local.save(
            part_key(public_id, version, name, part.facts),
            part.path,
            media_type=part.facts["media_type"],
            checksum=part.facts["sha256"],
        )
