"""The storage page: what it says in each state, and that its buttons do what they say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar

from catalog.app import create_app
from catalog.db.models import Catalog, Image, ImageCopy
from catalog.db.session import Database
from catalog.domain.mover import Mover
from catalog.settings import Settings
from catalog.storage.base import FailureClass
from catalog.storage.guarded import GuardedStorage
from tests.domain.mover.liars import TroubledStore, trouble
from tests.factories import Cast
from tests.studio import Studio, make_studio
from tests.web.conftest import Client, SignIn

HOME = "/admin/storage"
FRAGMENT = {"hx-request": "true"}


@pytest.fixture
def studio(sqlite_database: Database, tmp_path: Path, catalog: Catalog) -> Studio:
    studio = make_studio(sqlite_database, tmp_path, catalog)
    studio.s3 = TroubledStore()
    guarded = GuardedStorage(studio.s3, studio.storages.breaker)
    studio.storages = replace(studio.storages, s3=guarded)
    return studio


@pytest.fixture
def settings(studio: Studio) -> Settings:
    return studio.settings


@pytest.fixture
def app(studio: Studio, settings: Settings) -> Litestar:
    return create_app(settings, database=studio.database, storages=studio.storages)


@pytest.fixture
def mover(studio: Studio) -> Iterator[Mover]:
    mover = Mover(studio.database, studio.storages, studio.settings)
    yield mover
    mover.stop()


@pytest.fixture
def admin(sign_in: SignIn, cast: Cast) -> Client:
    return sign_in(cast.admin)


def settle(mover: Mover) -> None:
    while mover.work_once():
        pass


def test_only_an_administrator_sees_it(sign_in: SignIn, cast: Cast) -> None:
    for path in (HOME, f"{HOME}/images?state=lost", f"{HOME}/plan?to=s3"):
        assert sign_in(cast.owner).get(path).status_code == 403
        assert sign_in(None).get(path).status_code == 303
    for path in ("test", "retry", "runs"):
        assert sign_in(cast.owner).post(f"{HOME}/{path}").status_code == 403


def test_nothing_yet(admin: Client) -> None:
    assert "There are no pictures yet." in admin.get(HOME).text


def test_all_well(admin: Client, studio: Studio, mover: Mover) -> None:
    for _number in range(3):
        studio.attach()
    settle(mover)
    page = admin.get(HOME).text
    assert "All 3 pictures are safe. 3 on S3, 0 local." in page
    assert "Nothing needs your attention." in page
    assert 'data-state="ok"' in page
    assert 'hx-trigger="every 30s"' in page


def test_the_fragment_is_the_part_that_changes(admin: Client, studio: Studio) -> None:
    studio.attach()
    fragment = admin.get(HOME, headers=FRAGMENT).text.strip()
    assert fragment.startswith('<div id="storage-live"')
    assert 'hx-trigger="every 2s"' in fragment
    assert "<html" not in fragment
    assert fragment in admin.get(HOME).text


def test_without_a_mover_it_says_why_pictures_wait(admin: Client, studio: Studio) -> None:
    studio.attach()
    page = admin.get(HOME).text
    assert "All 1 pictures are safe. 1 of them wait." in page
    assert "No mover is running." in page


def test_s3_away_names_the_cause_and_test_again_asks(
    admin: Client, studio: Studio, mover: Mover
) -> None:
    studio.attach()
    studio.s3.trouble = trouble(FailureClass.CONFIGURATION)
    mover.work_once()
    page = admin.get(HOME).text
    assert "S3 unreachable since" in page
    assert "(no connection). Uploads go on locally; 1 waiting." in page
    assert "Wrongly set up" in page
    studio.s3.trouble = None
    assert admin.post(f"{HOME}/test").headers["location"] == HOME
    assert "S3 unreachable" not in admin.get(HOME).text


def test_a_problem_has_cause_remedy_example_and_retry(
    admin: Client, studio: Studio, mover: Mover
) -> None:
    image = studio.attach(filename="Anillo <b>.jpg")
    path = next((studio.local.root / "images").rglob("original-*"))
    content = path.read_bytes()
    path.unlink()
    settle(mover)
    page = admin.get(HOME).text
    assert "1 picture: the local file is missing" in page
    assert "Restore the file from a backup" in page
    assert "Anillo &lt;b&gt;.jpg" in page
    assert "1 of 1 pictures are lost" in page
    path.write_bytes(content)
    answer = admin.post(f"{HOME}/retry", data={"detail": "the local file is missing"})
    assert answer.status_code == 303
    settle(mover)
    with studio.database.reading() as session:
        assert session.get_one(Image, image.id).storage_location == "s3"


def test_a_move_is_planned_started_watched_and_taken_back(
    admin: Client, studio: Studio, mover: Mover
) -> None:
    images = [studio.attach() for _number in range(2)]
    settle(mover)
    plan = admin.get(f"{HOME}/plan", params={"to": "local"}).text
    assert "<dt>To move</dt>\n          <dd>2</dd>" in plan
    assert admin.post(f"{HOME}/runs", data={"to": "local"}).headers["location"] == HOME
    page = admin.get(HOME).text
    assert "Moving to local disk: 0 % of" in page
    assert "<strong>2</strong> left" in page
    assert admin.post(f"{HOME}/runs", data={"to": "local"}).status_code == 409
    settle(mover)
    shown = admin.get(f"{HOME}/runs/1").text
    assert "Finished" in shown
    assert "<strong>2</strong> moved" in shown
    assert "Earlier moves" in admin.get(HOME).text
    assert admin.post(f"{HOME}/runs/1/undo").status_code == 303
    settle(mover)
    with studio.database.reading() as session:
        assert {session.get_one(Image, image.id).storage_location for image in images} == {"s3"}


def test_a_move_is_paused_resumed_and_stopped(admin: Client, studio: Studio, mover: Mover) -> None:
    studio.attach()
    settle(mover)
    admin.post(f"{HOME}/runs", data={"to": "local"})
    for verb, words in (("pause", "Paused"), ("resume", "Working"), ("cancel", "Stopped")):
        assert admin.post(f"{HOME}/runs/1/{verb}").status_code == 303
        assert words in admin.get(f"{HOME}/runs/1").text
    assert admin.post(f"{HOME}/runs/1/pause").status_code == 409
    assert admin.post(f"{HOME}/runs/1/explode").status_code == 404
    assert admin.post(f"{HOME}/runs/99/pause").status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"to": "moon"}, "Choose where the pictures should go"),
        ({"to": "s3", "limit": "many"}, "Write a whole number"),
        ({"to": "s3", "limit": "9" * 5000}, "Write a whole number"),
        ({"to": "s3", "catalog": "none"}, "field-to-error"),
    ],
)
def test_a_wrong_plan_says_what_is_wrong(admin: Client, query: dict[str, str], words: str) -> None:
    for answer in (admin.get(f"{HOME}/plan", params=query), admin.post(f"{HOME}/runs", data=query)):
        assert answer.status_code == 422
        assert words in answer.text


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        ("waiting", {}),
        ("local_only", {}),
        ("lost", {"state": "corrupt"}),
        ("unknown", {"state": "suspect"}),
    ],
)
def test_each_number_opens_its_list(
    admin: Client, studio: Studio, state: str, facts: dict[str, str]
) -> None:
    image = studio.attach(filename="listed.jpg")
    if facts:
        studio.change(ImageCopy, (image.id, "local", studio.settings.node), **facts)
    assert f'href="/admin/storage/images?state={state}"' in admin.get(HOME).text
    assert "listed.jpg" in admin.get(f"{HOME}/images", params={"state": state}).text
    assert "listed.jpg" not in admin.get(f"{HOME}/images", params={"state": "both"}).text
    assert admin.get(f"{HOME}/images", params={"state": "nowhere"}).status_code == 404
