"""Questions about catalogs as a whole: lists of them, their members."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Membership, Row, User
from catalog.domain.accounts import Person
from catalog.domain.queries.rows import COUNT_LIMIT


class CatalogRecord(NamedTuple):
    """A catalog in a list; `rows` is counted up to one more than COUNT_LIMIT."""

    id: int
    slug: str
    name: str
    description: str
    visibility: str
    updated_at: datetime
    rows: int


class MemberRecord(NamedTuple):
    user_id: int
    name: str
    email: str
    role: str


def catalogs_for(
    session: Session, person: Person, *, archived: bool = False
) -> list[CatalogRecord]:
    """Return the catalogs that this person reaches, the one changed last first."""
    chosen = select(
        Catalog.id,
        Catalog.slug,
        Catalog.name,
        Catalog.description,
        Catalog.visibility,
        Catalog.updated_at,
        _counted_rows().scalar_subquery(),
    ).where(Catalog.archived_at.is_not(None) if archived else Catalog.archived_at.is_(None))
    if not person.is_admin:
        chosen = chosen.join(
            Membership,
            (Membership.catalog_id == Catalog.id) & (Membership.user_id == person.id),
        )
    found = session.execute(chosen.order_by(Catalog.updated_at.desc(), Catalog.id))
    return [CatalogRecord._make(record) for record in found]


def _counted_rows() -> Select[int]:
    some = (
        select(literal_column("1"))
        .select_from(Row)
        .where(Row.catalog_id == Catalog.id, Row.deleted_at.is_(None))
        .correlate(Catalog)
        .limit(COUNT_LIMIT + 1)
        .subquery()
    )
    return select(func.count()).select_from(some)


def members_of(session: Session, catalog_id: int) -> list[MemberRecord]:
    """Return who belongs to the catalog: owners first, then by name."""
    found = session.execute(
        select(User.id, User.name, User.email, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.catalog_id == catalog_id)
    )
    order = {"owner": 0, "collaborator": 1, "viewer": 2}
    members = [MemberRecord._make(record) for record in found]
    return sorted(members, key=lambda member: (order[member.role], member.name, member.email))
