from urllib.parse import parse_qsl

import pytest

from catalog.db.models import Column
from catalog.domain.search import CatalogSearch, Filter

COLUMNS = [
    Column(key="name", type="text", options={}),
    Column(key="price", type="money", options={}),
]


def read(query: str, **settings: int) -> CatalogSearch:
    return CatalogSearch.from_query(parse_qsl(query), COLUMNS, **settings)


def test_reads_what_an_address_says() -> None:
    search = read("q=+anillo+oro+&sort=-price&f.name=A&f.price.min=10&view=gallery&after=x&size=24")
    assert search.text == "anillo oro"
    assert (search.sort_key, search.is_descending) == ("price", True)
    assert search.filters == (Filter("name", "is", "A"), Filter("price", "min", "10"))
    assert (search.view, search.after, search.size) == ("gallery", "x", 24)


@pytest.mark.parametrize(
    "query",
    [
        "sort=secret",
        "sort=--name",
        "f.secret=1",
        "f.secret.contains=x",
        "f.name.like=x",
        "f.=x",
        "f=x",
        "view=source",
        "size=many",
        "size=-1",
        "f.name=",
        "f.name=+",
        "after=",
        "unknown=1",
    ],
)
def test_passes_over_what_it_does_not_know(query: str) -> None:
    assert read(query) == CatalogSearch()


@pytest.mark.parametrize(
    ("query", "size"), [("size=0", 1), ("limit=9999", 500), ("", 48), ("limit=20", 20)]
)
def test_sizes_stay_within_bounds(query: str, size: int) -> None:
    assert read(query, default_size=48).size == size


def test_writes_the_address_it_read() -> None:
    query = "q=oro&f.name=A&f.name=B&f.price.max=3&sort=name&view=list&size=24&after=c"
    assert read(query).address("/c/joyas") == f"/c/joyas?{query}"


def test_writes_nothing_for_what_goes_without_saying() -> None:
    assert read("size=48", default_size=48).address("/c/joyas") == "/c/joyas"


def test_a_change_goes_back_to_the_first_page() -> None:
    search = read("q=oro&after=c")
    assert search.changed(sort="name").to_query() == [("q", "oro"), ("sort", "name")]


def test_filters_come_and_go() -> None:
    gold = Filter("name", "is", "oro")
    search = read("f.name=plata").with_filter(gold).with_filter(gold)
    assert search.values_of("name") == ["plata", "oro"]
    assert search.without(gold).values_of("name") == ["plata"]


def test_zero_bytes_never_reach_a_database() -> None:
    search = read("q=a%00b&f.name=%00x")
    assert (search.text, search.filters[0].value) == ("ab", "x")
