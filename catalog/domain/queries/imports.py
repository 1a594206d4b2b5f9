"""Which sheets were brought into a catalog."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, ChangeSet, Import, User

MOST_LISTED = 100


class ImportRecord(NamedTuple):
    record: Import
    who: str
    """Empty for the command."""


def imports_of(session: Session, catalog_id: int) -> list[ImportRecord]:
    """Return those that were begun, the newest first."""
    found = session.execute(
        select(Import, User.name, User.email)
        .outerjoin(User, User.id == Import.user_id)
        .where(Import.catalog_id == catalog_id, Import.state != "uploaded")
        .order_by(Import.id.desc())
        .limit(MOST_LISTED)
    )
    return [ImportRecord(each.Import, each.name or each.email or "") for each in found]


def catalog_of_import(session: Session, record: Import) -> Catalog | None:
    return session.get(Catalog, record.catalog_id) if record.catalog_id else None


def can_be_undone(session: Session, record: Import) -> bool:
    """Tell whether rows came in by it that nobody has taken back."""
    step = session.get(ChangeSet, record.change_set_id) if record.change_set_id else None
    changed = record.counts.get("created", 0) + record.counts.get("updated", 0)
    return bool(step and step.undone_at is None and changed)
