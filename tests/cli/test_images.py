import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from catalog.cli import cli
from catalog.db import schema
from catalog.db.models import Image, Row
from catalog.db.session import Database
from catalog.domain.catalogs import create_catalog
from catalog.domain.columns import add_column
from catalog.settings import load
from tests.images import picture
from tests.studio import Studio, make_studio


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """An installation in a folder of its own, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    for name in ("S3_BUCKET_NAME", "CATALOG_DATABASE_URL", "CATALOG_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    database = Database(load({}, tmp_path).database_url)
    schema.upgrade(database)
    studio = make_studio(database, tmp_path)
    database.close()
    return studio


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli, ["images", "add", *map(str, arguments)])


def names(studio: Studio) -> list[str]:
    with studio.database.reading() as session:
        return list(session.scalars(select(Image.filename).order_by(Image.position)))


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / name for name in ("a.jpg", "b ñ.jpg")]
    for path in paths:
        path.write_bytes(picture())
    return paths


def test_pictures_are_added_in_order(studio: Studio, files: list[Path]) -> None:
    result = run("joyas", studio.row_id, *files, "--json")
    assert result.exit_code == 0
    facts = json.loads(result.stdout)
    assert [entry["file"] for entry in facts["added"]] == [str(path) for path in files]
    assert facts["failed"] == []
    assert "Added: 2. Failed: 0." in result.stderr
    assert names(studio) == ["a.jpg", "b ñ.jpg"]


def test_a_row_may_be_named_by_its_short_id(studio: Studio, files: list[Path]) -> None:
    with studio.database.reading() as session:
        short_id = session.get_one(Row, studio.row_id).short_id
    assert run("joyas", short_id, files[0], "--column", "pictures").exit_code == 0
    assert names(studio) == ["a.jpg"]


def test_failed_files_are_listed_and_the_others_kept(
    studio: Studio, files: list[Path], tmp_path: Path
) -> None:
    words = tmp_path / "words.jpg"
    words.write_text("no picture")
    result = run("joyas", studio.row_id, words, tmp_path / "nothing.jpg", files[0])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert f"{words}: This is not a picture we know." in result.stderr
    assert "nothing.jpg: There is no such file." in result.stderr
    assert names(studio) == ["a.jpg"]


@pytest.mark.parametrize(
    ("slug", "row", "column", "words"),
    [
        ("nothing", "1", "", "Known: joyas"),
        ("joyas", "99", "", "joyas has no row 99"),
        ("joyas", "zz", "", "joyas has no row zz"),
        ("joyas", "1", "fotos", "Known: pictures"),
    ],
)
def test_a_wrong_place_is_one_line(
    studio: Studio, files: list[Path], slug: str, row: str, column: str, words: str
) -> None:
    result = run(slug, row, files[0], "--column", column)
    assert words in str(result.exception)


def test_a_catalog_without_a_column_for_them(studio: Studio, files: list[Path]) -> None:
    with studio.database.writing() as session:
        catalog = create_catalog(session, None, "Libros")
        add_column(session, catalog, "Título", "text")
        row = Row(catalog_id=catalog.id, position=1)
        session.add(row)
        session.flush()
        number = row.id
    assert "has no column of pictures" in str(run("libros", number, files[0]).exception)
