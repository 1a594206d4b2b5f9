"""Catalogs: making, naming, publishing them."""

import re
from collections.abc import Collection

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Catalog, Column, Membership
from catalog.domain.accounts import Person
from catalog.domain.cells import Locale
from catalog.domain.text import clean_words, fold
from catalog.errors import Invalid, NotFound
from catalog.i18n import LANGUAGES, Message

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
LONGEST_NAME = 200
LONGEST_SLUG = 80
LONGEST_DESCRIPTION = 5000


def slugify(name: str, taken: Collection[str] = ()) -> str:
    """Return a part of an address for this name: folded, without dots, not one of those taken."""
    base = _NOT_SLUG.sub("-", fold(name)).strip("-")[:LONGEST_SLUG].strip("-") or "catalog"
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


def create_catalog(
    session: Session,
    person: Person | None,
    name: str,
    *,
    language: str = "es",
    currency: str = "EUR",
    description: str = "",
) -> Catalog:
    """Add a catalog without columns; the person becomes its owner. Raises Invalid."""
    name = _clean_name(name)
    slug = _free_slug(session, name)
    catalog = Catalog(slug=slug, name=name, description=clean_description(description))
    set_locale(catalog, language, currency)
    session.add(catalog)
    session.flush()
    if person:
        session.add(Membership(catalog_id=catalog.id, user_id=person.id, role="owner"))
        session.flush()
    return catalog


def _clean_name(name: str) -> str:
    name = clean_words(name)
    if not name:
        raise Invalid("name", Message("Give the catalog a name."))
    if len(name) > LONGEST_NAME:
        message = Message("Use at most %(n)s characters.", {"n": LONGEST_NAME})
        raise Invalid("name", message)
    return name


def clean_description(text: str) -> str:
    text = clean_words(text, lines=True)
    if len(text) > LONGEST_DESCRIPTION:
        message = Message("Use at most %(n)s characters.", {"n": LONGEST_DESCRIPTION})
        raise Invalid("description", message)
    return text


def _free_slug(session: Session, name: str) -> str:
    base = slugify(name)
    similar = select(Catalog.slug).where(Catalog.slug.startswith(base, autoescape=True))
    return slugify(name, set(session.scalars(similar)))


def set_locale(catalog: Catalog, language: str, currency: str) -> None:
    """Raises Invalid when the language is not known or the currency is not three letters."""
    if language not in LANGUAGES:
        raise Invalid("language", Message("Choose one of the languages."))
    currency = currency.strip().upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Invalid("currency", Message("Write the currency's three letters, like EUR."))
    catalog.language, catalog.currency = language, currency


def locale_of(catalog: Catalog) -> Locale:
    return Locale(language=catalog.language, currency=catalog.currency)


def catalog_by_slug(session: Session, slug: str) -> Catalog:
    """Raises NotFound, naming the catalogs that do exist: for commands, not for visitors."""
    catalog = session.scalar(select(Catalog).where(Catalog.slug == slug))
    if catalog is None:
        known = ", ".join(session.scalars(select(Catalog.slug).order_by(Catalog.slug).limit(20)))
        values = {"slug": slug, "known": known or "-"}
        raise NotFound(Message("There is no catalog %(slug)s. Known: %(known)s.", values))
    return catalog


def rename_catalog(session: Session, catalog: Catalog, name: str) -> None:
    """Change the name; the address stays, since people have sent it around."""
    catalog.name = _clean_name(name)
    touch(session, catalog.id)


def publish_catalog(session: Session, catalog: Catalog) -> None:
    """Show the catalog to visitors.

    At the first publishing every column that is not marked internal becomes public; columns made
    later are internal until marked.
    """
    if catalog.first_published_at is None:
        catalog.first_published_at = now()
        unset = (Column.catalog_id == catalog.id, Column.visibility == "unset")
        session.execute(update(Column).where(*unset).values(visibility="public"))
    catalog.visibility = "public"
    touch(session, catalog.id)


def unpublish_catalog(session: Session, catalog: Catalog) -> None:
    catalog.visibility = "private"
    touch(session, catalog.id)


def archive_catalog(session: Session, catalog: Catalog) -> None:
    """Hide the catalog from lists and visitors; nothing of it is removed."""
    catalog.archived_at = now()
    touch(session, catalog.id)


def restore_catalog(session: Session, catalog: Catalog) -> None:
    catalog.archived_at = None
    touch(session, catalog.id)


def touch(session: Session, catalog_id: int) -> None:
    """Note that something a page of the catalog shows has changed."""
    session.flush()
    session.execute(
        update(Catalog)
        .where(Catalog.id == catalog_id)
        .values(version=Catalog.version + 1, updated_at=now())
        .execution_options(synchronize_session=False)
    )


def count_catalogs(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Catalog)) or 0
