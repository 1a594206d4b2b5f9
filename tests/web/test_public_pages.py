import pytest
from lxml import html

from catalog.db.session import Database
from catalog.domain import indexes
from catalog.domain.queries.columns import columns_of
from tests.web.conftest import Client, SignIn
from tests.web.public_site import SECRET, Site, make_site


@pytest.fixture
def site(sqlite_database: Database) -> Site:
    return make_site(sqlite_database)


@pytest.fixture
def visitor(sign_in: SignIn, site: Site) -> Client:
    return sign_in(None)


def page(client: Client, address: str) -> html.HtmlElement:
    response = client.get(address)
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


def texts(tree: html.HtmlElement, selector: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in tree.cssselect(selector)]


def test_the_front_page_shows_public_catalogs(visitor: Client) -> None:
    tree = page(visitor, "/")
    assert texts(tree, ".catalog-card-link") == ["Joyas del río"]
    assert texts(tree, ".card-facts") == ["2 pieces"]
    assert len(tree.cssselect(".catalog-cover img")) == 1


def test_the_front_page_of_an_empty_house_is_friendly(sign_in: SignIn) -> None:
    tree = page(sign_in(None), "/")
    assert texts(tree, ".empty h2") == ["Nothing is on show yet"]


def test_a_gallery_is_what_one_sees_first(visitor: Client, site: Site) -> None:
    tree = page(visitor, f"/c/{site.slug}")
    assert texts(tree, ".tile-title") == ["Anillo “Ñandú” & Cía", "Copa"]
    image = tree.cssselect(".tile img")[0]
    assert image.get("alt") == "Anillo de frente"
    assert image.get("src") == "/media/pring1/card/2a2b3c4d.webp"
    assert "/media/pring1/small/1a2b3c4d.webp 320w" in image.get("srcset")
    assert (image.get("width"), image.get("height")) == ("4000", "2000")
    assert image.get("loading") is None
    assert texts(tree, ".count")[0] == "2 pieces"


@pytest.mark.parametrize("view", ["table", "list", "gallery"])
def test_every_view_links_to_every_piece(visitor: Client, site: Site, view: str) -> None:
    tree = page(visitor, f"/c/{site.slug}?view={view}")
    links = [link.get("href") for link in tree.cssselect("#results a[href*='-']")]
    assert f"/c/{site.slug}/anillo-nandu-cia-{site.ring.short_id}" in links
    assert f"/c/{site.slug}/copa-{site.cup.short_id}" in links


def test_the_table_has_the_public_columns(visitor: Client, site: Site) -> None:
    tree = page(visitor, f"/c/{site.slug}?view=table&sort=-number")
    heads = ["Picture", "Name", "Number", "Made", "Period", "Material", "Themes", "Shown", "Note"]
    assert texts(tree, "thead th") == heads
    assert texts(tree, "thead th[aria-sort=descending]") == ["Number"]
    assert texts(tree, "tbody tr:first-child td")[1:5] == ["12,5", "31/12/1984", "c. 1890", "Oro"]


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=nandu", ["Anillo “Ñandú” & Cía"]),
        ("q=sin+fotos", ["Copa"]),
        ("f.material=Oro", ["Anillo “Ñandú” & Cía"]),
        ("f.themes=Mar", ["Anillo “Ñandú” & Cía"]),
        ("f.number.min=13", []),
        ("f.made.from=1984-12-31", ["Anillo “Ñandú” & Cía"]),
        ("f.pictures.empty=1", ["Copa"]),
        ("sort=-name", ["Copa", "Anillo “Ñandú” & Cía"]),
    ],
)
def test_searching_and_filtering(
    visitor: Client, site: Site, query: str, titles: list[str]
) -> None:
    assert texts(page(visitor, f"/c/{site.slug}?{query}"), ".tile-title") == titles


