"""Builders with keyword defaults; each writes in a transaction of its own."""

from dataclasses import dataclass

from catalog.db.models import Catalog, Membership, User
from catalog.db.session import Database
from catalog.domain.accounts import Person
from catalog.domain.catalogs import create_catalog

PASSWORD = "una contraseña larga"


def make_person(database: Database, email: str, role: str = "editor") -> Person:
    """Add somebody with no usable password: hashing one is slow on purpose."""
    with database.writing() as session:
        user = User(email=email, name=email.partition("@")[0].title(), role=role)
        session.add(user)
        session.flush()
        return Person(user.id, user.email, user.name, user.role)


@dataclass(frozen=True)
class Cast:
    """The same people in every test."""

    admin: Person
    owner: Person
    collaborator: Person
    viewer: Person
    """A member of the catalog who may only look."""
    stranger: Person
    """Signed in, but not a member."""


def make_cast(database: Database) -> Cast:
    return Cast(
        admin=make_person(database, "admin@example.org", "admin"),
        owner=make_person(database, "olga@example.org"),
        collaborator=make_person(database, "carlos@example.org"),
        viewer=make_person(database, "vera@example.org"),
        stranger=make_person(database, "xavi@example.org"),
    )


def make_catalog(database: Database, cast: Cast, name: str = "Joyería") -> Catalog:
    """Add a catalog of the cast's owner, with its collaborator and viewer as members."""
    with database.writing() as session:
        catalog = create_catalog(session, cast.owner, name)
        members = ((cast.collaborator, "collaborator"), (cast.viewer, "viewer"))
        for person, role in members:
            session.add(Membership(catalog_id=catalog.id, user_id=person.id, role=role))
        session.flush()
        return catalog
