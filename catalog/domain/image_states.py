"""Where images are and how sure that is, in one vocabulary for counts, lists and checks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_

from catalog.db.models import Image, ImageCopy

READABLE = ("present", "verified", "suspect")
"""States of a copy that is worth reading."""
SURE = ("present", "verified")
STATES = (
    "local_only",
    "both",
    "s3_only",
    "waiting",
    "degraded",
    "unknown",
    "lost",
    "trash",
)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What tells the state of a live image apart; many images share one."""

    stored: str
    wanted: str
    has_local: bool
    has_s3: bool
    """There is a copy worth reading."""
    is_sure: bool
    """One of the copies worth reading is not suspect."""

    def states(self) -> tuple[str, ...]:
        """Return every state that applies, of STATES."""
        kept = {"local": self.has_local, "s3": self.has_s3}
        found = [_PLACES[(self.has_local, self.has_s3)]]
        if self.wanted != self.stored:
            found.append("waiting")
        if any(kept.values()) and not kept[self.stored]:
            found.append("degraded")
        if any(kept.values()) and not self.is_sure:
            found.append("unknown")
        return tuple(found)


_PLACES: Mapping[tuple[bool, bool], str] = {
    (True, False): "local_only",
    (True, True): "both",
    (False, True): "s3_only",
    (False, False): "lost",
}


def has_copy(location: str, states: Sequence[str] = READABLE) -> ColumnElement[bool]:
    return exists().where(
        ImageCopy.image_id == Image.id,
        ImageCopy.location == location,
        ImageCopy.state.in_(states),
    )


def is_sure() -> ColumnElement[bool]:
    return exists().where(ImageCopy.image_id == Image.id, ImageCopy.state.in_(SURE))


def in_state(state: str) -> ColumnElement[bool]:
    """Return what images in a state have in common. Raises KeyError for what is no state."""
    if state == "trash":
        return Image.deleted_at.is_not(None)
    local, s3 = has_copy("local"), has_copy("s3")
    kept = or_(and_(Image.storage_location == "local", local), _on_s3(s3))
    conditions: Mapping[str, ColumnElement[bool]] = {
        "local_only": and_(local, ~s3),
        "both": and_(local, s3),
        "s3_only": and_(~local, s3),
        "waiting": Image.wanted_location != Image.storage_location,
        "degraded": and_(or_(local, s3), ~kept),
        "unknown": and_(or_(local, s3), ~is_sure()),
        "lost": and_(~local, ~s3),
    }
    return and_(Image.deleted_at.is_(None), conditions[state])


def _on_s3(s3: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(Image.storage_location == "s3", s3)
