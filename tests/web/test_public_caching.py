from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from catalog.db.models import Catalog
from catalog.db.session import Database
from catalog.domain import catalogs
from tests.factories import Cast
from tests.shelves import put_row
from tests.web.conftest import Client, SignIn
from tests.web.public_site import Site, make_site

PATHS = ("/", "/c/{}", "/c/{}.json", "/c/{}.csv", "/c/{}/feed.atom", "/c/{}/sitemap.xml")


@pytest.fixture
def site(sqlite_database: Database) -> Site:
    return make_site(sqlite_database)


@pytest.fixture
def visitor(sign_in: SignIn) -> Client:
    return sign_in(None)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect what is asked of the database within the block."""
    asked: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", PATHS)
def test_what_has_not_changed_is_not_sent_again(visitor: Client, site: Site, path: str) -> None:
    first = visitor.get(path.format(site.slug))
    assert first.headers["cache-control"] == "public, max-age=0, must-revalidate"
    again = visitor.get(path.format(site.slug), headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", PATHS)
def test_a_change_of_the_catalog_is_seen_at_once(
    visitor: Client, site: Site, sqlite_database: Database, path: str
) -> None:
    known = visitor.get(path.format(site.slug)).headers["etag"]
    with sqlite_database.writing() as session:
        catalogs.touch(session, site.catalog_id)
    again = visitor.get(path.format(site.slug), headers={"if-none-match": known})
    assert again.status_code == 200


def test_each_language_address_and_part_is_an_answer_of_its_own(
    visitor: Client, site: Site
) -> None:
    def etag(address: str, **headers: str) -> str:
        return str(visitor.get(address, headers=headers).headers["etag"])

    marks = [
        etag(f"/c/{site.slug}"),
        etag(f"/c/{site.slug}?q=a"),
        etag(f"/c/{site.slug}", **{"accept-language": "es"}),
        etag(f"/c/{site.slug}", **{"hx-request": "true"}),
        etag(f"/c/{site.slug}?lang=es"),
    ]
    assert len(set(marks)) == len(marks)


def test_visitors_get_no_cookie(visitor: Client, site: Site) -> None:
    for path in PATHS:
        assert "set-cookie" not in visitor.get(path.format(site.slug)).headers


def test_nobody_keeps_the_pages_of_somebody_signed_in(
    sign_in: SignIn, site: Site, cast: Cast
) -> None:
    response = sign_in(cast.stranger).get(f"/c/{site.slug}")
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


def test_a_304_costs_one_question(visitor: Client, site: Site, sqlite_database: Database) -> None:
    known = visitor.get(f"/c/{site.slug}").headers["etag"]
    with statements(sqlite_database) as asked:
        visitor.get(f"/c/{site.slug}", headers={"if-none-match": known})
    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/c/{}?q=o&sort=name", "/c/{}?view=table", "/c/{}.json", "/"])
def test_longer_lists_ask_no_more(
    visitor: Client, site: Site, sqlite_database: Database, path: str
) -> None:
    def questions() -> int:
        with statements(sqlite_database) as asked:
            visitor.get(path.format(site.slug))
        return len(asked)

    before = questions()
    with sqlite_database.writing() as session:
        catalog = session.get_one(Catalog, site.catalog_id)
        for number in range(20):
            put_row(session, catalog, [], {}, position=10 + number)
        catalogs.touch(session, site.catalog_id)
    assert questions() <= before <= 6


def test_the_same_page_is_made_once(visitor: Client, site: Site, sqlite_database: Database) -> None:
    first = visitor.get(f"/c/{site.slug}")
    with statements(sqlite_database) as asked:
        again = visitor.get(f"/c/{site.slug}")
    assert len(asked) == 1
    assert (again.text, again.headers["etag"]) == (first.text, first.headers["etag"])
    assert again.headers["content-type"] == first.headers["content-type"]
