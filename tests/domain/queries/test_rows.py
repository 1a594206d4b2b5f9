import base64
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Column, Image, Row
from catalog.db.session import Database
from catalog.domain.queries import rows as queries
from catalog.domain.queries.rows import RowPage, page_of_rows
from catalog.domain.search import CatalogSearch
from tests.shelves import make_shelf

ROWS = (
    {"name": "Nácar", "number": "10", "material": "Oro", "themes": "Flores; Mar"},
    {"name": "Ñandú", "number": "-3", "material": "Plata", "period": "c. 1890"},
    {"name": "nutria 2", "number": "2,5", "material": "Latón", "period": "1900-1910"},
    {"name": "NUTRIA 10", "made": "1984-04-02", "themes": "Años", "period": "s. XIX"},
    {"name": "Océano", "number": "2,50", "shown": "sí", "note": "100% “ÆON”, straße\tancha"},
    {"name": "Señor París", "made": "2001-12-31", "note": "Łódź · ØRE · 12_B", "shown": "no"},
)
NAMES = [row["name"] for row in ROWS]


class Shelf:
    def __init__(self, session: Session, catalog_id: int, columns: Sequence[Column]) -> None:
        self.session = session
        self.catalog_id = catalog_id
        self.columns = columns

    def page(self, query: str = "", *, public: bool = False) -> RowPage:
        search = CatalogSearch.from_query(parse_qsl(query), self.columns)
        return page_of_rows(self.session, self.catalog_id, self.columns, search, public=public)

    def names(self, query: str = "", *, public: bool = False) -> list[str]:
        return [row.values["name"] for row in self.page(query, public=public).rows]


@pytest.fixture
def shelf(database: Database) -> Iterator[Shelf]:
    make_shelf(database, [{"name": "Océano ajeno", "number": "1"}], name="Otro")
    catalog_id, columns = make_shelf(database, ROWS)
    with database.reading() as session:
        yield Shelf(session, catalog_id, columns)


