"""Columns: keys, rules, order, other types, removal."""

from datetime import UTC, datetime
from typing import Any

import pytest

from catalog.db.models import Column, Image, Row
from catalog.domain import columns
from catalog.domain.catalogs import publish_catalog
from catalog.domain.queries.columns import removed_columns_of
from catalog.errors import Conflict, Invalid
from tests.tables import Table


def keys(table: Table) -> list[str]:
    with table.database.reading() as session:
        return [column.key for column in columns.columns_of(session, table.catalog_id)]


def test_columns_come_at_the_end_and_move(table: Table) -> None:
    with table.open() as (session, catalog):
        columns.add_column(session, catalog, "Año", "approximate_date")
    assert keys(table)[-1] == "ano"
    with table.open() as (session, catalog):
        columns.reorder_columns(session, catalog, ["ano", "name"])
    assert keys(table)[:3] == ["ano", "name", "code"]
    with table.open() as (session, catalog):
        columns.move_column(session, catalog, table.column(session, "ano"), 1)
        columns.move_column(session, catalog, table.column(session, "code"), -9)
    assert keys(table)[:3] == ["code", "name", "ano"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"type_name": "colour"}, "type"),
        ({"key": "Name"}, "key"),
        ({"key": "name"}, "key"),
        ({"visibility": "everybody"}, "visibility"),
        ({"type_name": "choice", "options": {"choices": ["a;b"]}}, "choices"),
        ({"type_name": "money", "options": {"places": "many"}}, "places"),
        ({"type_name": "money", "options": {"currency": "euro"}}, "currency"),
    ],
)
def test_a_column_that_cannot_be_is_refused(
    table: Table, facts: dict[str, Any], field: str
) -> None:
    facts = {"name": "Nueva", "type_name": "text", **facts}
    with table.open() as (session, catalog), pytest.raises(Invalid) as refused:
        columns.add_column(session, catalog, **facts)
    assert refused.value.field == field


def test_options_are_those_of_the_type(table: Table) -> None:
    with table.open() as (session, catalog):
        options = {"choices": [" a ", "b", "a", ""], "currency": "usd", "places": "3"}
        choice = columns.add_column(session, catalog, "A", "choice", options=options)
        money = columns.add_column(session, catalog, "B", "money", options=options)
        text = columns.add_column(session, catalog, "C", "text", options=options)
        assert choice.options == {"choices": ["a", "b"]}
        assert money.options == {"currency": "USD", "places": 3}
        assert text.options == {}


def test_columns_made_after_publishing_are_internal(table: Table) -> None:
    with table.open() as (session, catalog):
        assert columns.add_column(session, catalog, "A", "text").visibility == "unset"
        publish_catalog(session, catalog)
        session.refresh(catalog)
        assert columns.add_column(session, catalog, "B", "text").visibility == "internal"


def test_hiding_a_column_takes_its_words_from_visitors_searches(table: Table) -> None:
    row_id = table.add(name="Anillo", material="Oro")
    assert "oro" in table.row(row_id).public_search_text
    with table.open() as (session, catalog):
        column = table.column(session, "material")
        columns.update_column(session, catalog, column, visibility="internal")
    row = table.row(row_id)
    assert (row.search_text, row.public_search_text) == ("anillo\noro", "anillo")
    assert row.version == 1


def test_a_column_becomes_unique_only_without_repetitions(table: Table) -> None:
    first, _second = table.add(name="Anillo"), table.add(name="anillo")
    with table.open() as (session, catalog), pytest.raises(Invalid, match="share “anillo”"):
        columns.update_column(session, catalog, table.column(session, "name"), unique=True)
    table.save(first, "name", "Otro", base=1)
    with table.open() as (session, catalog):
        columns.update_column(session, catalog, table.column(session, "name"), unique=True)
    with pytest.raises(Invalid):
        table.save(first, "name", "ANILLO", base=2)


def test_codes_that_differ_in_zeros_may_become_unique(table: Table) -> None:
    table.add(name="A-12")
    table.add(name="A-012")
    with table.open() as (session, catalog):
        columns.update_column(session, catalog, table.column(session, "name"), unique=True)


