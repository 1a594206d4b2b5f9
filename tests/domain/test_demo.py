"""The demo: everything the product can show, in catalogs that look like somebody's work."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Picture
from sqlalchemy import select

from catalog.db.models import Catalog, Column, Image, Row
from catalog.db.session import Database
from catalog.domain import cells
from catalog.domain.demo import make_demo
from catalog.domain.demo.words import CATALOGS, read
from catalog.domain.pictures import drawings
from catalog.domain.pictures.drawings import Piece, draw
from catalog.settings import load
from catalog.storage.breaker import Breaker
from catalog.storage.local import LocalStorage
from catalog.storage.storages import Storages
from tests.services import databases

SMALL = ((480, 360), (360, 480))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Give a database with the demo in it, its pictures drawn small."""
    folder = tmp_path_factory.mktemp("demo")
    database = Database(databases.upgraded(databases.sqlite_url(folder / "demo.sqlite3")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawings, "_WIDE", SMALL[0])
        patch.setattr(drawings, "_TALL", SMALL[1])
        _make(database, folder)
    yield database
    database.close()


def _make(database: Database, folder: Path) -> None:
    settings = load({"CATALOG_DATA_DIR": str(folder), "CATALOG_SECRET_KEY": "k" * 40})
    storages = Storages(LocalStorage(folder / "pictures"), None, Breaker(), None)
    make_demo(database, storages, settings, None)


def test_every_column_type_is_there(made: Database) -> None:
    with made.reading() as session:
        types = set(session.scalars(select(Column.type)))
    assert types == set(cells.TYPES)


def test_catalogs_are_public_in_both_languages(made: Database) -> None:
    with made.reading() as session:
        found = session.execute(select(Catalog.language, Catalog.visibility)).all()
    assert sorted(found) == [("en", "public"), ("es", "public")]


def test_prices_and_notes_of_the_house_are_internal(made: Database) -> None:
    with made.reading() as session:
        query = select(Column.key).where(Column.visibility == "internal")
        internal = sorted(session.scalars(query))
    assert internal == ["notas", "remarks", "valor", "value"]


def test_every_picture_is_described_and_credited(made: Database) -> None:
    with made.reading() as session:
        pictures = session.scalars(select(Image)).all()
    expected = sum(len(row.views) for name in CATALOGS for row in read(name).rows)
    assert len(pictures) == expected
    assert all(picture.alt and picture.credit for picture in pictures)
    assert any(picture.caption for picture in pictures)


def test_rows_have_none_to_four_pictures_in_order(made: Database) -> None:
    with made.reading() as session:
        row_ids = session.scalars(select(Row.id)).all()
        query = select(Image.row_id, Image.filename).order_by(Image.row_id, Image.position)
        placed = session.execute(query).all()
    names = {row_id: [name for at, name in placed if at == row_id] for row_id in row_ids}
    assert {len(found) for found in names.values()} == {0, 1, 2, 3, 4}
    assert all(found == sorted(found) for found in names.values())


def test_one_value_does_not_convert_and_is_kept(made: Database) -> None:
    with made.reading() as session:
        flagged = [invalid for invalid in session.scalars(select(Row.invalid)) if invalid]
    assert flagged == [{"alto": "unos 15"}]


def test_a_second_start_adds_nothing(made: Database, tmp_path: Path) -> None:
    _make(made, tmp_path)
    with made.reading() as session:
        assert len(session.scalars(select(Catalog.id)).all()) == len(CATALOGS)


def test_pictures_that_cannot_be_kept_cost_no_rows(
    sqlite_database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.domain.demo.pictures.draw", lambda *_: b"no picture")
    _make(sqlite_database, tmp_path)
    with sqlite_database.reading() as session:
        assert session.scalars(select(Image)).all() == []
        assert len(session.scalars(select(Row.id)).all()) == 72


@pytest.mark.parametrize(
    ("piece", "view", "size"),
    [
        (Piece("pot", "jug", motif="leaves"), "tall", (960, 1280)),
        (Piece("pot", "bowl", ("terracotta", "buff"), matt=True), "near", (1280, 960)),
        (Piece("glass", "goblet", ("amber",)), "front", (1280, 960)),
        (Piece("tile", "star", number=2), "near", (840, 630)),
        (Piece("plate", motif="waves", number=16), "front", (1280, 960)),
        (Piece("notebook", colours=("navy", "leaf"), motif="fern", label="A\nB"), "spread", None),
    ],
)
def test_a_drawing_is_the_same_for_the_same_seed(
    piece: Piece, view: str, size: tuple[int, int] | None
) -> None:
    first = draw(piece, view, "seed")
    assert first == draw(piece, view, "seed")
    assert first != draw(piece, view, "another")
    with Picture.open(BytesIO(first)) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (size or (1280, 960))


@pytest.mark.parametrize("name", CATALOGS)
def test_every_view_has_its_words(name: str) -> None:
    words = read(name)
    for row in words.rows:
        assert bool(row.piece) == bool(row.views) == bool(row.alt)
        assert all(words.views[view] % {"alt": row.alt} for view in row.views)
