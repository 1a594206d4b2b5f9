"""One copy of one image: where it is, and statements about it."""

from dataclasses import dataclass

from sqlalchemy import Update, update

from catalog.db.models import ImageCopy
from catalog.storage.base import StorageLocation


@dataclass(frozen=True, slots=True)
class Place:
    """Where one image has a copy, or is to have one; `node` is empty for s3."""

    image_id: int
    location: str
    node: str


def node_at(location: str, node: str) -> str:
    """Return the node of a copy: a local one lies on this machine, S3 is everybody's."""
    return node if location == StorageLocation.LOCAL else ""


def update_copy(place: Place) -> Update:
    return update(ImageCopy).where(
        ImageCopy.image_id == place.image_id,
        ImageCopy.location == place.location,
        ImageCopy.node == place.node,
    )
