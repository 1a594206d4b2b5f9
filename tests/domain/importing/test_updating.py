"""Bringing sheets into catalogs that are there: by name, by key, without harm."""

import pytest

from catalog.domain import columns
from catalog.domain.catalogs import catalog_by_slug, publish_catalog
from catalog.domain.imports import LEAVE_OUT, ColumnChoice
from catalog.domain.undo import undo_change_set
from catalog.errors import Invalid, NotFound
from tests.desk import Desk, counted, listed

FIRST = "Código;Nombre;Precio\n001;Anillo;10,50\n002;Broche;20,00\n003;Collar;30,00\n"


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Give a catalog of three rows whose codes may not repeat."""
    desk.bring(FIRST, name="Tienda", key="Código")
    return desk


def test_the_key_of_a_new_catalog_may_not_repeat(desk: Desk) -> None:
    result = desk.bring("Código;Nombre\n1A;a\n1a;b\n2B;c\n", name="Tienda", key="codigo")
    assert desk.column("tienda", "codigo").unique
    assert counted(result) == {"created": 2, "failed": 1, "error_count": 1}
    assert listed(result) == [(3, "Código", "1a", "Row 2 of the sheet has this already.")]


def test_rows_are_known_by_their_key(shop: Desk) -> None:
    result = shop.bring(
        "nombre;CODIGO;Precio\nSortija;001;\nBroche;002;20\nNuevo;004;1\n",
        slug="tienda",
        key="código",
    )
    assert counted(result) == {"created": 1, "updated": 1, "unchanged": 1}
    assert [(row["codigo"], row["nombre"]) for row in shop.texts("tienda")] == [
        ("001", "Sortija"),
        ("002", "Broche"),
        ("003", "Collar"),
        ("004", "Nuevo"),
    ]
    assert shop.texts("tienda")[0]["precio"].startswith("10,50")
    assert [row.version for row in shop.rows("tienda")] == [2, 1, 1, 1]
    assert shop.changes() == [("import", 3), ("import", 2)]


def test_the_same_file_again_changes_nothing(shop: Desk) -> None:
    result = shop.bring(FIRST, slug="tienda", key="Código")
    assert counted(result) == {"unchanged": 3}


def test_zeros_before_a_code_make_another_code(shop: Desk) -> None:
    result = shop.bring("Código;Nombre\n1;Otro\n", slug="tienda", key="Código")
    assert counted(result) == {"created": 1}


def test_what_may_not_repeat_does_not_without_a_key_either(shop: Desk) -> None:
    result = shop.bring("Código;Nombre\n002;Otro\n005;Nuevo\n", slug="tienda")
    assert counted(result) == {"created": 1, "failed": 1, "error_count": 1}
    assert listed(result) == [(2, "Código", "002", "Another row of the catalog has this already.")]


def test_a_row_without_its_key_is_left_out(shop: Desk) -> None:
    result = shop.bring("Código;Nombre\n;Nadie\n001;Anillo\n", slug="tienda", key="Código")
    assert counted(result) == {"unchanged": 1, "failed": 1, "error_count": 1}
    message = "The key is missing, so nobody can tell which row is meant."
    assert listed(result) == [(2, "Código", "", message)]


def test_a_key_that_several_rows_have_tells_nothing(desk: Desk) -> None:
    desk.bring("Sala;Nombre\nA;x\nA;y\nB;z\n", name="Salas")
    result = desk.bring("Sala;Nombre\nA;nuevo\nB;zeta\n", slug="salas", key="Sala")
    assert counted(result) == {"updated": 1, "failed": 1, "error_count": 1}
    assert listed(result) == [(2, "Sala", "A", "Several rows of the catalog have this key.")]
    assert [row["nombre"] for row in desk.texts("salas")] == ["x", "y", "zeta"]


def test_values_are_read_as_the_column_that_is_there_reads_them(shop: Desk) -> None:
    result = shop.bring("Código;Precio\n001;doce\n009;doce\n010;7\n", slug="tienda", key="Código")
    assert counted(result) == {"created": 2, "unchanged": 1, "error_count": 2}
    assert [error[:3] for error in listed(result)] == [
        (2, "Precio", "doce"),
        (3, "Precio", "doce"),
    ]
    rows = shop.rows("tienda")
    assert rows[0].values["precio"] == "10.5"  # a good value is not replaced by a bad one
    assert (rows[3].values, rows[3].invalid) == ({"codigo": "009"}, {"precio": "doce"})
    assert rows[3].search_text == "009\ndoce"


def test_unknown_headers_become_columns(shop: Desk) -> None:
    with shop.database.writing() as session:
        publish_catalog(session, catalog_by_slug(session, "tienda"))
    shop.bring("Código;Peso\n001;2,5\n", slug="tienda", key="Código")
    assert list(shop.columns("tienda")) == ["Código", "Nombre", "Precio", "Peso"]
    assert shop.column("tienda", "peso").visibility == "internal"
    row = shop.rows("tienda")[0]
    assert (row.values["peso"], row.sort_keys.keys()) == ("2.5", row.values.keys())
    assert "2,5" in row.search_text
    assert "2,5" not in row.public_search_text


def test_who_may_not_add_columns_brings_in_what_fits(shop: Desk) -> None:
    looked = shop.look("Código;Peso\n007;2,5\n", slug="tienda", may_add_columns=False)
    assert [column.is_left_out for column in looked.columns] == [False, True]
    shop.bring("Código;Peso\n007;2,5\n", slug="tienda", may_add_columns=False)
    assert list(shop.columns("tienda")) == ["Código", "Nombre", "Precio"]
    assert shop.texts("tienda")[3] == {"codigo": "007"}


def test_columns_that_are_left_out_are_not_touched(shop: Desk) -> None:
    result = shop.bring(
        "Código;Nombre;Precio\n001;Otro;99\n",
        slug="tienda",
        key="Código",
        columns={1: ColumnChoice(to=LEAVE_OUT)},
    )
    assert counted(result) == {"updated": 1}
    assert shop.texts("tienda")[0]["nombre"] == "Anillo"


def test_a_column_may_go_into_one_of_another_name(shop: Desk) -> None:
    shop.bring(
        "Código;Importe\n001;99\n",
        slug="tienda",
        key="Código",
        columns={1: ColumnChoice(to="precio")},
    )
    assert list(shop.columns("tienda")) == ["Código", "Nombre", "Precio"]
    assert shop.rows("tienda")[0].values["precio"] == "99"


def test_choices_are_those_that_are_there_before_new_ones_are_made(desk: Desk) -> None:
    desk.bring("Nombre\na\n", name="Joyas")
    with desk.database.writing() as session:
        catalog = catalog_by_slug(session, "joyas")
        options = {"choices": ["Latón", "Oro"]}
        columns.add_column(session, catalog, "Material", "choice", options=options)
    looked = desk.look("Nombre;Material\nb;LATON\nc;Plata\n", slug="joyas")
    assert looked.columns[1].new_choices == ("Plata",)
    result = desk.bring("Nombre;Material\nb;LATON\nc;Plata\n", slug="joyas")
    assert listed(result) == []
    assert desk.column("joyas", "material").options == {"choices": ["Latón", "Oro", "Plata"]}
    assert [row.get("material") for row in desk.texts("joyas")] == [None, "Latón", "Plata"]


def test_several_choices_in_one_cell_are_several(desk: Desk) -> None:
    lines = [f"p{n};{'Oro; Plata' if n % 2 else 'Plata'}" for n in range(12)]
    desk.bring("\n".join(['Nombre;"Material"', *lines]).replace(";Oro; Plata", ';"Oro; Plata"'))
    assert desk.columns("hoja")["Material"] == "choices"
    assert desk.column("hoja", "material").options == {"choices": ["Oro", "Plata"]}
    assert desk.rows("hoja")[1].values["material"] == ["Oro", "Plata"]


def test_a_type_that_a_person_chose_is_kept_to(desk: Desk) -> None:
    content = "Nombre;Color\na;rojo\nb;azul\nc;rojo\n"
    desk.bring(content, columns={1: ColumnChoice(type="choice", name="Tono")})
    assert desk.columns("hoja") == {"Nombre": "text", "Tono": "choice"}
    assert desk.column("hoja", "tono").options == {"choices": ["azul", "rojo"]}


def test_what_is_required_makes_a_draft_of_the_row_that_lacks_it(desk: Desk) -> None:
    desk.bring("Nombre;Sala\na;1\n", name="Salas")
    with desk.database.writing() as session:
        catalog = catalog_by_slug(session, "salas")
        columns.update_column(
            session, catalog, columns.columns_of(session, catalog.id)[0], required=True
        )
    result = desk.bring("Nombre;Sala\n;2\nc;3\n", slug="salas")
    assert listed(result) == [(2, "Nombre", "", "It may not be blank: the row is a draft.")]
    assert [row.status for row in desk.rows("salas")] == ["published", "draft", "published"]


def test_an_import_is_undone_in_one_step(shop: Desk) -> None:
    shop.bring("Código;Nombre\n001;Otro\n009;Nuevo\n", slug="tienda", key="Código")
    before = shop.records()[1].change_set_id
    with shop.database.writing() as session:
        undo_change_set(session, catalog_by_slug(session, "tienda"), before or 0, None)
    assert [row["nombre"] for row in shop.texts("tienda")] == ["Anillo", "Broche", "Collar"]


def test_rows_with_nothing_in_the_columns_that_are_taken_are_passed_over(desk: Desk) -> None:
    result = desk.bring("a;b\n1;x\n;y\n", columns={1: ColumnChoice(to=LEAVE_OUT)})
    assert counted(result) == {"created": 1, "skipped": 1}


def test_a_trial_writes_nothing_and_counts_the_same(shop: Desk) -> None:
    content = "Código;Nombre;Peso\n001;Otro;1\n002;Broche;\n009;Nuevo;2\n002;Doble;3\n"
    before = (shop.texts("tienda"), shop.columns("tienda"), shop.changes(), len(shop.records()))
    looked = shop.look(content, slug="tienda", key="Código")
    after = (shop.texts("tienda"), shop.columns("tienda"), shop.changes(), len(shop.records()))
    assert after == before
    done = shop.bring(content, slug="tienda", key="Código")
    assert (counted(looked), listed(looked)) == (counted(done), listed(done))
    assert counted(done) == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "failed": 1,
        "error_count": 1,
    }


def test_the_preview_shows_what_was_there_and_what_will_be(shop: Desk) -> None:
    looked = shop.look(
        "Código;Nombre;Precio\n001;Otro;12,00\n009;Nuevo;doce\n", slug="tienda", key="Código"
    )
    changed, new = looked.rows
    assert [(cell.text.split("\N{NO-BREAK SPACE}")[0], cell.before) for cell in changed.cells][
        :2
    ] == [
        ("001", None),
        ("Otro", "Anillo"),
    ]
    assert [cell.text for cell in new.cells] == ["009", "Nuevo", "doce"]
    assert [cell.is_invalid for cell in new.cells] == [False, False, True]
    assert str(looked.sentence) == "semicolon, UTF-8, 1.234,56, 31/12/2025"


def test_a_key_that_is_no_column_is_refused_with_those_that_are(shop: Desk) -> None:
    with pytest.raises(Invalid) as refused:
        shop.bring(FIRST, slug="tienda", key="Referencia")
    assert str(refused.value) == (
        "“Referencia” is no column of it. It has: Código, Nombre, Precio."
    )


def test_a_catalog_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.bring(FIRST, slug="nada")
