import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli import cli
from catalog.db.session import Database
from catalog.settings import load
from tests.web.public_site import SECRET, make_site

SETTINGS = {"CATALOG_LANGUAGE": "en", "CATALOG_BASE_URL": "https://example.org"}


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    runner = CliRunner(env=SETTINGS)
    assert runner.invoke(cli, ["db", "upgrade"]).exit_code == 0
    database = Database(load(SETTINGS, tmp_path).database_url)
    make_site(database)
    database.close()
    return runner


def export(runner: CliRunner, *arguments: str) -> Result:
    return runner.invoke(cli, ["export", "joyas-del-rio", *arguments])


def test_csv_goes_to_standard_output(runner: CliRunner) -> None:
    result = export(runner)
    assert result.exit_code == 0
    lines = list(csv.reader(result.stdout.splitlines()))
    assert lines[0][:3] == ["id", "Name", "Number"]
    assert "Exported 3 rows of joyas-del-rio." in result.stderr


def test_a_file_has_everything_that_members_see(runner: CliRunner, tmp_path: Path) -> None:
    assert export(runner, "--format", "json", "--output", "out.json").exit_code == 0
    content = json.loads((tmp_path / "out.json").read_text())
    ring = content["rows"][0]
    assert ring["values"][f"{SECRET}_hidden"] == f"{SECRET} text"
    assert len(ring["images"]) == 4
    assert ring["images"][0]["urls"]["full"].startswith("https://example.org/media/pring1/full/")
    assert [path.name for path in tmp_path.glob(".*.part")] == []


@pytest.mark.parametrize("form", ["csv", "csv-excel-es", "xlsx"])
def test_every_format_is_written(runner: CliRunner, tmp_path: Path, form: str) -> None:
    assert export(runner, "--format", form, "-o", "out").exit_code == 0
    assert (tmp_path / "out").stat().st_size > 100


@pytest.mark.parametrize("form", ["ods", "zip", "pdf"])
def test_what_cannot_be_written_is_refused_in_a_sentence(runner: CliRunner, form: str) -> None:
    result = export(runner, "--format", form)
    assert str(result.exception) == (
        f"“{form}” cannot be exported. Choose one of: csv, csv-excel-es, xlsx, json."
    )


def test_an_unknown_catalog_names_those_there_are(runner: CliRunner) -> None:
    result = runner.invoke(cli, ["export", "nothing"])
    assert "There is no catalog nothing. Known: joyas-del-rio" in str(result.exception)


def test_a_place_that_cannot_be_written_to(runner: CliRunner) -> None:
    result = export(runner, "-o", "missing/out.csv")
    assert "missing/out.csv cannot be written: No such file or directory." in str(result.exception)
