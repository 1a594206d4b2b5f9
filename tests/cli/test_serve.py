"""A start that cannot succeed ends in one sentence, which names the setting."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from catalog.cli import cli
from catalog.errors import SettingError
from catalog.settings import LONGEST_NODE, load


@pytest.fixture
def refusal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    return CliRunner()


def sentence(runner: CliRunner, verb: str, settings: dict[str, str]) -> str:
    result = runner.invoke(cli, [verb], env={"CATALOG_PORT": "8199", **settings})
    assert isinstance(result.exception, SettingError)
    return str(result.exception)


@pytest.mark.parametrize("verb", ["serve", "worker"])
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("CATALOG_DATABASE_URL", "sqlite:////nonexistent/x.db", "the database cannot be opened"),
        (
            "CATALOG_DATABASE_URL",
            "postgresql+psycopg://ana:hidden@127.0.0.1:1/x",
            "the database cannot be opened",
        ),
        (
            "CATALOG_DATABASE_URL",
            "postgresql+psycopg://ana:hidden@127.0.0.1:abc/x",
            "it is not a database address",
        ),
        ("CATALOG_BASE_URL", "http://[::1", "it is not a web address"),
        ("CATALOG_BASE_URL", "https://a.example; script-src *", "it is not a web address"),
        ("CATALOG_BASE_URL", "https://a.example:port", "it is not a web address"),
        ("CATALOG_TRASH_DAYS", "9" * 5000, "it is not a whole number"),
    ],
)
def test_a_wrong_setting_is_named(
    refusal: CliRunner, verb: str, name: str, value: str, words: str
) -> None:
    said = sentence(refusal, verb, {name: value})
    assert said.startswith(f'{name} is "')
    assert words in said
    assert "hidden" not in said


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("S3_BUCKET_NAME", "my pictures", "it is not the name of a bucket"),
        ("AWS_REGION", "eu west 1", "it is not the name of a region"),
        ("S3_PUBLIC_BASE_URL", "https://cdn example.org", "it is not a web address"),
    ],
)
def test_a_wrong_setting_of_s3_is_named(
    refusal: CliRunner, name: str, value: str, words: str
) -> None:
    said = sentence(refusal, "serve", {"S3_BUCKET_NAME": "fotos", name: value})
    assert said.startswith(f'{name} is "{value}": {words}')


def test_a_port_in_use_is_named(refusal: CliRunner) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        said = sentence(refusal, "serve", {"CATALOG_PORT": port})
    assert said.startswith(f'CATALOG_PORT is "{port}": nothing can listen there')
    said = sentence(refusal, "serve", {"CATALOG_HOST": "999.1.1.1"})
    assert said.startswith('CATALOG_HOST is "999.1.1.1": nothing can listen there')


def test_a_data_folder_that_takes_no_files_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="CATALOG_DATA_DIR"):
        load({"CATALOG_DATA_DIR": "/proc/self"}, tmp_path)


def test_a_long_name_of_the_machine_is_cut(tmp_path: Path) -> None:
    assert len(load({"CATALOG_NODE": "x" * 300}, tmp_path).node) == LONGEST_NODE
