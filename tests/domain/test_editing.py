"""Changing cells that others may be changing too."""

import pytest
from sqlalchemy import event, func, select

from catalog.db.models import ChangeSet, Row
from catalog.domain import rows
from catalog.domain.columns import columns_of
from catalog.errors import Conflict, Invalid, InvalidForm
from tests.tables import Table


def test_a_cell_is_read_kept_and_found(table: Table) -> None:
    row_id = table.add(name="Anillo")
    assert table.save(row_id, "price", "1.234,50 €", base=1) == 2
    row = table.row(row_id)
    assert row.values["price"] == "1234.5"
    assert "1.234,50" in row.search_text


def test_clearing_a_cell_leaves_nothing_of_it(table: Table) -> None:
    row_id = table.add(name="Anillo", pieces="3")
    table.save(row_id, "pieces", "", base=1)
    row = table.row(row_id)
    assert "pieces" not in row.values
    assert "pieces" not in row.sort_keys


def test_an_unchanged_cell_writes_nothing(table: Table) -> None:
    row_id = table.add(name="Anillo", price="12,50")
    assert table.save(row_id, "price", "12,5", base=1) == 1
    assert change_sets(table) == 1


def change_sets(table: Table) -> int:
    with table.database.reading() as session:
        return session.scalar(select(func.count()).select_from(ChangeSet)) or 0


@pytest.mark.parametrize(
    ("key", "text"),
    [("pieces", "tres"), ("material", "Cobre"), ("name", " "), ("code", "x-1"), ("pictures", "a")],
)
def test_what_a_column_cannot_take_is_refused_at_its_key(table: Table, key: str, text: str) -> None:
    table.add(name="A", code="X-1")
    row_id = table.add(name="B")
    with pytest.raises(Invalid) as refused:
        table.save(row_id, key, text, base=1)
    assert refused.value.field == key


def test_a_code_may_be_saved_again_in_its_own_row(table: Table) -> None:
    row_id = table.add(name="A", code="x-1")
    assert table.save(row_id, "code", "X-1", base=1) == 2


def test_two_people_on_two_cells_do_not_disturb_each_other(table: Table) -> None:
    row_id = table.add(name="A")
    table.save(row_id, "pieces", "2", base=1, by=table.cast.owner)
    table.save(row_id, "material", "Oro", base=1, by=table.cast.collaborator)
    assert table.values(row_id) == {"name": "A", "pieces": 2, "material": "Oro"}


def test_a_cell_that_changed_since_is_a_conflict_with_both_sides(table: Table) -> None:
    row_id = table.add(name="A", pieces="1")
    table.save(row_id, "pieces", "2", base=1, by=table.cast.collaborator)
    with pytest.raises(rows.CellConflict) as conflict:
        table.save(row_id, "pieces", "3", base=1)
    assert (conflict.value.theirs, conflict.value.who) == ("2", "Carlos")
    assert conflict.value.version == 2
    assert table.values(row_id)["pieces"] == 2
    table.save(row_id, "pieces", "3", base=conflict.value.version)
    assert table.values(row_id)["pieces"] == 3


def test_agreeing_by_chance_is_no_conflict(table: Table) -> None:
    row_id = table.add(name="A")
    table.save(row_id, "pieces", "2", base=1, by=table.cast.collaborator)
    assert table.save(row_id, "pieces", "2", base=1) == 2


def test_without_a_base_the_change_overrules(table: Table) -> None:
    row_id = table.add(name="A")
    table.save(row_id, "pieces", "2", base=1)
    table.save(row_id, "pieces", "3", base=None)
    assert table.values(row_id)["pieces"] == 3


def save_again(table: Table, row_id: int, text: str) -> rows.SavedCell:
    with table.open() as (session, catalog):
        return rows.save_cell(
            session,
            catalog,
            session.get_one(Row, row_id),
            table.column(session, "pieces"),
            text,
            base_version=1,
            person=table.cast.owner,
            operation_id="op-1",
        )


def test_a_repeated_save_is_the_first_one(table: Table) -> None:
    row_id = table.add(name="A")
    assert save_again(table, row_id, "2").is_changed
    assert not save_again(table, row_id, "2").is_changed
    table.save(row_id, "pieces", "5", base=2, by=table.cast.collaborator)
    again = save_again(table, row_id, "2")
    assert (again.text, again.is_changed) == ("5", False)
    assert change_sets(table) == 3


