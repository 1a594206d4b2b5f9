import csv
import io
import json
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from catalog.db.session import Database
from tests.web.conftest import Client, SignIn
from tests.web.public_site import Site, make_site

BASE = "http://testserver.local"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def site(sqlite_database: Database) -> Site:
    return make_site(sqlite_database)


@pytest.fixture
def visitor(sign_in: SignIn) -> Client:
    return sign_in(None)


def test_json_twin(visitor: Client, site: Site) -> None:
    response = visitor.get(f"/c/{site.slug}.json?sort=name&size=1")
    assert response.headers["content-type"] == "application/json"
    content = json.loads(response.text, parse_float=Decimal)
    assert (content["count"], content["count_is_exact"]) == (2, True)
    row = content["rows"][0]
    assert (row["id"], row["short_id"], row["version"]) == (site.ring.id, site.ring.short_id, 1)
    assert row["values"] == {
        "name": "Anillo “Ñandú” & Cía",
        "number": Decimal("12.5"),
        "made": "1984-12-31",
        "period": "c. 1890",
        "material": "Oro",
        "themes": ["Flores", "Mar"],
        "shown": True,
        "note": "Un anillo.\nDos líneas.",
    }
    assert [image["public_id"] for image in row["images"]] == ["pring1", "pring2"]
    image = row["images"][0]
    assert (image["alt"], image["width"], image["height"]) == ("Anillo de frente", 4000, 2000)
    assert image["urls"]["thumb"] == f"{BASE}/media/pring1/thumb/0a2b3c4d.webp"
    following = visitor.get(f"/c/{site.slug}.json?sort=name&size=1&after={content['next']}").json()
    assert [row["values"]["name"] for row in following["rows"]] == ["Copa"]
    assert following["next"] is None
    assert f"after={content['next']}" in response.headers["link"]


def test_csv_twin_has_all_that_match(visitor: Client, site: Site) -> None:
    response = visitor.get(f"/c/{site.slug}.csv?size=1&sort=-name")
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["content-disposition"] == f'attachment; filename="{site.slug}.csv"'
    head, cup, ring = csv.reader(io.StringIO(response.text))
    assert head[:3] == ["id", "Name", "Number"]
    assert cup[:2] == [site.cup.short_id, "Copa"]
    assert ring[2:4] == ["12.5", "1984-12-31"]
    assert ring[-1].split("\n") == [
        f"{BASE}/media/pring1/full/4a2b3c4d.webp",
        f"{BASE}/media/pring2/full/4a2b3c4d.webp",
    ]
    assert len(visitor.get(f"/c/{site.slug}.csv?f.material=Oro").text.strip().split("\r\n")) == 2


def test_twins_of_a_wrong_kind_are_not_there(visitor: Client, site: Site) -> None:
    assert visitor.get(f"/c/{site.slug}.html").status_code == 404
    assert visitor.get(f"/c/{site.slug}.json.json").status_code == 404


def test_feed(visitor: Client, site: Site) -> None:
    response = visitor.get(f"/c/{site.slug}/feed.atom")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(response.text)  # noqa: S314 - our own
    assert feed.findtext(f"{ATOM}title") == "Joyas del río"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Copa", "Anillo “Ñandú” & Cía"]
    assert entries[1].findtext(f"{ATOM}id") == f"{BASE}/q/{site.ring.short_id}"
    enclosure = entries[1].find(f"{ATOM}link[@rel='enclosure']")
    assert enclosure is not None
    assert enclosure.get("href") == f"{BASE}/media/pring1/large/3a2b3c4d.webp"
    for entry in entries:
        assert entry.findtext(f"{ATOM}updated", "").endswith("+00:00")


def test_site_maps(visitor: Client, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.domain.public.SITEMAP_ROWS", 1)
    index = ET.fromstring(visitor.get("/sitemap.xml").text)  # noqa: S314 - our own
    parts = [part.text or "" for part in index.iter(f"{MAP}loc")]
    assert parts == [
        f"{BASE}/c/{site.slug}/sitemap.xml",
        f"{BASE}/c/{site.slug}/sitemap.xml?from={site.ring.id}",
    ]
    found = [
        place.text
        for part in parts
        for place in ET.fromstring(visitor.get(part).text).iter(f"{MAP}loc")  # noqa: S314
    ]
    assert found == [
        f"{BASE}/c/{site.slug}",
        f"{BASE}/c/{site.slug}/anillo-nandu-cia-{site.ring.short_id}",
        f"{BASE}/c/{site.slug}/copa-{site.cup.short_id}",
    ]


def test_robots(visitor: Client) -> None:
    text = visitor.get("/robots.txt").text
    assert "Disallow: /admin" in text
    assert f"Sitemap: {BASE}/sitemap.xml" in text