def test_retyping_converts_what_it_can_and_keeps_the_rest(table: Table) -> None:
    ids = [table.add(name=name) for name in ("12", "doce", "1,5")]
    with table.open() as (session, catalog):
        column = table.column(session, "name")
        preview = columns.preview_type(session, catalog, column, "integer", {})
        assert (preview.converted, preview.kept, preview.examples) == (1, 2, ["doce", "1,5"])
        assert column.type == "text"
        done = columns.change_type(session, catalog, column, "integer", {})
        assert (done.converted, done.kept) == (1, 2)
    assert [table.row(row_id).values for row_id in ids] == [{"name": 12}, {}, {}]
    assert table.row(ids[1]).invalid == {"name": "doce"}
    assert table.row(ids[1]).version == 2
    with table.open() as (session, catalog):
        columns.change_type(session, catalog, table.column(session, "name"), "text", {})
    assert [table.row(row_id).values["name"] for row_id in ids] == ["12", "doce", "1,5"]
    assert table.row(ids[1]).invalid == {}


def test_a_text_column_becomes_a_choice_of_what_it_holds(table: Table) -> None:
    for name in ("Plata", "Oro", "Plata"):
        table.add(name=name)
    with table.open() as (session, catalog):
        column = table.column(session, "name")
        columns.change_type(session, catalog, column, "choice", {})
        assert column.options == {"choices": ["Plata", "Oro"]}


def test_a_choice_that_is_taken_away_stays_in_its_cells_flagged(table: Table) -> None:
    row_id = table.add(name="A", material="Plata")
    with table.open() as (session, catalog):
        column = table.column(session, "material")
        columns.update_column(session, catalog, column, options={"choices": ["Oro"]})
    row = table.row(row_id)
    assert (row.values, row.invalid) == ({"name": "A"}, {"material": "Plata"})


def test_pictures_and_text_do_not_become_each_other(table: Table) -> None:
    with table.open() as (session, catalog):
        for key, type_name in (("pictures", "text"), ("name", "images")):
            with pytest.raises(Conflict):
                columns.preview_type(session, catalog, table.column(session, key), type_name, {})


def test_a_removed_column_is_in_no_document_and_keeps_its_key(table: Table) -> None:
    row_id = table.add(name="A", material="Oro")
    with table.open() as (session, catalog):
        column = table.column(session, "material")
        columns.remove_column(session, catalog, column, table.cast.owner)
        assert columns.add_column(session, catalog, "Material", "text").key == "material_2"
    row = table.row(row_id)
    assert (row.values, row.search_text) == ({"name": "A"}, "a")
    assert "material" not in keys(table)


def test_a_column_comes_back_with_its_values_and_pictures(table: Table) -> None:
    row_id = table.add(name="A", material="Oro")
    with table.open() as (session, catalog):
        publish_catalog(session, catalog)
        pictures, material = (table.column(session, key) for key in ("pictures", "material"))
        session.add(picture(row_id, pictures))
        for column in (pictures, material):
            columns.remove_column(session, catalog, column, table.cast.owner)
    with table.open() as (session, catalog):
        for column in removed_columns_of(session, catalog.id):
            columns.restore_column(session, catalog, column, table.cast.owner)
    assert table.row(row_id).values == {"name": "A", "material": "Oro"}
    assert {"material", "pictures"} == set(keys(table)[-2:])
    with table.database.reading() as session:
        restored = table.column(session, "material")
        assert restored.visibility == "internal"
        assert session.query(Image).count() == 1


def picture(row_id: int, column: Column) -> Image:
    return Image(
        row_id=row_id,
        column_id=column.id,
        filename="a.jpg",
        sha256="0" * 64,
        size=1,
        media_type="image/jpeg",
        width=1,
        height=1,
        rendered_at=datetime.now(UTC),
    )


def test_more_rows_than_a_batch_are_all_written_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.domain.rewriting.BATCH", 2)
    ids = [table.add(name=str(number)) for number in range(5)]
    with table.open() as (session, catalog):
        columns.change_type(session, catalog, table.column(session, "name"), "integer", {})
    with table.database.reading() as session:
        assert [session.get_one(Row, row_id).values["name"] for row_id in ids] == [0, 1, 2, 3, 4]
