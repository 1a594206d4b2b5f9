"""Taking steps back, and steps back of steps back."""

import pytest
from sqlalchemy import select

from catalog.db.models import Catalog, ChangeSet, Row
from catalog.domain import columns, rows
from catalog.domain.undo import Undone, undo_change_set
from catalog.errors import Conflict, NotFound
from tests.tables import Table


def last_step(table: Table) -> int:
    with table.database.reading() as session:
        return session.scalars(select(ChangeSet.id).order_by(ChangeSet.id.desc())).first() or 0


def undo(table: Table, step: int | None = None) -> Undone:
    step = step or last_step(table)
    with table.open() as (session, catalog):
        return undo_change_set(session, catalog, step, table.cast.owner)


def test_a_cell_gets_back_what_it_had(table: Table) -> None:
    row_id = table.add(name="A", pieces="1")
    table.save(row_id, "pieces", "2", base=1)
    outcome = undo(table)
    assert (outcome.reverted, outcome.kept) == (1, 0)
    row = table.row(row_id)
    assert (row.values["pieces"], row.version) == (1, 3)
    undo(table, outcome.change_set.id)
    assert table.values(row_id)["pieces"] == 2


def test_a_step_is_undone_once(table: Table) -> None:
    row_id = table.add(name="A")
    table.save(row_id, "pieces", "2", base=1)
    step = last_step(table)
    undo(table, step)
    with pytest.raises(Conflict, match="already"):
        undo(table, step)


def test_what_changed_again_since_stays(table: Table) -> None:
    row_id = table.add(name="A")
    with table.open() as (session, catalog):
        row = session.get_one(Row, row_id)
        texts = {"name": "B", "pieces": "2"}
        rows.update_row(session, catalog, row, texts, base_version=1, person=table.cast.owner)
    step = last_step(table)
    table.save(row_id, "pieces", "3", base=2)
    outcome = undo(table, step)
    assert (outcome.reverted, outcome.kept) == (1, 1)
    assert table.values(row_id) == {"name": "A", "pieces": 3}


def test_nothing_left_to_undo_is_said(table: Table) -> None:
    row_id = table.add(name="A")
    table.save(row_id, "pieces", "2", base=1)
    step = last_step(table)
    table.save(row_id, "pieces", "3", base=2)
    with pytest.raises(Conflict, match="changed again"):
        undo(table, step)
    assert table.values(row_id)["pieces"] == 3


def test_an_added_row_goes_to_the_trash_and_back(table: Table) -> None:
    row_id = table.add(name="A")
    outcome = undo(table)
    assert table.row(row_id).deleted_at is not None
    undo(table, outcome.change_set.id)
    assert table.row(row_id).deleted_at is None


def test_an_added_row_that_was_edited_since_stays(table: Table) -> None:
    row_id = table.add(name="A")
    step = last_step(table)
    table.save(row_id, "pieces", "3", base=1)
    with pytest.raises(Conflict):
        undo(table, step)
    assert table.row(row_id).deleted_at is None


def test_deleted_rows_come_back(table: Table) -> None:
    ids = [table.add(name=name) for name in "AB"]
    with table.open() as (session, catalog):
        rows.delete_rows(session, catalog, ids, table.cast.owner)
    assert undo(table).reverted == 2
    assert table.row(ids[1]).deleted_at is None


def test_a_status_goes_back(table: Table) -> None:
    row_id = table.add(name="A")
    with table.open() as (session, catalog):
        row = session.get_one(Row, row_id)
        rows.update_row(
            session, catalog, row, {}, base_version=1, person=table.cast.owner, status="draft"
        )
    undo(table)
    assert table.row(row_id).status == "published"


def test_a_value_that_the_columns_type_does_not_take_any_more_comes_back_flagged(
    table: Table,
) -> None:
    row_id = table.add(name="A", material="Plata")
    table.save(row_id, "material", "Oro", base=1)
    step = last_step(table)
    with table.open() as (session, catalog):
        column = table.column(session, "material")
        columns.update_column(session, catalog, column, options={"choices": ["Oro"]})
    undo(table, step)
    assert table.row(row_id).invalid == {"material": "Plata"}


def test_cells_of_a_column_that_was_removed_stay_away(table: Table) -> None:
    row_id = table.add(name="A")
    with table.open() as (session, catalog):
        row = session.get_one(Row, row_id)
        texts = {"name": "B", "material": "Oro"}
        rows.update_row(session, catalog, row, texts, base_version=1, person=table.cast.owner)
    step = last_step(table)
    with table.open() as (session, catalog):
        columns.remove_column(session, catalog, table.column(session, "material"), None)
    outcome = undo(table, step)
    assert (outcome.reverted, outcome.kept) == (1, 1)
    assert table.values(row_id) == {"name": "A"}


def test_steps_larger_than_a_batch_go_back_whole(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.domain.undo._BATCH", 2)
    ids = [table.add(name=str(number)) for number in range(5)]
    with table.open() as (session, catalog):
        rows.delete_rows(session, catalog, ids, table.cast.owner)
    assert undo(table).reverted == 5


def test_steps_of_other_catalogs_are_unknown(table: Table) -> None:
    table.add(name="A")
    step = last_step(table)
    with table.open() as (session, _catalog):
        other = Catalog(slug="other", name="Other")
        session.add(other)
        session.flush()
        with pytest.raises(NotFound):
            undo_change_set(session, other, step, None)
