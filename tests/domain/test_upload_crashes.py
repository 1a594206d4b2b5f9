"""I4: killed at any step of an upload, no record refers to bytes that are not there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.db.base import now
from catalog.db.models import Deletion, Image
from catalog.db.session import Database
from catalog.domain.image_parts import part_keys
from catalog.domain.staging import sweep_rendering
from tests.images import picture
from tests.studio import Studio, make_studio

UPLOAD = """
import os, signal, sys
from importlib import import_module
from io import BytesIO
from pathlib import Path
from catalog.db.session import Database
from catalog.domain import uploads
from catalog.settings import load
from catalog.storage.storages import open_storages

module, name, calls, row_id, column_id, public_id = sys.argv[1:]
place = import_module(module)
for part in name.split(".")[:-1]:
    place = getattr(place, part)
name = name.split(".")[-1]
original, left = getattr(place, name), int(calls)

def die(*arguments, **more):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*arguments, **more)

setattr(place, name, die)
settings = load({"CATALOG_SECRET_KEY": "secret"}, Path.cwd())
house = Database(settings.database_url), open_storages(settings), settings
source = BytesIO(sys.stdin.buffer.read())
if public_id:
    uploads.replace_image(*house, public_id=public_id, source=source, filename="new.jpg")
else:
    place = {"row_id": int(row_id), "column_id": int(column_id)}
    uploads.attach_image(*house, **place, source=source, filename="ring.jpg")
"""
STEPS = {
    "receiving": ("catalog.domain.staging", "_copy", 0),
    "rendering": ("catalog.domain.staging", "dominant_colour", 0),
    "staged": ("catalog.domain.publishing", "_reserve", 0),
    "reserved": ("catalog.storage.local", "LocalStorage.save", 0),
    "publishing": ("catalog.storage.local", "_link", 3),
    "published": ("catalog.domain.uploads", "take_over", 0),
    "written": ("catalog.domain.images", "catalogs.touch", 0),
    "committed": ("catalog.domain.uploads", "_keep_thumb", 0),
}


@pytest.fixture
def studio(sqlite_database: Database, tmp_path: Path) -> Studio:
    """The database lies where a process started in the folder finds it."""
    (tmp_path / "var").mkdir()
    here = tmp_path / "var" / "catalog.sqlite3"
    (tmp_path / "catalog.sqlite3").rename(here)
    sqlite_database.close()
    return make_studio(Database(f"sqlite:///{here}"), tmp_path)


def kill_at(studio: Studio, folder: Path, step: str, public_id: str = "") -> None:
    module, name, calls = STEPS[step]
    place = (str(studio.row_id), str(studio.column_id))
    done = subprocess.run(
        [sys.executable, "-c", UPLOAD, module, name, str(calls), *place, public_id],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        input=picture("PNG", (40, 30)),
        capture_output=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def settle(studio: Studio) -> None:
    """Let time pass: orders to delete are carried out, stale folders swept."""
    sweep_rendering(studio.local, older_than=-1)
    studio.local.sweep_staging(older_than=-1)
    with studio.database.writing() as session:
        for order in session.scalars(select(Deletion)):
            studio.local.delete([file.key for file in studio.local.list(order.key_prefix)])
            order.done_at = now()


def referred(studio: Studio) -> dict[str, str]:
    """Return what the records say is on disk: key -> checksum."""
    with studio.database.reading() as session:
        images = session.scalars(select(Image)).all()
    return {
        key: image.parts[name]["sha256"]
        for image in images
        for name, key in part_keys(image.public_id, image.version, image.parts).items()
    }


@pytest.mark.parametrize("step", STEPS)
def test_a_new_picture_is_there_whole_or_not_at_all(
    studio: Studio, tmp_path: Path, step: str
) -> None:
    kill_at(studio, tmp_path, step)
    records = referred(studio)
    assert len(records) == (6 if step == "committed" else 0)
    assert records.items() <= studio.stored().items()
    settle(studio)
    assert studio.stored() == records
    assert list((studio.local.root / ".rendering").iterdir()) == []


@pytest.mark.parametrize("step", ["publishing", "published", "written", "committed"])
def test_a_replaced_picture_is_the_old_or_the_new(
    studio: Studio, tmp_path: Path, step: str
) -> None:
    image = studio.attach()
    kill_at(studio, tmp_path, step, image.public_id)
    records = referred(studio)
    assert records.items() <= studio.stored().items()
    settle(studio)
    assert studio.stored() == records
    with studio.database.reading() as session:
        expected = 2 if step == "committed" else 1
        assert session.get_one(Image, image.id).version == expected
