"""Lists of pictures in one state, behind the numbers of the storage page."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Image, Row
from catalog.domain.image_states import STATES, in_state
from catalog.errors import NotFound
from catalog.i18n import Message

PAGE = 50


class ListedImage(NamedTuple):
    id: int
    public_id: str
    filename: str
    size: int
    storage_location: str
    wanted_location: str
    error_detail: str | None
    catalog_slug: str
    catalog_name: str
    row_id: int

    @property
    def trouble(self) -> Message | None:
        return Message(self.error_detail) if self.error_detail else None


def images_in_state(session: Session, state: str, after: int = 0) -> Sequence[ListedImage]:
    """Return a page of them, PAGE and one more if there are more. Raises NotFound."""
    if state not in STATES:
        raise NotFound(Message("There is no such list."))
    rows = session.execute(
        select(
            Image.id,
            Image.public_id,
            Image.filename,
            Image.size,
            Image.storage_location,
            Image.wanted_location,
            Image.error_detail,
            Catalog.slug,
            Catalog.name,
            Image.row_id,
        )
        .join(Row, Row.id == Image.row_id)
        .join(Catalog, Catalog.id == Row.catalog_id)
        .where(in_state(state), Image.id > after)
        .order_by(Image.id)
        .limit(PAGE + 1)
    )
    return [ListedImage._make(row) for row in rows]
