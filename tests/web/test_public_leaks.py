"""Nothing hidden is in any answer to a visitor, whatever is asked."""

import re
from collections.abc import Iterator
from itertools import chain
from urllib.parse import unquote_plus

import pytest

from catalog.app import create_app
from catalog.db.models import Catalog, Column, Row
from catalog.db.session import Database
from catalog.domain import catalogs, columns, removing
from catalog.domain.search import OPERATORS
from catalog.settings import Settings
from tests.web.conftest import Client, browser
from tests.web.public_site import SECRET, Site, add_image, make_site

HIDDEN_KEYS = (f"{SECRET}_hidden", f"{SECRET}_hidden_choice", f"{SECRET}_new", SECRET)
LISTS = ("/c/{slug}", "/c/{slug}.json", "/c/{slug}.csv")
_LINK = re.compile(r'(?:href|src|action|hx-get)="(/[^"#]*)"|https?://testserver\.local(/[^"<>\s]*)')
MOST_PAGES = 400


@pytest.fixture
def site(database: Database) -> Site:
    return make_site(database)


@pytest.fixture
def visitor(settings: Settings, database: Database) -> Iterator[Client]:
    with browser(create_app(settings, database=database)) as client:
        yield client


def answer(client: Client, address: str) -> str:
    """Return all that a visitor gets: status, headers, body."""
    response = client.get(address)
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return f"{response.status_code}\n{headers}\n{response.text}"


def without_echo(text: str, address: str) -> str:
    """Take out what merely repeats the question."""
    for part in re.split("[?&=]", address):
        for said in (part, unquote_plus(part)):
            text = text.replace(said, "") if SECRET in said else text
    return text


def test_nothing_hidden_can_be_reached_by_following_links(visitor: Client, site: Site) -> None:
    waiting = ["/", "/robots.txt", "/sitemap.xml", *(form.format(slug=site.slug) for form in LISTS)]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop()
        if address in seen or address.startswith(("/static", "/login")):
            continue
        seen.add(address)
        text = answer(visitor, address)
        assert SECRET not in text, address
        found = chain.from_iterable(_LINK.findall(text))
        waiting += [link.replace("&amp;", "&") for link in found if link]
    assert len(seen) > 40


def hidden_questions() -> list[str]:
    named = [f"sort={sign}{key}" for key in HIDDEN_KEYS for sign in ("", "-")]
    named += [f"f.{key}={SECRET}" for key in HIDDEN_KEYS]
    named += [f"f.{key}.{op}=z" for key in HIDDEN_KEYS[:2] for op in OPERATORS]
    return named


@pytest.mark.parametrize("form", [*LISTS, "/c/{slug}?view=table", "/c/{slug}?view=list"])
def test_naming_a_hidden_column_is_naming_an_unknown_one(
    visitor: Client, site: Site, form: str
) -> None:
    address = form.format(slug=site.slug)
    glue = "&" if "?" in address else "?"
    for question in hidden_questions():
        hidden = visitor.get(f"{address}{glue}{question}")
        unknown = visitor.get(f"{address}{glue}{question.replace(SECRET, 'nothing')}")
        assert hidden.status_code == unknown.status_code == 200
        assert _but_languages(hidden.text).replace(SECRET, "nothing") == (
            _but_languages(unknown.text)
        ), question
        assert "Anillo" in hidden.text


def _but_languages(text: str) -> str:
    """Leave out the links to other languages: they repeat the address as it was asked."""
    return re.sub(r'href="[^"]*lang=[^"]*"', "", text)


@pytest.mark.parametrize("form", LISTS)
@pytest.mark.parametrize("word", [SECRET, f"{SECRET}+note", f"{SECRET[:6]}", "%22zqx%22"])
def test_hidden_words_find_nothing(visitor: Client, site: Site, form: str, word: str) -> None:
    address = f"{form.format(slug=site.slug)}?q={word}"
    assert "Anillo" not in answer(visitor, address)
    assert SECRET not in without_echo(answer(visitor, address), address)


