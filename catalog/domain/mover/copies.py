"""Statements about one copy of one image."""

from sqlalchemy import Update, update

from catalog.db.models import ImageCopy
from catalog.domain.mover.leases import Place


def update_copy(place: Place) -> Update:
    return update(ImageCopy).where(
        ImageCopy.image_id == place.image_id,
        ImageCopy.location == place.location,
        ImageCopy.node == place.node,
    )
