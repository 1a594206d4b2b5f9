"""What an owner says of a catalog after it was made, and who belongs to it."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Membership
from catalog.db.models.catalog import MEMBER_ROLES
from catalog.domain import accounts, catalogs
from catalog.domain.queries.columns import columns_of
from catalog.domain.rewriting import rewrite_rows
from catalog.errors import Conflict, Invalid, NotFound
from catalog.i18n import Message


def update_catalog(
    session: Session,
    catalog: Catalog,
    *,
    name: str,
    description: str,
    language: str,
    currency: str,
) -> None:
    """Change name, description and how numbers and dates are read. Raises Invalid.

    Values stay as they are; a new language or currency changes how they are shown and found.
    """
    before = catalogs.locale_of(catalog)
    catalogs.set_locale(catalog, language, currency)
    catalog.description = catalogs.clean_description(description)
    catalogs.rename_catalog(session, catalog, name)
    if catalogs.locale_of(catalog) != before:
        rewrite_rows(session, catalog, columns_of(session, catalog.id))


def add_member(session: Session, catalog: Catalog, email: str, role: str) -> None:
    """Let somebody who has an account here into the catalog, or change their role. Raises Invalid.

    The last owner stays owner.
    """
    try:
        user = accounts.user_by_email(session, email)
    except NotFound as error:
        raise Invalid("email", error.message) from None
    change_member(session, catalog, user.id, role)


def change_member(session: Session, catalog: Catalog, user_id: int, role: str) -> None:
    """Raises Invalid for an unknown role, Conflict for the last owner."""
    if role not in MEMBER_ROLES:
        raise Invalid("role", Message("Choose owner, collaborator or viewer."))
    if role != "owner":
        _keep_an_owner(session, catalog, user_id)
    session.merge(Membership(catalog_id=catalog.id, user_id=user_id, role=role))
    session.flush()


def remove_member(session: Session, catalog: Catalog, user_id: int) -> None:
    """Raises Conflict for the last owner."""
    _keep_an_owner(session, catalog, user_id)
    session.execute(
        delete(Membership).where(Membership.catalog_id == catalog.id, Membership.user_id == user_id)
    )


def _keep_an_owner(session: Session, catalog: Catalog, leaving_id: int) -> None:
    owners = set(
        session.scalars(
            select(Membership.user_id).where(
                Membership.catalog_id == catalog.id, Membership.role == "owner"
            )
        )
    )
    if owners == {leaving_id}:
        raise Conflict(Message("A catalog needs an owner. Make somebody else one first."))
