"""Adding, duplicating, deleting and restoring rows."""

import pytest
from sqlalchemy import func, select

from catalog.db.models import Catalog, ChangeSet, Row
from catalog.domain import rows
from catalog.errors import InvalidForm
from tests.tables import Table


def test_a_row_is_read_in_the_catalogs_locale(table: Table) -> None:
    row = table.row(table.add(name=" Anillo ", pieces="3", price="1.234,5", material="oro"))
    assert row.values == {"name": "Anillo", "pieces": 3, "price": "1234.5", "material": "Oro"}
    assert (row.version, row.status) == (1, "published")


def test_rows_follow_each_other(table: Table) -> None:
    first, second = table.add(name="A"), table.add(name="B")
    with table.open() as (session, catalog):
        after = session.get_one(Row, first)
        between = rows.add_row(session, catalog, None, {"name": "C"}, after=after).id
    assert order(table) == [first, between, second]


def test_rows_without_room_between_them_keep_their_order(table: Table) -> None:
    first, second = table.add(name="A"), table.add(name="B")
    for _ in range(15):
        with table.open() as (session, catalog):
            rows.add_row(session, catalog, None, {"name": "C"}, after=session.get_one(Row, first))
    assert order(table)[0] == first
    assert order(table)[-1] == second


def order(table: Table) -> list[int]:
    with table.database.reading() as session:
        return list(session.scalars(select(Row.id).order_by(Row.position, Row.id)))


def test_everything_wrong_with_a_new_row_is_said_at_once(table: Table) -> None:
    table.add(name="A", code="X-1")
    with pytest.raises(InvalidForm) as refused:
        table.add(code="x-1", pieces="tres", material="Cobre")
    assert set(refused.value.errors) == {"pieces", "material"}
    with pytest.raises(InvalidForm) as refused:
        table.add(code="x-1")
    assert set(refused.value.errors) == {"name", "code"}


def test_a_draft_may_lack_what_is_required(table: Table) -> None:
    with table.open() as (session, catalog):
        row = rows.add_row(session, catalog, table.cast.owner, {}, status="draft")
        assert row.status == "draft"


def test_numbers_that_differ_in_zeros_are_two_codes(table: Table) -> None:
    table.add(name="A", code="A-12")
    table.add(name="B", code="A-012")


def test_the_same_operation_adds_one_row(table: Table) -> None:
    ids = set()
    for _ in range(2):
        with table.open() as (session, catalog):
            row = rows.add_row(
                session, catalog, table.cast.owner, {"name": "A"}, operation_id="op-1"
            )
            ids.add(row.id)
    assert len(ids) == 1
    assert len(order(table)) == 1


def test_values_of_programs_are_taken_as_they_are_or_as_typed(table: Table) -> None:
    with table.open() as (session, catalog):
        row = rows.add_row_of_values(
            session, catalog, None, {"name": "A", "pieces": 3, "price": 12.5, "material": "oro"}
        )
        assert row.values == {"name": "A", "pieces": 3, "price": "12.5", "material": "Oro"}
        other = rows.add_row_of_values(session, catalog, None, {"name": "B", "price": "1.234"})
        assert other.values["price"] == "1234"


@pytest.mark.parametrize(
    "values",
    [
        {"name": "A", "nothing": 1},
        {"name": "A", "pictures": "a.jpg"},
        {"name": ["A"]},
        {"name": {"es": "A"}},
        {"name": True},
        {"name": "A", "pieces": 1.5},
        {"name": "A", "pieces": "many"},
        {"name": None},
    ],
)
def test_values_that_no_column_takes_are_refused(table: Table, values: dict[str, object]) -> None:
    with table.open() as (session, catalog), pytest.raises(InvalidForm):
        rows.add_row_of_values(session, catalog, None, values)


def test_a_duplicate_follows_its_original_without_what_may_not_repeat(table: Table) -> None:
    first, second = table.add(name="A", code="X-1", pieces="2"), table.add(name="B")
    with table.open() as (session, catalog):
        original = session.get_one(Row, first)
        copy = rows.duplicate_row(session, catalog, original, table.cast.owner)
        assert copy.values == {"name": "A", "pieces": 2}
        assert copy.short_id != original.short_id
        copy_id = copy.id
    assert order(table) == [first, copy_id, second]


def test_deleted_rows_come_back_to_their_place(table: Table) -> None:
    ids = [table.add(name=name) for name in "ABC"]
    with table.open() as (session, catalog):
        rows.delete_rows(session, catalog, ids[:2], table.cast.owner)
    assert live(table) == ids[2:]
    with table.open() as (session, catalog):
        rows.restore_rows(session, catalog, ids[:2], table.cast.owner)
    assert live(table) == ids
    assert table.row(ids[0]).version == 3


def live(table: Table) -> list[int]:
    with table.database.reading() as session:
        chosen = select(Row.id).where(Row.deleted_at.is_(None)).order_by(Row.position)
        return list(session.scalars(chosen))


def test_rows_of_other_catalogs_stay(table: Table) -> None:
    row_id = table.add(name="A")
    with table.open() as (session, _catalog):
        other = Catalog(slug="other", name="Other")
        session.add(other)
        session.flush()
        rows.delete_rows(session, other, [row_id], None)
    assert live(table) == [row_id]


def test_every_step_is_in_the_log_and_moves_the_catalogs_version(table: Table) -> None:
    with table.database.reading() as session:
        before = session.get_one(Catalog, table.catalog_id).version
    row_id = table.add(name="A")
    with table.open() as (session, catalog):
        rows.delete_rows(session, catalog, [row_id], table.cast.owner)
    with table.database.reading() as session:
        kinds = session.scalars(select(ChangeSet.kind).order_by(ChangeSet.id)).all()
        assert kinds == ["add", "delete"]
        assert session.scalar(select(func.max(Catalog.version))) == before + 2
