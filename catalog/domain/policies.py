"""Who may do what: pure predicates, asked where records are loaded."""

from catalog.domain.accounts import Person

WRITERS = ("owner", "collaborator")


def can_read(person: Person, catalog_id: int, member_role: str | None) -> bool:
    """An admin reaches every catalog, others those they are members of."""
    return _reaches(person, catalog_id) and (person.is_admin or member_role is not None)


def can_write(person: Person, catalog_id: int, member_role: str | None) -> bool:
    if not (person.can_write and _reaches(person, catalog_id)):
        return False
    return person.is_admin or (person.role != "viewer" and member_role in WRITERS)


def can_manage(person: Person, catalog_id: int, member_role: str | None) -> bool:
    """Columns, settings, publishing and members are the owner's and the admin's."""
    if not can_write(person, catalog_id, member_role):
        return False
    return person.is_admin or member_role == "owner"


def can_create_catalogs(person: Person) -> bool:
    return person.can_write and person.role in {"admin", "editor"} and person.catalog_id is None


def _reaches(person: Person, catalog_id: int) -> bool:
    return person.catalog_id in {None, catalog_id}