def test_a_row_that_moved_between_reading_and_writing_is_not_overwritten(table: Table) -> None:
    row_id = table.add(name="A")
    with table.open() as (session, catalog):
        row = session.get_one(Row, row_id)
        session.execute(
            Row.__table__.update().where(Row.id == row_id).values(version=Row.version + 1)
        )
        with pytest.raises(Conflict, match="same moment"):
            rows.save_cell(
                session,
                catalog,
                row,
                table.column(session, "pieces"),
                "2",
                base_version=1,
                person=None,
            )


def test_a_save_takes_four_statements_when_row_and_columns_are_at_hand(table: Table) -> None:
    row_id = table.add(name="A")
    statements: list[str] = []
    with table.open() as (session, catalog):
        row, columns = session.get_one(Row, row_id), columns_of(session, catalog.id)
        event.listen(
            table.database.engine,
            "before_cursor_execute",
            lambda _c, _cursor, statement, *_: statements.append(statement),
        )
        rows.save_cell(
            session,
            catalog,
            row,
            columns[2],
            "2",
            base_version=1,
            person=None,
            operation_id="x",
            columns=columns,
        )
    assert len(statements) == 4, statements


def update(
    table: Table, row_id: int, *, base: int | None = 1, status: str | None = None, **texts: str
) -> Row:
    with table.open() as (session, catalog):
        return rows.update_row(
            session,
            catalog,
            session.get_one(Row, row_id),
            texts,
            base_version=base,
            person=table.cast.owner,
            status=status,
        )


def test_a_form_is_one_step(table: Table) -> None:
    row_id = table.add(name="A")
    row = update(table, row_id, name="B", pieces="2", notes="x\r\ny")
    assert row.values == {"name": "B", "pieces": 2, "notes": "x\ny"}
    assert (row.version, change_sets(table)) == (2, 2)


def test_fields_left_alone_keep_what_others_made_of_them(table: Table) -> None:
    row_id = table.add(name="A", pieces="1", notes="uno\ndos")
    table.save(row_id, "pieces", "2", base=1, by=table.cast.collaborator)
    update(table, row_id, name="B", pieces="1", notes="uno\r\ndos")
    assert table.values(row_id) == {"name": "B", "pieces": 2, "notes": "uno\ndos"}


def test_a_form_says_which_cells_changed_meanwhile(table: Table) -> None:
    row_id = table.add(name="A", pieces="1")
    table.save(row_id, "pieces", "2", base=1, by=table.cast.collaborator)
    with pytest.raises(rows.RowConflict) as conflict:
        update(table, row_id, name="B", pieces="3")
    assert set(conflict.value.cells) == {"pieces"}
    assert conflict.value.cells["pieces"].text == "2"
    assert conflict.value.mine == {"name", "pieces"}
    update(table, row_id, base=conflict.value.version, name="B", pieces="3")
    assert table.values(row_id) == {"name": "B", "pieces": 3}


def test_a_form_with_faults_changes_nothing(table: Table) -> None:
    row_id = table.add(name="A")
    with pytest.raises(InvalidForm) as refused:
        update(table, row_id, name="B", pieces="x", material="y")
    assert set(refused.value.errors) == {"pieces", "material"}
    assert table.values(row_id) == {"name": "A"}


def test_publishing_asks_for_what_is_required(table: Table) -> None:
    with table.open() as (session, catalog):
        row_id = rows.add_row(session, catalog, None, {}, status="draft").id
    with pytest.raises(InvalidForm) as refused:
        update(table, row_id, status="published")
    assert set(refused.value.errors) == {"name"}
    assert update(table, row_id, status="published", name="A").status == "published"


def test_programs_set_values_by_key(table: Table) -> None:
    row_id = table.add(name="A", pieces="1")
    with table.open() as (session, catalog):
        row = session.get_one(Row, row_id)
        rows.set_values(
            session, catalog, row, {"pieces": None, "price": 3}, base_version=1, person=None
        )
    assert table.values(row_id) == {"name": "A", "price": "3"}
