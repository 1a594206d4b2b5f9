import pytest
from lxml import html
from sqlalchemy import update

from catalog.db.models import Catalog, Row
from catalog.db.session import Database
from catalog.domain import catalogs
from tests.web.conftest import Client, SignIn
from tests.web.public_site import Site, make_site


@pytest.fixture
def site(sqlite_database: Database) -> Site:
    return make_site(sqlite_database)


@pytest.fixture
def visitor(sign_in: SignIn) -> Client:
    return sign_in(None)


def ring_address(site: Site) -> str:
    return f"/c/{site.slug}/anillo-nandu-cia-{site.ring.short_id}"


def page(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


def texts(tree: html.HtmlElement, selector: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in tree.cssselect(selector)]


def test_a_piece_shows_what_it_has(visitor: Client, site: Site) -> None:
    tree = page(visitor, ring_address(site))
    assert texts(tree, "h1") == ["Anillo “Ñandú” & Cía"]
    assert texts(tree, ".prose") == ["Un anillo. Dos líneas."]
    facts = dict(zip(texts(tree, ".facts dt"), texts(tree, ".facts dd"), strict=True))
    assert facts == {
        "Number": "12,5",
        "Made": "31/12/1984",
        "Period": "c. 1890",
        "Material": "Oro",
        "Themes": "Flores Mar",
        "Shown": "Yes",
    }
    assert texts(tree, "title") == ["Anillo “Ñandú” & Cía · Joyas del río"]


def test_fields_without_a_value_are_left_out(visitor: Client, site: Site) -> None:
    tree = page(visitor, f"/c/{site.slug}/copa-{site.cup.short_id}")
    assert not tree.cssselect(".facts")
    assert not tree.cssselect(".item-pictures")


def test_a_choice_leads_to_all_that_share_it(visitor: Client, site: Site) -> None:
    tree = page(visitor, ring_address(site))
    links = {link.text_content(): link.get("href") for link in tree.cssselect(".facts dd a")}
    assert links["Mar"] == f"/c/{site.slug}?f.themes=Mar"


def test_pictures_have_words_but_never_their_file_names(visitor: Client, site: Site) -> None:
    tree = page(visitor, ring_address(site))
    images = tree.cssselect(".item-pictures img")
    assert [image.get("alt") for image in images] == [
        "Anillo de frente",
        "Anillo “Ñandú” & Cía, picture 2 of 2",
    ]
    assert images[0].get("fetchpriority") == "high"
    assert images[1].get("loading") == "lazy"


def test_the_neighbours_are_those_of_the_list_one_came_from(visitor: Client, site: Site) -> None:
    tree = page(visitor, ring_address(site))
    assert texts(tree, ".sequence a") == ["Copa"]
    tree = page(visitor, f"{ring_address(site)}?sort=-name")
    assert tree.cssselect(".sequence a[rel=prev]")[0].get("href") == (
        f"/c/{site.slug}/copa-{site.cup.short_id}?sort=-name"
    )
    assert not page(visitor, f"{ring_address(site)}?q=anillo").cssselect(".sequence")


@pytest.mark.parametrize("name", ["old-name-", "", "otro", "ANILLO-nandu-cia-"])
def test_the_short_id_decides(visitor: Client, site: Site, name: str) -> None:
    name = name if name.endswith("-") or not name else f"{name}-"
    response = visitor.get(f"/c/other-slug/{name}{site.ring.short_id}?q=a")
    assert response.status_code == 301
    assert response.headers["location"] == f"{ring_address(site)}?q=a"


def test_the_short_address_leads_to_the_piece(visitor: Client, site: Site) -> None:
    response = visitor.get(f"/q/{site.ring.short_id}")
    assert (response.status_code, response.headers["location"]) == (302, ring_address(site))


def test_a_removed_piece_says_so(visitor: Client, site: Site) -> None:
    for address in (f"/q/{site.removed.short_id}", f"/c/{site.slug}/x-{site.removed.short_id}"):
        response = visitor.get(address)
        assert response.status_code == 410
        assert "no longer in the catalog" in response.text


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_what_was_not_published_was_never_there(
    visitor: Client, site: Site, sqlite_database: Database, status: str
) -> None:
    with sqlite_database.writing() as session:
        session.execute(update(Row).where(Row.id == site.removed.id).values(status=status))
    for row in (site.removed, site.draft):
        assert visitor.get(f"/q/{row.short_id}").status_code == 404


@pytest.mark.parametrize("change", [catalogs.unpublish_catalog, catalogs.archive_catalog])
def test_pieces_go_with_their_catalog(
    visitor: Client, site: Site, sqlite_database: Database, change: object
) -> None:
    with sqlite_database.writing() as session:
        change(session, session.get_one(Catalog, site.catalog_id))  # type: ignore[operator]
    for row in (site.ring, site.removed):
        assert visitor.get(f"/q/{row.short_id}").status_code == 404


def test_an_enlarged_picture_works_without_script(visitor: Client, site: Site) -> None:
    address = f"{ring_address(site)}/images"
    tree = page(visitor, f"{address}/1")
    assert tree.cssselect("figure img")[0].get("src") == "/media/pring1/full/4a2b3c4d.webp"
    following = tree.cssselect("a[rel=next]")[0].get("href")
    assert following == f"{address}/2"
    second = page(visitor, following)
    assert second.cssselect("a[rel=prev]")[0].get("href") == f"{address}/1"
    assert not second.cssselect("a[rel=next]")
    assert texts(second, ".lightbox-caption") == ["El reverso"]
    assert texts(second, ".count") == ["2 of 2"]
    assert visitor.get(f"/c/x/x-{site.ring.short_id}/images/2").headers["location"] == (
        f"{address}/2"
    )


@pytest.mark.parametrize("number", ["0", "3", "x", "-1", "99999999999999999999"])
def test_there_are_only_so_many_pictures(visitor: Client, site: Site, number: str) -> None:
    assert visitor.get(f"{ring_address(site)}/images/{number}").status_code == 404


@pytest.mark.parametrize("short_id", ["x", "%00", "ñ", "a" * 300, "1"])
def test_unknown_short_ids(visitor: Client, site: Site, short_id: str) -> None:
    assert visitor.get(f"/q/{short_id}").status_code == 404
    assert visitor.get(f"/c/{site.slug}/{short_id}").status_code == 404