def test_a_filter_is_a_link_and_a_chip_takes_it_back(visitor: Client, site: Site) -> None:
    tree = page(visitor, f"/c/{site.slug}?q=anillo")
    oro = next(link for link in tree.cssselect("a.facet-value") if "Oro" in link.text_content())
    assert oro.get("href") == f"/c/{site.slug}?q=anillo&f.material=Oro"
    tree = page(visitor, oro.get("href"))
    assert texts(tree, ".chip") == ["“anillo”", "Material: Oro"]
    assert tree.cssselect(".chip")[1].get("href") == f"/c/{site.slug}?q=anillo"
    assert texts(tree, "a.facet-value[aria-current]") == ["Oro"]


def test_nothing_found_says_what_to_do(visitor: Client, site: Site) -> None:
    tree = page(visitor, f"/c/{site.slug}?q=inexistente")
    assert texts(tree, ".empty h2") == ["Nothing found"]


def test_pages_lead_on_and_back_by_address(visitor: Client, site: Site) -> None:
    first = page(visitor, f"/c/{site.slug}?size=1&sort=name")
    assert not first.cssselect("#results a[rel=prev]")
    second = page(visitor, first.cssselect("#results a[rel=next]")[0].get("href"))
    assert texts(second, ".tile-title") == ["Copa"]
    assert not second.cssselect("#results a[rel=next]")
    back = page(visitor, second.cssselect("#results a[rel=prev]")[0].get("href"))
    assert texts(back, ".tile-title") == ["Anillo “Ñandú” & Cía"]


def test_htmx_gets_the_part_that_changes(visitor: Client, site: Site) -> None:
    headers = {"hx-request": "true"}
    response = visitor.get(f"/c/{site.slug}?q=copa", headers=headers)
    assert response.text.lstrip().startswith('<div id="browse"')
    assert "<html" not in response.text
    assert "HX-Request" in response.headers["vary"]


def test_searched_lists_are_not_indexed(visitor: Client, site: Site) -> None:
    robots = "meta[name=robots]"
    assert not page(visitor, f"/c/{site.slug}").cssselect(robots)
    assert page(visitor, f"/c/{site.slug}?q=a").cssselect(robots)[0].get("content") == (
        "noindex, follow"
    )


def test_what_previews_show(visitor: Client, site: Site) -> None:
    tree = page(visitor, f"/c/{site.slug}?view=table")
    assert texts(tree, "title") == ["Joyas del río"]
    assert tree.cssselect("link[rel=canonical]")[0].get("href") == (
        f"http://testserver.local/c/{site.slug}"
    )
    og = {m.get("property"): m.get("content") for m in tree.cssselect("meta[property]")}
    assert og["og:title"] == "Joyas del río"
    assert og["og:description"] == "Piezas de oro y plata."
    assert og["og:image"] == "http://testserver.local/media/pring1/large/3a2b3c4d.webp"


@pytest.mark.parametrize("slug", ["unknown", f"{SECRET}-private", "joyas-del-rio.xml", "a.b.c"])
@pytest.mark.parametrize("form", ["", ".json", ".csv", "/feed.atom", "/sitemap.xml", "/a-b"])
def test_unknown_and_private_catalogs_are_the_same(visitor: Client, slug: str, form: str) -> None:
    assert visitor.get(f"/c/{slug}{form}").status_code == 404


def test_sorting_a_large_catalog_makes_an_index_for_the_next_one(
    visitor: Client, site: Site, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "WORTHWHILE_ROWS", 1)
    monkeypatch.setattr("catalog.web.public.listing.WORTHWHILE_ROWS", 1)
    for sort in ("name", "-name", "number"):
        visitor.get(f"/c/{site.slug}?sort={sort}")
    visitor.get(f"/c/{site.slug}?sort={SECRET}_hidden")
    with sqlite_database.reading() as session:
        made = {
            column.key
            for column in columns_of(session, site.catalog_id)
            if indexes.index_exists(session, indexes.sort_index_name(column))
        }
    assert made == {"name", "number"}