def test_hidden_rows_catalogs_and_pictures_are_not_there(visitor: Client, site: Site) -> None:
    addresses = [
        *(f"/q/{row.short_id}" for row in (site.draft, site.removed)),
        *(f"/c/{site.slug}/x-{row.short_id}" for row in (site.draft, site.removed)),
        *(form.format(slug=slug) for slug in site.secret_slugs for form in LISTS),
        *(f"/c/{slug}/feed.atom" for slug in site.secret_slugs),
        *(f"/media/{SECRET}{number}/card/2a2b3c4d.webp" for number in (3, 4, 5)),
    ]
    for address in addresses:
        status, _, rest = answer(visitor, address).partition("\n")
        assert status in {"401", "404", "410", "303"}, address
        assert SECRET not in without_echo(rest, address).replace(f"{SECRET}-private", "")


def test_no_picture_of_a_hidden_place_is_counted(visitor: Client, site: Site) -> None:
    address = visitor.get(f"/q/{site.ring.short_id}").headers["location"]
    assert visitor.get(f"{address}/images/3").status_code == 404
    assert "2 pictures" in visitor.get(f"/c/{site.slug}?view=list").text


def test_a_column_that_is_hidden_later_is_gone_from_everything(
    visitor: Client, site: Site, database: Database
) -> None:
    with database.writing() as session:
        catalog = session.get_one(Catalog, site.catalog_id)
        note = next(c for c in columns.columns_of(session, catalog.id) if c.key == "note")
        columns.update_column(session, catalog, note, visibility="internal")
    for form in LISTS:
        assert "Dos líneas" not in answer(visitor, form.format(slug=site.slug))
        assert "Anillo" not in answer(visitor, f"{form.format(slug=site.slug)}?q=líneas")


def test_a_column_added_after_publishing_is_hidden(
    visitor: Client, site: Site, database: Database
) -> None:
    with database.writing() as session:
        catalog = session.get_one(Catalog, site.catalog_id)
        column = columns.add_column(session, catalog, f"{SECRET} valor", "text", key="valor")
        row = session.get_one(Row, site.ring.id)
        row.values = row.values | {"valor": SECRET}
        catalogs.touch(session, catalog.id)
        assert isinstance(column, Column)
    for form in LISTS:
        assert SECRET not in answer(visitor, form.format(slug=site.slug))


def test_a_removed_column_is_gone_though_its_values_are_kept(
    visitor: Client, site: Site, database: Database
) -> None:
    with database.writing() as session:
        catalog = session.get_one(Catalog, site.catalog_id)
        found = {column.key: column for column in columns.columns_of(session, catalog.id)}
        removing.remove_column(session, catalog, found["note"], None)
        removing.remove_column(session, catalog, found["pictures"], None)
    machines = ("/c/{slug}/feed.atom", "/c/{slug}/sitemap.xml")
    for address in ("/", *(form.format(slug=site.slug) for form in (*LISTS, *machines))):
        assert "Dos líneas" not in answer(visitor, address)
        assert "/media/" not in answer(visitor, address)
    for form in LISTS:
        assert "Anillo" not in answer(visitor, f"{form.format(slug=site.slug)}?q=líneas")


def test_an_internal_picture_is_not_found_by_asking_who_has_any(
    visitor: Client, site: Site, database: Database
) -> None:
    with database.writing() as session:
        found = {column.key: column for column in columns.columns_of(session, site.catalog_id)}
        add_image(session, site.cup, found["pictures"], 1, public_id="inner", is_internal=True)
        catalogs.touch(session, site.catalog_id)
    with_pictures = answer(visitor, f"/c/{site.slug}.json?f.pictures.empty=no")
    assert "Anillo" in with_pictures
    assert "Copa" not in with_pictures
    assert "Copa" in answer(visitor, f"/c/{site.slug}.json?f.pictures.empty=yes")


def test_a_form_from_before_the_publishing_hides_no_column_that_is_searched(
    visitor: Client, site: Site, database: Database
) -> None:
    with database.writing() as session:
        catalog = session.get_one(Catalog, site.catalog_id)
        note = next(c for c in columns.columns_of(session, catalog.id) if c.key == "note")
        columns.update_column(session, catalog, note, visibility="unset")
        added = columns.add_column(session, catalog, "Later", "text", visibility="unset")
        assert (note.visibility, added.visibility) == ("public", "public")
    assert "Dos líneas" in answer(visitor, f"/c/{site.slug}.json?q=líneas")