def test_gives_the_rows_of_one_catalog_in_its_order(shelf: Shelf) -> None:
    page = shelf.page()
    assert [row.values["name"] for row in page.rows] == NAMES
    assert (page.next, page.previous, page.count, page.count_is_exact) == (None, None, 6, True)
    assert page.rows[0].values == {
        "name": "Nácar",
        "number": "10",
        "material": "Oro",
        "themes": ["Flores", "Mar"],
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=nandu", ["Ñandú"]),
        ("q=PÁRIS+senor", ["Señor París"]),
        ("q=utri", ["nutria 2", "NUTRIA 10"]),
        ("q=oro", ["Nácar"]),
        ("q=100%25", ["Océano"]),
        ("q=_", ["Señor París"]),
        ("q=%25%25", []),
        ("q=/", ["NUTRIA 10", "Señor París"]),  # dates are found as written
        ("q=nacar+oceano", []),
        ("f.name=nacar", ["Nácar"]),
        ("f.name=nandu", []),
        ("f.name=ñandu", ["Ñandú"]),
        ("f.number=2.5", ["nutria 2", "Océano"]),
        ("f.number=2,50", ["nutria 2", "Océano"]),
        ("f.number=dos", []),
        ("f.number.min=2.5", ["Nácar", "nutria 2", "Océano"]),
        ("f.number.min=-3&f.number.max=2,5", ["Ñandú", "nutria 2", "Océano"]),
        ("f.number.max=x", []),
        ("f.made=2/4/1984", ["NUTRIA 10"]),
        ("f.made.from=1984-04-03", ["Señor París"]),
        ("f.made.from=1984&f.made.to=1984", ["NUTRIA 10"]),
        ("f.made.to=2001", ["NUTRIA 10", "Señor París"]),
        ("f.period=1900-1910", ["nutria 2"]),
        ("f.period.from=1905", ["nutria 2"]),
        ("f.period.to=1890", ["Ñandú", "NUTRIA 10"]),
        ("f.period.from=1893&f.period.to=1894", ["Ñandú", "NUTRIA 10"]),
        ("f.material=oro", ["Nácar"]),
        ("f.material=Oro&f.material=laton", ["Nácar", "nutria 2"]),
        ("f.material=Bronce", []),
        ("f.material.not=Oro", NAMES[1:]),
        ("f.number.not=2.5", ["Nácar", "Ñandú", "NUTRIA 10", "Señor París"]),
        ("f.number.not=dos", NAMES),
        ("f.themes=mar", ["Nácar"]),
        ("f.themes=mar;flores", ["Nácar"]),
        ("f.themes=mar&f.themes=años", ["Nácar", "NUTRIA 10"]),
        ("f.themes=mar;años", []),
        ("f.themes.not=mar", NAMES[1:]),
        ("f.shown=sí", ["Océano"]),
        ("f.shown=false", ["Señor París"]),
        ("f.name.contains=UTRÍ", ["nutria 2", "NUTRIA 10"]),
        ("f.name.contains=0", ["NUTRIA 10"]),
        ("f.note.contains=aeon%22", ["Océano"]),
        ("f.note.contains=STRASSE+an", ["Océano"]),
        ("f.note.contains=0%25", ["Océano"]),
        ("f.note.contains=lodz", ["Señor París"]),
        ("f.note.contains=øre", ["Señor París"]),
        ("f.note.contains=2_b", ["Señor París"]),
        ("f.name.contains=oro", []),
        ("f.number.empty=1", ["NUTRIA 10", "Señor París"]),
        ("f.number.empty=no", ["Nácar", "Ñandú", "nutria 2", "Océano"]),
        ("f.pictures.empty=1", NAMES),
        ("f.pictures.empty=0", []),
        ("f.pictures=x", []),
        ("q=nutria&f.material=laton&sort=-name", ["nutria 2"]),
    ],
)
def test_searches_and_filters(shelf: Shelf, query: str, names: list[str]) -> None:
    page = shelf.page(query)
    assert [row.values["name"] for row in page.rows] == names
    assert page.count == len(names)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", ["Nácar", "nutria 2", "NUTRIA 10", "Ñandú", "Océano", "Señor París"]),
        ("-name", ["Señor París", "Océano", "Ñandú", "NUTRIA 10", "nutria 2", "Nácar"]),
        ("number", ["Ñandú", "nutria 2", "Océano", "Nácar", "NUTRIA 10", "Señor París"]),
        ("-number", ["Nácar", "Océano", "nutria 2", "Ñandú", "NUTRIA 10", "Señor París"]),
        ("pictures", NAMES),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 5, 6, 50])
def test_pages_forth_and_back_in_every_order(
    shelf: Shelf, sort: str, names: list[str], size: int
) -> None:
    address = f"sort={sort}&size={size}"
    pages = [shelf.page(address)]
    while pages[-1].next:
        pages.append(shelf.page(f"{address}&after={pages[-1].next}"))
    assert [row.values["name"] for page in pages for row in page.rows] == names
    assert [len(page.rows) for page in pages[:-1]] == [size] * (len(pages) - 1)
    for earlier, later in zip(reversed(pages[:-1]), reversed(pages[1:]), strict=True):
        again = shelf.page(f"{address}&after={later.previous}")
        assert again.rows == earlier.rows
        assert again.next == earlier.next
    assert pages[0].previous is None


def test_going_back_to_the_beginning_shows_a_whole_page(shelf: Shelf) -> None:
    third = shelf.page(f"size=1&after={shelf.page('size=2').next}")
    back = shelf.page(f"size=5&after={third.previous}")
    assert [row.values["name"] for row in back.rows] == NAMES[:5]
    assert back.previous is None


