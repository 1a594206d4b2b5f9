"""Lists of catalogs and of their members."""

import pytest

from catalog.db.models import Catalog
from catalog.db.session import Database
from catalog.domain import rows
from catalog.domain.accounts import Person
from catalog.domain.catalogs import archive_catalog, create_catalog
from catalog.domain.queries.catalogs import catalogs_for, members_of
from tests.tables import Table, make_table


@pytest.fixture
def table(database: Database) -> Table:
    return make_table(database)


def names(table: Table, person: Person, *, archived: bool = False) -> list[str]:
    with table.database.reading() as session:
        return [found.name for found in catalogs_for(session, person, archived=archived)]


def test_people_see_the_catalogs_they_belong_to(table: Table) -> None:
    with table.open() as (session, _catalog):
        create_catalog(session, table.cast.stranger, "Relojes")
    assert names(table, table.cast.stranger) == ["Relojes"]
    assert names(table, table.cast.viewer) == ["Joyería"]
    assert names(table, table.cast.admin) == ["Relojes", "Joyería"]


def test_archived_ones_are_listed_apart(table: Table) -> None:
    with table.open() as (session, catalog):
        archive_catalog(session, catalog)
    assert names(table, table.cast.owner) == []
    assert names(table, table.cast.owner, archived=True) == ["Joyería"]


def test_rows_are_counted_for_each_without_those_in_the_trash(table: Table) -> None:
    ids = [table.add(name=name) for name in "ABC"]
    with table.open() as (session, catalog):
        other = create_catalog(session, table.cast.owner, "Relojes")
        session.flush()
        rows.delete_rows(session, catalog, ids[:1], None)
        assert session.get_one(Catalog, other.id).name == "Relojes"
    with table.database.reading() as session:
        counts = {found.name: found.rows for found in catalogs_for(session, table.cast.owner)}
    assert counts == {"Joyería": 2, "Relojes": 0}


def test_members_are_listed_owners_first(table: Table) -> None:
    with table.database.reading() as session:
        members = members_of(session, table.catalog_id)
    assert [member.role for member in members] == ["owner", "collaborator", "viewer"]
