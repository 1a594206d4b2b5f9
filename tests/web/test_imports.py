"""Sheets from the page: uploaded, looked at, changed, brought in; who may, and without script."""

import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from catalog.db.models import Catalog, Import
from catalog.db.session import Database
from catalog.settings import Settings
from tests.desk import Desk
from tests.factories import Cast
from tests.images import picture
from tests.web.conftest import Client, SignIn

HTMX = {"HX-Request": "true"}
SHEET = "Código;Nombre;Precio\nA-1;Anillo;1.234,50\nA-2;Broche;caro\nA-3;Collar;3\n"
INTO = "/admin/catalogs/joyeria/imports"


@pytest.fixture
def desk(sqlite_database: Database, tmp_path: Path) -> Desk:
    return Desk(sqlite_database, tmp_path)


@pytest.fixture
def owner(sign_in: SignIn, cast: Cast, catalog: Catalog) -> Client:
    return sign_in(cast.owner)


def archive(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as each:
        for name, data in files.items():
            each.writestr(f"{name}.jpg", data)
    return packed.getvalue()


def upload(
    client: Client,
    address: str = "/admin/imports",
    sheet: str | bytes = SHEET,
    pictures: bytes | None = None,
    **fields: str,
) -> Any:
    data = sheet.encode() if isinstance(sheet, str) else sheet
    files = {"file": ("tienda.csv", data, "text/csv")}
    if pictures is not None:
        files["pictures"] = ("fotos.zip", pictures, "application/zip")
    return client.post(address, data=fields, files=files)


def uploaded(client: Client, address: str = "/admin/imports", **given: Any) -> str:
    """Upload and return the address of the import."""
    answer = upload(client, address, **given)
    assert answer.status_code == 303, answer.text
    location: str = answer.headers["location"]
    return location


def form_of(client: Client, address: str) -> dict[str, str]:
    """Return what the form of the preview holds."""
    page = client.get(address)
    assert page.status_code == 200, page.text
    form = html.fromstring(page.text).get_element_by_id("import-form")
    return {name: value for name, value in form.form_values() if name != "csrf_token"}


def bring_in(client: Client, address: str, **changes: str) -> str:
    """Send the form of the preview, wait for the end, and return the page of the result."""
    form = {**form_of(client, address), **changes, "action": "import"}
    assert client.post(address, data=form).status_code == 303
    return finished(client, address)


def finished(client: Client, address: str) -> str:
    for _attempt in range(400):
        page = client.get(address).text
        if "import-live" not in page:
            return page
        time.sleep(0.02)
    message = "the import does not end"
    raise AssertionError(message)


def words(page: str) -> str:
    text: str = html.fromstring(page).get_element_by_id("main").text_content()
    return " ".join(text.split())


def test_a_sheet_becomes_a_catalog(owner: Client, desk: Desk, cast: Cast) -> None:
    address = uploaded(owner, name="Mi tienda", language="es", currency="MXN")
    page = owner.get(address)
    assert "Read as semicolon, UTF-8, 1.234,56, 31/12/2025." in words(page.text)
    assert "3 new rows" in words(page.text)
    result = words(bring_in(owner, address))
    assert "Done 3 new" in result
    assert desk.columns("mi-tienda") == {"Código": "text", "Nombre": "text", "Precio": "text"}
    assert owner.get("/admin/catalogs/mi-tienda").status_code == 200
    record = desk.records()[0]
    assert (record.state, record.user_id) == ("finished", cast.owner.id)


def test_what_is_said_of_columns_is_what_comes_in(owner: Client, desk: Desk) -> None:
    address = uploaded(owner)
    form = form_of(owner, address)
    assert (form["to.2"], form["name.2"], form["type.2"]) == ("new", "Precio", "text")
    form |= {"type.2": "money", "name.1": "Pieza", "to.0": "leave_out", "action": "look"}
    assert owner.post(address, data=form).headers["location"] == address
    again = owner.get(address).text
    assert "“caro”" not in again
    assert "Row Column Value Why 3 Precio caro" in words(again)
    bring_in(owner, address)
    assert desk.columns("tienda") == {"Pieza": "text", "Precio": "money"}
    rows = desk.rows("tienda")
    assert rows[0].values == {"pieza": "Anillo", "precio": "1234.5"}
    assert rows[1].invalid == {"precio": "caro"}


def test_another_reading_of_the_same_file(owner: Client, desk: Desk) -> None:
    address = uploaded(owner, sheet="Nombre;Precio\nAño;1,800\n".encode("cp1252"))
    form = form_of(owner, address) | {"action": "look"}
    assert "1,800 may be a thousand" in owner.get(address).text
    owner.post(address, data={**form, "decimal_mark": "."})
    assert form_of(owner, address)["type.1"] == "money"
    owner.post(address, data={**form, "separator": "|", "to.0": "leave_out"})
    assert form_of(owner, address)["name.0"] == "Nombre;Precio"


def test_a_sheet_goes_into_a_catalog_by_key(owner: Client, desk: Desk) -> None:
    bring_in(owner, uploaded(owner), key="codigo")
    into = "/admin/catalogs/tienda/imports"
    changes = "Código;Nombre;Taller\nA-1;Sortija;Sevilla\nA-3;Collar;\nA-9;Nuevo;\n"
    address = uploaded(owner, into, sheet=changes)
    form = form_of(owner, address) | {"key": "codigo", "action": "look"}
    assert (form["to.0"], form["to.2"]) == ("codigo", "new")
    owner.post(address, data=form)
    preview = owner.get(address).text
    assert "1 new row 1 changed row 1 row as before" in words(preview)
    assert "<del>Anillo</del>" in preview
    assert "<ins>Sortija</ins>" in preview
    result = bring_in(owner, address)
    assert "1 new row 1 changed row 1 row as before" in words(result)
    assert [row.get("nombre") for row in desk.texts("tienda")] == [
        "Sortija",
        "Broche",
        "Collar",
        "Nuevo",
    ]
    history = words(owner.get(into).text)
    assert history.count("tienda.csv Done") == 2
    undo = html.fromstring(result).xpath("//form[contains(@action, '/undo')]")[0].get("action")
    assert owner.post(undo).status_code == 303
    assert [row["nombre"] for row in desk.texts("tienda")] == ["Anillo", "Broche", "Collar"]
    assert "Undo the import" not in owner.get(address).text


def test_pictures_come_in_a_zip(owner: Client, desk: Desk) -> None:
    pictures = archive(**{"A-1_2": picture(), "A-1": picture(size=(50, 40)), "nada": picture()})
    address = uploaded(owner, pictures=pictures)
    preview = words(owner.get(address).text)
    assert "3 new rows 2 pictures" in preview
    assert "nada.jpg: no row is meant" in preview
    assert "3 new rows 2 pictures" in words(bring_in(owner, address))
    assert desk.pictures("tienda") == [(0, "pictures", "A-1.jpg"), (0, "pictures", "A-1_2.jpg")]


def test_files_are_gone_once_they_are_in(owner: Client, settings: Settings) -> None:
    address = uploaded(owner)
    folder = settings.data_dir / "imports"
    assert [path.suffix for path in folder.iterdir()] == [".sheet"]
    assert (folder.stat().st_mode & 0o77, next(folder.iterdir()).stat().st_mode & 0o77) == (0, 0)
    bring_in(owner, address)
    for _attempt in range(100):
        if not list(folder.iterdir()):
            return
        time.sleep(0.02)
    raise AssertionError(list(folder.iterdir()))


def test_a_second_click_does_not_bring_it_in_twice(owner: Client, desk: Desk) -> None:
    address = uploaded(owner)
    form = form_of(owner, address) | {"action": "import"}
    answers = [owner.post(address, data=form).status_code for _ in range(2)]
    finished(owner, address)
    assert (answers, len(desk.rows("tienda"))) == ([303, 303], 3)


def test_progress_is_a_fragment_and_ends_by_a_redirect(owner: Client, desk: Desk) -> None:
    address = uploaded(owner)
    _set(desk, state="running", stage="rows", done=30, total=120, counts={"created": 30})
    page = owner.get(address).text
    assert "25 %" in page
    assert f'href="{address}"' in page
    fragment = owner.get(address, headers=HTMX).text
    assert fragment.lstrip().startswith('<section id="import-live"')
    _set(desk, state="finished")
    answer = owner.get(address, headers=HTMX)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (204, address)


def test_an_import_that_fails_says_why(owner: Client, desk: Desk) -> None:
    address = uploaded(owner)
    result = words(bring_in(owner, address, key="codigo", name=" " * 3 + "x" * 300))
    assert "Use at most 200 characters. Nothing of it was kept." in result
    assert desk.catalogs() == ["joyeria"]


def test_an_upload_can_be_thrown_away(owner: Client, desk: Desk, settings: Settings) -> None:
    address = uploaded(owner)
    answer = owner.post(address, data={"action": "discard"})
    assert answer.headers["location"] == "/admin/catalogs"
    assert owner.get(address).status_code == 404
    assert list((settings.data_dir / "imports").iterdir()) == []
    assert desk.records() == []


@pytest.mark.parametrize(
    ("sheet", "sentence"),
    [
        ("", "“tienda.csv” is empty."),
        ('[{"a": 1}]', "“tienda.csv” is JSON, not a spreadsheet."),
        (
            picture(),
            "“tienda.csv” is not a spreadsheet. CSV, XLSX, XLS and ODS files can be read.",
        ),
    ],
)
@pytest.mark.parametrize("address", ["/admin/imports", INTO])
def test_what_is_no_sheet_is_refused_beside_its_field(
    owner: Client, settings: Settings, address: str, sheet: str | bytes, sentence: str
) -> None:
    answer = upload(owner, address, sheet=sheet)
    assert answer.status_code == 422
    error = html.fromstring(answer.text).get_element_by_id("field-file-error")
    assert error.text_content().strip() == sentence
    assert list((settings.data_dir / "imports").iterdir()) == []


def test_a_sheet_without_a_file_is_refused(owner: Client) -> None:
    answer = owner.post("/admin/imports", files={"file": ("", b"")})
    assert (answer.status_code, "Choose a file first." in answer.text) == (422, True)


def test_a_sheet_that_breaks_off_can_be_read_in_another_way(owner: Client) -> None:
    address = uploaded(owner, sheet="a;b\n" + "1;2\n" * 30 + '"3;4\n')
    answer = owner.get(address)
    assert answer.status_code == 422
    assert "Row 32 cannot be read" in words(answer.text)
    assert "Bring it in" not in answer.text
    assert 'value="look"' in answer.text


def test_pictures_that_are_no_archive_are_told(owner: Client) -> None:
    address = uploaded(owner, pictures=b"no archive")
    answer = owner.get(address)
    assert answer.status_code == 422
    assert "is no folder and no ZIP archive" in answer.text


def test_two_imports_into_one_catalog_wait_for_each_other(owner: Client, desk: Desk) -> None:
    first = uploaded(owner, INTO)
    _set(desk, state="running")
    second = uploaded(owner, INTO)
    form = form_of(owner, second) | {"action": "import"}
    answer = owner.post(second, data=form)
    assert answer.status_code == 409
    assert "Another import into this catalog is running." in words(answer.text)
    assert first != second


def _set(desk: Desk, **values: Any) -> None:
    with desk.database.writing() as session:
        for record in session.query(Import):
            for name, value in values.items():
                setattr(record, name, value)


def test_visitors_sign_in_first(sign_in: SignIn, catalog: Catalog) -> None:
    client = sign_in(None)
    for address in ("/admin/imports/new", INTO):
        assert client.get(address).headers["location"].startswith("/login?next=")
    assert upload(client).headers["location"].startswith("/login")


def test_a_collaborator_adds_rows_but_no_columns(
    sign_in: SignIn, cast: Cast, catalog: Catalog, desk: Desk, owner: Client
) -> None:
    bring_in(owner, uploaded(owner, INTO, sheet="Nombre\nAnillo\n"))
    client = sign_in(cast.collaborator)
    address = uploaded(client, INTO, sheet="Nombre;Peso\nBroche;2\n")
    assert "Only the owner of this catalog adds columns." in client.get(address).text
    bring_in(client, address, **{"to.1": "new"})
    assert desk.texts("joyeria") == [{"nombre": "Anillo"}, {"nombre": "Broche"}]


def test_a_viewer_sees_the_history_alone(sign_in: SignIn, cast: Cast, catalog: Catalog) -> None:
    client = sign_in(cast.viewer)
    page = client.get(INTO)
    assert (page.status_code, "import-upload" in page.text) == (200, False)
    assert upload(client, INTO).status_code == 403


def test_a_stranger_finds_nothing(
    sign_in: SignIn, cast: Cast, catalog: Catalog, owner: Client
) -> None:
    client = sign_in(cast.stranger)
    assert client.get(INTO).status_code == 404
    assert upload(client, INTO).status_code == 404
    for address in (uploaded(owner), uploaded(owner, INTO)):
        assert client.get(address).status_code == 404
        assert client.post(address, data={"action": "import"}).status_code == 404


def test_uploads_are_of_who_sent_them(
    sign_in: SignIn, cast: Cast, catalog: Catalog, owner: Client
) -> None:
    address = uploaded(owner, INTO)
    assert sign_in(cast.collaborator).get(address).status_code == 404
    assert sign_in(cast.admin).get(address).status_code == 200
    bring_in(owner, address)
    assert sign_in(cast.collaborator).get(address).status_code == 200


def test_unknown_imports_are_not_there(owner: Client) -> None:
    assert owner.get("/admin/imports/nothing").status_code == 404
