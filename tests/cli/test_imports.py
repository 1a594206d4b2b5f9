"""`catalog import`: what it prints where, and how it ends."""

import json
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from catalog.cli import cli, imports, main
from catalog.db.session import Database
from catalog.domain.catalogs import catalog_by_slug
from catalog.domain.importing import running
from catalog.settings import load
from tests.images import picture

SETTINGS = {"CATALOG_LANGUAGE": "es", "LANG": "en"}
SHEET = "Código;Nombre;Precio\nA-1;Anillo;10,50\nA-2;Broche;20\n"


@pytest.fixture
def runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    Path("tienda.csv").write_text(SHEET)
    return CliRunner(env=SETTINGS)


def bring(runner: CliRunner, *arguments: str) -> Result:
    return runner.invoke(cli, ["import", *arguments])


def test_a_new_catalog_is_named_on_standard_output(runner: CliRunner) -> None:
    result = bring(runner, "tienda.csv")
    assert (result.exit_code, result.stdout) == (0, "tienda\n")
    assert result.stderr.splitlines() == [
        "Understood as: semicolon, UTF-8, 1.234,56, 31/12/2025",
        "Rows: new: 2",
    ]


def test_the_result_as_json(runner: CliRunner) -> None:
    result = bring(runner, "tienda.csv", "--name", "Mi tienda", "--json")
    assert json.loads(result.stdout) == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "skipped": 0,
        "failed": 0,
        "error_count": 0,
        "errors": [],
        "images_attached": 0,
        "images_unchanged": 0,
        "images_failed": 0,
        "unmatched": [],
        "passed_over": [],
        "catalog": "mi-tienda",
        "understood": "semicolon, UTF-8, 1.234,56, 31/12/2025",
    }
    assert result.stderr == ""


def test_publishing_shows_it_to_visitors(runner: CliRunner, tmp_path: Path) -> None:
    assert bring(runner, "tienda.csv", "--publish").exit_code == 0
    database = Database(load(SETTINGS, tmp_path).database_url)
    with database.reading() as session:
        assert catalog_by_slug(session, "tienda").visibility == "public"
    database.close()


def test_rows_are_updated_by_key(runner: CliRunner) -> None:
    bring(runner, "tienda.csv", "--key", "Código")
    Path("cambios.csv").write_text("código;Nombre\nA-2;Broche azul\nA-3;Collar\n;Nadie\n")
    result = bring(runner, "cambios.csv", "--catalog", "tienda", "--key", "codigo", "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["created"], said["updated"], said["failed"]) == (1, 1, 1)
    assert said["errors"] == [
        {
            "row": 4,
            "column": "Código",
            "value": "",
            "message": "The key is missing, so nobody can tell which row is meant.",
        }
    ]


def test_failed_items_are_listed(runner: CliRunner) -> None:
    bring(runner, "tienda.csv", "--key", "Código")
    Path("mal.csv").write_text("Código;Precio\nA-9;mucho\nA-2;21\n")
    result = bring(runner, "mal.csv", "--catalog", "tienda")
    assert (result.exit_code, result.stdout) == (1, "tienda\n")
    lines = result.stderr.splitlines()
    assert lines[1].startswith("Row 2, Precio, “mucho”: ")
    assert lines[2] == "Row 3, Código, “A-2”: Another row of the catalog has this already."
    assert lines[3] == "Rows: new: 1, left out: 1"


def test_pictures_come_along(runner: CliRunner) -> None:
    Path("fotos").mkdir()
    (Path("fotos") / "A-1_2.jpg").write_bytes(picture())
    (Path("fotos") / "otra.jpg").write_bytes(picture())
    result = bring(runner, "tienda.csv", "--images", "fotos")
    assert result.exit_code == 0
    assert result.stderr.splitlines()[1:] == [
        "No row for otra.jpg",
        "Rows: new: 2, pictures: 1",
    ]
    again = bring(
        runner,
        "tienda.csv",
        "--catalog",
        "tienda",
        "--key",
        "Código",
        "--images",
        "fotos",
        "--json",
    )
    said = json.loads(again.stdout)
    assert (said["unchanged"], said["images_attached"], said["images_unchanged"]) == (2, 0, 1)
    assert said["unmatched"] == ["otra.jpg"]


def test_a_trial_changes_nothing(runner: CliRunner, tmp_path: Path) -> None:
    result = bring(runner, "tienda.csv", "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines()[1:] == [
        "Rows: new: 2",
        "Nothing was changed: this was a trial.",
    ]
    assert "Known: -" in str(bring(runner, "tienda.csv", "--catalog", "tienda").exception)


def test_one_sheet_of_a_workbook(runner: CliRunner, samples: Path) -> None:
    shutil.copy(samples / "sheets" / "joyeria.xlsx", "joyeria.xlsx")
    said = json.loads(bring(runner, "joyeria.xlsx", "--sheet", "joyeria", "--json").stdout)
    assert said["created"] == 7
    assert "There is no sheet “Nada”." in str(
        bring(runner, "joyeria.xlsx", "--sheet", "Nada").exception
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["nada.csv"],
        ["tienda.csv", "--catalog", "a", "--name", "b"],
        ["tienda.csv", "--images", "nada"],
        [],
    ],
)
def test_a_wrong_call_ends_with_2(runner: CliRunner, arguments: list[str]) -> None:
    assert bring(runner, *arguments).exit_code == 2


def test_what_is_no_sheet_is_one_line_and_ends_with_2(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("foto.csv").write_bytes(picture())
    monkeypatch.setattr(sys, "argv", ["catalog", "import", "foto.csv"])
    monkeypatch.setenv("LANG", "en")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "catalog: “foto.csv” is not a spreadsheet. CSV, XLSX, XLS and ODS files can be read."
    ]


def test_progress_is_told_line_by_line_where_there_is_no_terminal(
    runner: CliRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "_STEP", 10)
    monkeypatch.setattr(running, "BATCH", 5)
    lines = "\n".join(f"{number};x" for number in range(25))
    Path("largo.csv").write_text(f"Número;Nombre\n{lines}\n")
    assert bring(runner, "largo.csv").stderr.splitlines() == [
        "Rows: 10/25",
        "Rows: 20/25",
        "Understood as: semicolon, UTF-8, 1.234,56, 31/12/2025",
        "Rows: new: 25",
    ]
