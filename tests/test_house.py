"""What holds for the repository as a whole: locks, vendored files, the wheel, versions."""

import ast
import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import catalog

ROOT = Path(__file__).parents[1]
LOCKS = {name: ROOT / ".ci" / "requirements" / f"{name}.txt" for name in ("run", "dev")}
SHIPPED = ("templates", "static", "alembic")
NOT_OURS = {"var", "build", "dist", "node_modules", "__pycache__", "vendor"}
TEXT = {".py", ".html", ".md", ".toml", ".txt", ".css", ".js", ".mako", ".po", ".pot", ".yml", ""}


def _pins(lock: Path) -> dict[str, str]:
    pins = re.findall(r"^([a-z0-9._-]+)(?:\[.*?\])?==([^ ;\\]+)", lock.read_text(), re.MULTILINE)
    return dict(pins)


def _texts() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*")):
        folders = path.relative_to(ROOT).parts[:-1]
        ours = not any(
            name in NOT_OURS or (name.startswith(".") and name != ".ci") for name in folders
        )
        if ours and path.is_file() and path.suffix in TEXT:
            yield path


@pytest.mark.parametrize("name", LOCKS)
def test_every_pinned_requirement_has_digests_and_no_address(name: str) -> None:
    text = LOCKS[name].read_text()
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) == len(_pins(LOCKS[name]))
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert not re.search(r"^\s*--(?!hash=)", text, re.MULTILINE)


def test_tests_run_with_the_versions_that_are_served() -> None:
    run, dev = _pins(LOCKS["run"]), _pins(LOCKS["dev"])
    assert {name: dev.get(name) for name in run} == run


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = {_distribution(requirement) for requirement in project["project"]["dependencies"]}
    assert asked <= _pins(LOCKS["run"]).keys()


def test_every_package_that_is_imported_is_asked_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {_distribution(requirement) for requirement in project["dependencies"]}
    distributions = packages_distributions()
    foreign = _imported() - set(sys.stdlib_module_names) - {"catalog"}
    assert {
        name for name in foreign if not asked & set(map(_distribution, distributions[name]))
    } == set()


def _distribution(requirement: str) -> str:
    """Return the name of a package in its one normal form."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=;~ ]", requirement)[0]).lower()


def _imported() -> set[str]:
    found = set()
    for path in (ROOT / "catalog").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found


def test_the_changelog_opens_with_this_version() -> None:
    versions = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert versions[0] == catalog.__version__


def test_vendored_files_are_what_their_list_says() -> None:
    folder = ROOT / "static" / "vendor"
    listed = dict(
        re.findall(
            r"^\| `([^`]+)` .*`([0-9a-f]{64})` \|$",
            (folder / "README.md").read_text(),
            re.MULTILINE,
        )
    )
    kept = {
        path.name for path in folder.iterdir() if not path.name.endswith(("README.md", "-LICENSE"))
    }
    assert kept == listed.keys()
    actual = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in listed}
    assert actual == listed


def test_no_file_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    # Written in pieces, so that this file does not name them either.
    hosts = ("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "deb." + "debian.org")
    places = (r"/" + r"work/", r"/" + r"root/", r"/" + r"home/\w")
    unwanted = re.compile("|".join((*map(re.escape, hosts), *places)).encode())
    found = [
        f"{path.relative_to(ROOT)}: {match.group().decode()}"
        for path in _texts()
        if (match := unwanted.search(path.read_bytes()))
    ]
    assert found == []


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that an installed wheel would give."""
    folder = tmp_path_factory.mktemp("wheel")
    hatchling = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*hatchling, "--directory", folder], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"


@pytest.mark.parametrize("name", SHIPPED)
def test_the_wheel_holds_every_file_that_is_not_python(wheel: Path, name: str) -> None:
    source, installed = ROOT / name, wheel / "catalog" / "_files" / name
    assert _files_in(installed) == _files_in(source)
    assert _files_in(installed)


def test_an_installed_package_finds_its_own_files(wheel: Path) -> None:
    code = (
        "from catalog.files import files; import catalog;"
        "print(catalog.__file__, *(files(name) for name in ('templates', 'static', 'alembic')))"
    )
    isolated = [sys.executable, "-P", "-c", code]
    found = subprocess.run(
        isolated, cwd=wheel.parent, env={"PYTHONPATH": str(wheel)}, check=True, capture_output=True
    )
    paths = found.stdout.decode().split()
    assert paths == [
        str(wheel / "catalog" / "__init__.py"),
        *(str(wheel / "catalog" / "_files" / name) for name in SHIPPED),
    ]


def test_the_wheel_offers_the_command(wheel: Path) -> None:
    (entry_points,) = wheel.glob("*.dist-info/entry_points.txt")
    assert "catalog = catalog.cli:main" in entry_points.read_text()


def _files_in(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
