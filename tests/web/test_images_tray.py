"""The tray: adding, ordering, describing, replacing, deleting; who may, and without script."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from sqlalchemy import event, select

from catalog.app import create_app
from catalog.db.models import Catalog, Image, Row
from catalog.db.session import Database
from catalog.domain import staging
from catalog.domain.queries.images import images_of_cell
from catalog.settings import Settings
from catalog.storage.base import FailureClass, StorageUnavailable
from tests.factories import Cast
from tests.images import picture
from tests.studio import Studio, make_studio
from tests.web.conftest import Client, SignIn

HTMX = {"HX-Request": "true"}


@pytest.fixture
def studio(sqlite_database: Database, tmp_path: Path, catalog: Catalog) -> Studio:
    return make_studio(sqlite_database, tmp_path, catalog)


@pytest.fixture
def settings(studio: Studio) -> Settings:
    return studio.settings


@pytest.fixture
def app(studio: Studio) -> Litestar:
    return create_app(studio.settings, database=studio.database, storages=studio.storages)


@pytest.fixture
def base(studio: Studio) -> str:
    return f"/admin/catalogs/joyeria/rows/{studio.row_id}/images/pictures"


@pytest.fixture
def client(sign_in: SignIn, cast: Cast) -> Client:
    return sign_in(cast.collaborator)


def names(studio: Studio) -> list[str]:
    with studio.database.reading() as session:
        return [
            image.filename for image in images_of_cell(session, studio.row_id, studio.column_id)
        ]


def file(data: bytes, name: str = "ring.jpg") -> tuple[str, tuple[str, bytes, str]]:
    return ("file", (name, data, "application/octet-stream"))


def test_several_files_come_in_at_once(client: Client, studio: Studio, base: str) -> None:
    files = [file(picture(), "a.jpg"), file(picture("PNG"), "b.png")]
    response = client.post(base, files=files)
    assert (response.status_code, response.headers["location"]) == (303, base)
    assert names(studio) == ["a.jpg", "b.png"]
    page = client.get(base).text
    assert page.index("a.jpg") < page.index("b.png")
    assert page.count("tray-item") == 2


def test_htmx_gets_the_tray(client: Client, studio: Studio, base: str) -> None:
    response = client.post(base, files=[file(picture())], headers=HTMX)
    assert response.status_code == 200
    assert response.text.lstrip().startswith(f'<section id="tray-{studio.row_id}-pictures"')
    assert "<html" not in response.text


def test_bad_files_are_refused_by_name_and_good_ones_kept(
    client: Client, studio: Studio, base: str
) -> None:
    files = [
        file(b"<svg xmlns='x'>", "drawing.jpg"),
        file(picture(), "good.jpg"),
        file(b"", "empty.jpg"),
    ]
    response = client.post(base, files=files)
    assert response.status_code == 422
    assert "drawing.jpg" in response.text
    assert "SVG drawings are not accepted" in response.text
    assert "The file is empty." in response.text
    assert names(studio) == ["good.jpg"]


def test_no_file_is_said(client: Client, base: str) -> None:
    response = client.post(base, data={"x": "1"}, files=[("other", ("", b"", ""))])
    assert response.status_code == 422
    assert "Choose a picture first." in response.text


def test_the_client_s_type_and_name_are_not_believed(
    client: Client, studio: Studio, base: str
) -> None:
    client.post(base, files=[("file", ("page.html", picture("PNG"), "text/html"))])
    with studio.database.reading() as session:
        assert session.scalars(select(Image.media_type)).one() == "image/png"


def test_a_full_disk_is_507_and_says_what_to_do(
    client: Client, studio: Studio, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "ROOM_KEPT_FREE", 1 << 60)
    response = client.post(base, files=[file(picture())], headers=HTMX)
    assert response.status_code == 507
    assert "the disk is full" in response.text
    assert names(studio) == []


def test_a_body_beyond_all_limits_is_413(client: Client, base: str) -> None:
    headers = {"content-length": "999000000", "content-type": "multipart/form-data; boundary=x"}
    assert client.post(base, content=b"--x--", headers=headers).status_code == 413


def test_uploads_do_not_care_for_s3(client: Client, studio: Studio, base: str) -> None:
    wrong = StorageUnavailable("no such bucket", FailureClass.CONFIGURATION)
    studio.storages.breaker.failed(wrong)
    assert client.post(base, files=[file(picture())]).status_code == 303
    assert "/media/" in client.get(base).text


def test_a_repeated_upload_happens_once(client: Client, studio: Studio, base: str) -> None:
    for _ in range(2):
        client.post(base, files=[file(picture())], data={"operation_id": "abc"})
    assert names(studio) == ["ring.jpg"]


def test_who_may_not(sign_in: SignIn, cast: Cast, base: str) -> None:
    files = [file(picture())]
    assert sign_in(cast.viewer).post(base, files=files).status_code == 403
    assert sign_in(cast.stranger).post(base, files=files).status_code == 404
    assert sign_in(None).post(base, files=files).status_code == 303
    assert sign_in(cast.viewer).get(base).status_code == 200
    assert sign_in(cast.stranger).get(base).status_code == 404


def test_a_form_without_its_token_is_refused(client: Client, studio: Studio, base: str) -> None:
    del client.headers["x-csrf-token"]
    assert client.post(base, files=[file(picture())]).status_code == 403
    assert names(studio) == []


def test_unknown_places_are_404(client: Client, base: str, studio: Studio) -> None:
    files = [file(picture())]
    assert client.post(f"{base}x", files=files).status_code == 404
    other = base.replace(f"/{studio.row_id}/", "/999/")
    assert client.post(other, files=files).status_code == 404
    assert client.get(f"{base}/nobody").status_code == 404
    assert client.post(f"{base}/nobody/delete").status_code == 404


def test_someone_who_only_looks_gets_no_buttons(
    sign_in: SignIn, cast: Cast, studio: Studio, base: str
) -> None:
    studio.attach()
    page = sign_in(cast.viewer).get(base).text
    assert "ring.jpg" in page
    assert 'type="file"' not in page
    assert "/delete" not in page


@pytest.fixture
def three(studio: Studio) -> dict[str, Image]:
    return {letter: studio.attach(filename=f"{letter}.jpg") for letter in "abc"}


@pytest.mark.parametrize("step", ["a later bac", "c earlier acb", "c cover cab"])
def test_order(
    client: Client, studio: Studio, base: str, three: dict[str, Image], step: str
) -> None:
    letter, to, order = step.split()
    response = client.post(f"{base}/{three[letter].public_id}/order", data={"to": to})
    assert response.status_code == 303
    assert names(studio) == [f"{each}.jpg" for each in order]


def test_deleting_offers_the_way_back(
    client: Client, studio: Studio, base: str, three: dict[str, Image]
) -> None:
    address = f"{base}/{three['b'].public_id}"
    response = client.post(f"{address}/delete")
    assert response.headers["location"] == f"{base}?deleted={three['b'].public_id}"
    assert f'action="{address}/restore"' in client.get(response.headers["location"]).text
    assert names(studio) == ["a.jpg", "c.jpg"]
    assert client.post(f"{address}/restore", headers=HTMX).status_code == 200
    assert names(studio) == ["a.jpg", "b.jpg", "c.jpg"]
    assert client.post(f"{address}/restore").status_code == 404


def test_words(client: Client, studio: Studio, base: str, three: dict[str, Image]) -> None:
    words = {"alt": "Anillo", "caption": "Oro", "credit": "Ana", "is_internal": "true"}
    client.post(f"{base}/{three['a'].public_id}/words", data=words)
    with studio.database.reading() as session:
        image = session.get_one(Image, three["a"].id)
        assert (image.alt, image.caption, image.credit) == ("Anillo", "Oro", "Ana")
        assert image.is_internal
        assert session.get_one(Row, studio.row_id).version == 5
    too_long = words | {"alt": "x" * 1001}
    response = client.post(f"{base}/{three['a'].public_id}/words", data=too_long)
    assert response.status_code == 422


def test_replacing_keeps_the_address(
    client: Client, studio: Studio, base: str, three: dict[str, Image]
) -> None:
    address = f"{base}/{three['b'].public_id}"
    response = client.post(f"{address}/replace", files=[file(picture("PNG"), "new.png")])
    assert response.status_code == 303
    assert names(studio) == ["a.jpg", "new.png", "c.jpg"]
    refused = client.post(f"{address}/replace", files=[file(b"no", "bad.png")], headers=HTMX)
    assert refused.status_code == 422
    assert names(studio) == ["a.jpg", "new.png", "c.jpg"]
    gone = client.post(f"{base}/nobody/replace", files=[file(picture())])
    assert gone.status_code == 404


def test_a_picture_of_another_cell_is_not_reached(
    client: Client, studio: Studio, base: str, three: dict[str, Image]
) -> None:
    with studio.database.writing() as session:
        row = Row(catalog_id=studio.catalog_id, position=2)
        session.add(row)
        session.flush()
        other = base.replace(f"/{studio.row_id}/", f"/{row.id}/")
    assert client.post(f"{other}/{three['a'].public_id}/delete").status_code == 404
    assert client.get(f"{other}/{three['a'].public_id}").status_code == 404


def test_enlarged(client: Client, base: str, three: dict[str, Image]) -> None:
    page = client.get(f"{base}/{three['b'].public_id}").text
    assert "2 of 3" in page
    assert f'rel="prev" href="{base}/{three["a"].public_id}"' in page
    assert f'rel="next" href="{base}/{three["c"].public_id}"' in page


def test_the_table_s_cell(client: Client, base: str, three: dict[str, Image]) -> None:
    cell = client.get(f"{base}?part=cell")
    assert cell.text.count("<img") == 3
    assert "<html" not in cell.text


def test_the_tray_asks_as_much_however_many_pictures(
    client: Client, studio: Studio, base: str, three: dict[str, Image]
) -> None:
    few = _queries(studio, lambda: client.get(base))
    for _ in range(5):
        studio.attach()
    assert _queries(studio, lambda: client.get(base)) == few


def _queries(studio: Studio, do: Callable[[], Any]) -> int:
    statements: list[str] = []

    def note(*call: Any) -> None:
        statements.append(call[2])

    event.listen(studio.database.engine, "before_cursor_execute", note)
    do()
    event.remove(studio.database.engine, "before_cursor_execute", note)
    return len(statements)
