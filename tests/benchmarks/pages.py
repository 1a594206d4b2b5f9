"""Pages a second of two servers, asked in turns by one client that keeps its connection."""

import gzip
import re
import time
from dataclasses import dataclass
from html import unescape
from http.client import HTTPConnection
from itertools import cycle, islice
from urllib.parse import urljoin

TURN = 15
"""Requests to one server before it is the other's turn: noise falls on both alike."""
DIFFERENT_PAGES = 20
_NEXT = re.compile(r'href="([^"?]*\?(?:[^"]*&amp;)?after=[^"]+)"')


@dataclass
class Site:
    """One server's table, page after page."""

    connection: HTTPConnection
    headers: dict[str, str]
    addresses: list[str]
    seconds: float = 0.0
    requests: int = 0

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def ask(self, count: int) -> None:
        addresses = list(islice(self._turn, count))
        start = time.perf_counter()
        for address in addresses:
            fetch(self.connection, address, self.headers)
        self.seconds += time.perf_counter() - start
        self.requests += count

    def __post_init__(self) -> None:
        self._turn = cycle(self.addresses)

    def sizes(self) -> tuple[int, int]:
        """Return the bytes of the first page, raw and packed by gzip."""
        body = fetch(self.connection, self.addresses[0], self.headers)
        return len(body), len(gzip.compress(body, 6))


def site(port: int, path: str, headers: dict[str, str] | None = None) -> Site:
    """Follow the links to the next page, so that no page is asked for twice in a row."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    addresses = [path]
    for _ in range(DIFFERENT_PAGES - 1):
        body = fetch(connection, addresses[-1], headers or {}).decode()
        following = _NEXT.findall(body)
        assert following, f"no next page on {addresses[-1]}"
        addresses.append(urljoin(path, unescape(following[-1])))
    return Site(connection, headers or {}, addresses)


def compare(product: Site, floor: Site, requests: int) -> float:
    """Return the product's rate as a part of the floor's."""
    for each in (product, floor):
        each.ask(DIFFERENT_PAGES)
        each.seconds, each.requests = 0.0, 0
    while product.requests < requests:
        product.ask(TURN)
        floor.ask(TURN)
    return product.rate / floor.rate


def fetch(connection: HTTPConnection, address: str, headers: dict[str, str]) -> bytes:
    connection.request("GET", address, headers=headers)
    response = connection.getresponse()
    body = response.read()
    assert response.status == 200, f"{address}: {response.status}"
    return body
