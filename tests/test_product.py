"""The main job, whole: real processes, asked over HTTP and by command, through an outage of S3."""

import json
import re
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from catalog.db.models import Image
from catalog.storage.seaweed import SeaweedServer
from tests.images import picture
from tests.services.product import PASSWORD, Product, s3_settings

pytestmark = pytest.mark.s3
SOON, DRAINED_WITHIN = 20.0, 60.0
SLUG, NAME = "joyas", "Joyas"
LEGACY_NAME = "7903341a544d40218c77ad020c21b4bc_Miguel_Ángel.jpg"
_SHOWN = re.compile(r'<img[^>]*? src="([^"]+)"')
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@pytest.fixture
def seaweed(tmp_path: Path) -> Iterator[SeaweedServer]:
    """Give an S3 server of the test's own, since it is stopped."""
    server = SeaweedServer(tmp_path / "s3", bucket="pictures")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def product(tmp_path: Path, seaweed: SeaweedServer) -> Iterator[Product]:
    product = Product(tmp_path, s3_settings(seaweed.config()))
    product.add_person("ana@example.org")
    product.start()
    yield product
    product.kill()


@pytest.fixture
def ana(product: Product) -> Iterator["Member"]:
    with httpx.Client(base_url=product.address, timeout=30) as client:
        yield Member(client)


class Member:
    """Somebody signed in, who has made a catalog with one row."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        form = {"email": "ana@example.org", "password": PASSWORD}
        assert client.post("/login", data=form).status_code == 303
        token = _TOKEN.search(client.get("/account").text)
        assert token
        client.headers["x-csrf-token"] = token[1]
        self.post("/admin/catalogs", {"name": NAME, "language": "es", "currency": "EUR"})
        columns = client.get(f"/admin/catalogs/{SLUG}/columns").text
        found = re.findall(rf'href="/admin/catalogs/{SLUG}/columns/([a-z_]+)"', columns)
        name, self.column = dict.fromkeys(found)
        self.post(f"/admin/catalogs/{SLUG}/rows", {f"v.{name}": "Anillo", "status": "published"})
        row = re.search(r'id="row-(\d+)"', client.get(f"/admin/catalogs/{SLUG}").text)
        assert row
        self.row_id = int(row[1])

    def post(self, address: str, form: dict[str, str]) -> None:
        answer = self.client.post(address, data=form)
        assert answer.status_code == 303, answer.text

    def upload(self, *files: tuple[str, bytes]) -> None:
        address = f"/admin/catalogs/{SLUG}/rows/{self.row_id}/images/{self.column}"
        parts = [("file", (name, data, "image/jpeg")) for name, data in files]
        answer = self.client.post(address, files=parts)
        assert answer.status_code == 303, answer.text

    def shown(self) -> list[str]:
        """Return the addresses of the pictures on the row's page."""
        page = self.client.get(f"/admin/catalogs/{SLUG}/rows/{self.row_id}").text
        return [unescape(address) for address in _SHOWN.findall(page)]

    def digests(self) -> set[str]:
        """Return those of all originals, as members download them, wherever they are."""
        rows = self.client.get(f"/admin/catalogs/{SLUG}/rows/{self.row_id}").text
        addresses = set(re.findall(r'href="(/media/[^"?]+/original/[^"?]+)', rows))
        answers = [self.client.get(address, follow_redirects=True) for address in addresses]
        assert [answer.status_code for answer in answers] == [200] * len(addresses)
        return {sha256(answer.content).hexdigest() for answer in answers}


