"""Which images a run is about, as the run keeps it: {} for all of them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Image, MoveOutcome, Row
from catalog.domain.catalogs import catalog_by_slug


@dataclass(frozen=True, slots=True)
class Scope:
    """All images, or those of one catalog, or what another run moved; at most `limit` of them."""

    catalog: str | None = None
    limit: int | None = None
    undo: int | None = None
    """Number of the run whose moves are taken back."""

    @property
    def takes_uploads(self) -> bool:
        """Images that arrive while the run is active join it."""
        return self.limit is None and self.undo is None

    def as_json(self) -> dict[str, Any]:
        facts = {"catalog": self.catalog, "limit": self.limit, "undo": self.undo}
        return {name: value for name, value in facts.items() if value is not None}

    def check(self, session: Session) -> None:
        """Raise NotFound where its catalog does not exist."""
        if self.catalog is not None:
            catalog_by_slug(session, self.catalog)

    def condition(self) -> ColumnElement[bool]:
        """Return what live images of it have in common."""
        chosen: ColumnElement[bool] = Image.deleted_at.is_(None)
        if self.catalog is not None:
            rows = (
                select(Row.id)
                .join(Catalog, Catalog.id == Row.catalog_id)
                .where(Catalog.slug == self.catalog)
            )
            chosen &= Image.row_id.in_(rows)
        if self.undo is not None:
            chosen &= exists().where(
                MoveOutcome.run_id == self.undo,
                MoveOutcome.image_id == Image.id,
                MoveOutcome.outcome == "moved",
            )
        return chosen


def scope_of(facts: dict[str, Any]) -> Scope:
    return Scope(**facts)
