"""What Spanish-speaking visitors read: words, numbers, dates and quotation marks of their own."""

import pytest
from lxml import html

from catalog.db.session import Database
from tests.web.conftest import Client, SignIn
from tests.web.public_site import Site, make_site


@pytest.fixture
def site(sqlite_database: Database) -> Site:
    return make_site(sqlite_database)


@pytest.fixture
def visitor(sign_in: SignIn, site: Site) -> Client:
    return sign_in(None)


def texts(client: Client, address: str, selector: str) -> list[str]:
    response = client.get(address, headers={"accept-language": "es-ES,es;q=0.9"})
    found = html.fromstring(response.text).cssselect(selector)
    return [" ".join(element.text_content().split()) for element in found]


def test_counts_agree_with_their_nouns(visitor: Client, site: Site) -> None:
    assert texts(visitor, f"/c/{site.slug}", ".count")[0] == "2 piezas"
    assert texts(visitor, f"/c/{site.slug}?q=copa", ".count")[0] == "1 pieza"


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ("q=anillo", "«anillo»"),
        ("f.shown=true", "Shown: Sí"),
        ("f.shown=false", "Shown: No"),
        ("f.made.from=1984-03-01", "Made desde 01/03/1984"),
        ("f.made.to=ayer", "Made hasta ayer"),
        ("f.material.not=Oro", "Material no es Oro"),
        ("f.note.contains=oro", "Note contiene «oro»"),
    ],
)
def test_filters_are_said_in_words(visitor: Client, site: Site, query: str, chip: str) -> None:
    assert texts(visitor, f"/c/{site.slug}?{query}", ".chip") == [chip]


def test_an_unknown_address_is_said_once(visitor: Client) -> None:
    assert texts(visitor, "/nada", "h1, .error-page p") == [
        "No se ha encontrado",
        "En esta dirección no hay nada.",
    ]