def test_pictures_go_to_s3_wait_while_it_is_away_and_go_when_it_is_back(
    product: Product, seaweed: SeaweedServer, ana: Member
) -> None:
    ana.upload(*(_file(number) for number in range(3)))
    _wait(product, lambda status: status["s3"] == 3, SOON)
    product.run("publish", SLUG)
    assert all(address.startswith(seaweed.endpoint_url) for address in ana.shown())
    assert seaweed.endpoint_url in httpx.get(f"{product.address}/c/{SLUG}").text
    assert _sizes(ana.client, ana.shown()) != [0, 0, 0]

    seaweed.stop()
    ana.upload(_file(3), _file(4))
    away = _wait(product, lambda status: status["s3_state"] == "unreachable", SOON)
    assert (away["images"], away["pending"], away["lost"]) == (5, 2, 0)
    assert httpx.get(f"{product.address}/health/ready").status_code == 200
    addresses = _wait_for(ana.shown, lambda all_: all(a.startswith("/media/") for a in all_), SOON)
    assert len(addresses) == 5
    assert 0 not in _sizes(ana.client, addresses)

    seaweed.start()
    _wait(product, lambda status: (status["s3"], status["pending"]) == (5, 0), DRAINED_WITHIN)
    product.run("storage", "verify")
    _wait_for(ana.shown, lambda all_: all(a.startswith(seaweed.endpoint_url) for a in all_), SOON)
    product.stop()


def test_all_pictures_move_there_and_back_even_when_the_move_is_killed(
    product: Product, ana: Member
) -> None:
    _restart(product, IMAGE_POLICY="local")
    files = [_file(number) for number in range(20)]
    ana.upload(*files)
    digests = {sha256(data).hexdigest() for _name, data in files}
    assert ana.digests() == digests
    product.stop()  # or its mover would go on when the command is killed

    _kill_in_the_middle(product, "s3")
    assert 0 < _status(product)["s3"] < 20
    _moved(product, "s3")
    assert _status(product)["s3"] == 20
    assert _moved(product, "s3") == 0
    assert _moved(product, "local") == 20
    assert _moved(product, "local") == 0
    assert _moved(product, "s3") == 20
    after = _status(product)
    assert (after["images"], after["s3"], after["pending"], after["run"]) == (20, 20, 0, None)
    product.run("storage", "verify")

    product.start()
    assert ana.digests() == digests


def test_a_picture_answers_under_the_name_it_had_wherever_it_is(
    product: Product, ana: Member
) -> None:
    product.run("publish", SLUG)
    ana.upload((LEGACY_NAME, picture()))
    address = f"{product.address}/imagenes_subidas/{LEGACY_NAME}"
    for location in ("s3", "local", "s3"):
        _moved(product, location)
        assert _status(product)[location] == 1
        answer = httpx.get(address, follow_redirects=True)
        assert answer.status_code == 200, location
        assert answer.headers["content-type"].startswith("image/")


def _file(number: int) -> tuple[str, bytes]:
    """Return a picture like no other."""
    return f"ring-{number}.jpg", picture(size=(320 + number, 240))


def _status(product: Product) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(product.run("storage", "status", "--json"))
    return found


def _wait(
    product: Product, wanted: Callable[[dict[str, Any]], bool], within: float
) -> dict[str, Any]:
    found: dict[str, Any] = _wait_for(lambda: _status(product), wanted, within)
    return found


def _wait_for(ask: Callable[[], Any], wanted: Callable[[Any], bool], within: float) -> Any:
    deadline = time.monotonic() + within
    while not wanted(answer := ask()):
        assert time.monotonic() < deadline, answer
        time.sleep(0.2)
    return answer


def _sizes(client: httpx.Client, addresses: list[str]) -> list[int]:
    """Return how many bytes each picture has; each has to be one."""
    answers = [client.get(address) for address in addresses]
    assert {answer.headers["content-type"] for answer in answers} == {"image/webp"}
    return [len(answer.content) for answer in answers]


def _moved(product: Product, to: str) -> int:
    run = json.loads(product.run("storage", "migrate", "--to", to, "--json"))
    assert (run["state"], run["failed"]) == ("finished", 0)
    return int(run["moved"])


def _kill_in_the_middle(product: Product, to: str) -> None:
    database = product.open_database()
    chosen = select(func.count()).where(Image.storage_location == to)
    with product.start_command("storage", "migrate", "--to", to) as command:
        while command.poll() is None:
            with database.reading() as session:
                if session.scalar(chosen):
                    command.kill()
            time.sleep(0.01)
    database.close()


def _restart(product: Product, **settings: str) -> None:
    product.stop()
    product.environment |= settings
    product.start()