def test_a_page_beyond_the_end_leads_back(shelf: Shelf, database: Database) -> None:
    after = shelf.page("size=4").next
    with database.writing() as session:
        session.execute(update(Row).where(Row.position > 3).values(deleted_at=now()))
    shelf.session.rollback()
    page = shelf.page(f"size=4&after={after}")
    assert (page.rows, page.next) == ([], None)
    assert shelf.names(f"size=4&after={page.previous}") == NAMES[:4]


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "after",
    [
        "x",
        "é",
        "%00",
        encoded("[]"),
        encoded('["name",0,"a",1]'),
        encoded('["",0,0,99999999999999999999]'),
        encoded('["",0,99999999999999999999,1]'),
        encoded('["",0,{},1]'),
        encoded('["",0,"\\u0000",1]'),
        encoded('["",0,"\\ud800",1]'),
        encoded('["",0,"text",1]'),
        encoded('["",0,null,1]'),
        encoded('["",7,1,1]'),
        encoded('["",-7,1,1]'),
    ],
)
def test_a_bad_cursor_means_the_first_page(shelf: Shelf, after: str) -> None:
    assert shelf.names(f"after={after}") == NAMES


def test_a_cursor_of_another_order_means_the_first_page(shelf: Shelf) -> None:
    after = shelf.page("size=2&sort=name").next
    assert shelf.names(f"size=2&sort=-name&after={after}") == ["Señor París", "Océano"]


def test_a_number_as_cursor_key_of_a_text_order_means_the_first_page(shelf: Shelf) -> None:
    after = encoded('["number",0,5,1]')
    assert shelf.names(f"sort=number&size=1&after={after}") == ["Ñandú"]


def test_counts_are_capped(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNT_LIMIT", 4)
    page = shelf.page()
    assert (page.count, page.count_is_exact) == (4, False)
    monkeypatch.setattr(queries, "COUNT_LIMIT", 6)
    assert shelf.page().count_is_exact


def test_counts_are_remembered_until_the_catalog_changes(shelf: Shelf, database: Database) -> None:
    def count(version: int) -> int:
        scope = queries.Scope(shelf.catalog_id, shelf.columns, version=version)
        return queries.page_of(shelf.session, scope, CatalogSearch(size=2)).count

    assert count(1) == 6
    with database.writing() as session:
        session.execute(update(Row).where(Row.position > 3).values(deleted_at=now()))
    shelf.session.rollback()
    assert (count(1), count(2)) == (6, 4)


def test_trashed_rows_are_found_by_nobody(shelf: Shelf, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Row).where(Row.position > 0).values(deleted_at=now()))
    shelf.session.rollback()
    assert shelf.names() == shelf.names("sort=name") == shelf.names("q=a") == ["Nácar"]


def test_the_public_finds_public_words_of_published_rows(shelf: Shelf, database: Database) -> None:
    with database.writing() as session:
        session.execute(update(Row).where(Row.position == 1).values(status="draft"))
        session.execute(
            update(Row)
            .where(Row.position == 2)
            .values(search_text="x oculto", public_search_text="x")
        )
    shelf.session.rollback()
    assert shelf.names("q=oculto") == ["nutria 2"]
    assert shelf.names("q=oculto", public=True) == []
    assert shelf.names("q=nandu", public=True) == []
    assert shelf.names("sort=name", public=True) == [
        "Nácar",
        "nutria 2",
        "NUTRIA 10",
        "Océano",
        "Señor París",
    ]


def test_rows_with_pictures(shelf: Shelf, database: Database) -> None:
    row, column = shelf.page().rows[2], shelf.columns[-1]
    with database.writing() as session:
        facts = {"filename": "a.jpg", "sha256": "0", "size": 1, "media_type": "image/jpeg"}
        session.add(Image(row_id=row.id, column_id=column.id, width=1, height=1, **facts))
    shelf.session.rollback()
    assert shelf.names("f.pictures.empty=0") == ["nutria 2"]


def test_a_column_that_is_not_given_filters_and_sorts_nothing(shelf: Shelf) -> None:
    shelf.columns = shelf.columns[:1]
    assert shelf.names("sort=-number&f.number=10&f.material.contains=oro") == NAMES
