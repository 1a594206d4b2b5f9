"""Pages a second of two servers, asked in turns by one client that keeps its connection."""

import gzip
import os
import re
import time
from collections.abc import Callable
from html import unescape
from http.client import HTTPConnection
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

TURN = 10
"""Requests to one server before it is the other's turn: noise falls on both alike."""
AGAIN = 20
"""Pages that are asked for again and again, to see what remembering gives."""
_NEXT = re.compile(r'<(?:a|link)\b[^>]*\brel="next"[^>]*>')
_HREF = re.compile(r'\bhref="([^"]+)"')


class Server(NamedTuple):
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Return the processor time that the process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Pace(NamedTuple):
    """How one server fared; its own time does not suffer from what else the machine does."""

    pages_a_second: float
    cpu_milliseconds: float


class Paces(NamedTuple):
    product: Pace
    floor: Pace

    @property
    def ratio(self) -> float:
        return self.product.pages_a_second / self.floor.pages_a_second

    @property
    def cpu_ratio(self) -> float:
        return self.floor.cpu_milliseconds / self.product.cpu_milliseconds


class Site:
    """One server's table, page after page."""

    def __init__(self, server: Server, path: str, headers: dict[str, str] | None = None) -> None:
        self.server = server
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        self._headers = headers or {}
        self._seen = [path]
        self._ask(path)  # connects, and lets the server load what it loads once

    def sizes(self) -> tuple[int, int]:
        """Return the bytes of the first page, raw and packed by gzip."""
        _seconds, body = self._ask(self._seen[0])
        return len(body), len(gzip.compress(body, 6))

    def walk(self, count: int) -> float:
        """Follow the links to the next page so many times; return the seconds that answers took."""
        return sum(self._step() for _ in range(count))

    def ask_again(self, count: int) -> float:
        """Ask for the pages seen last, in turns."""
        addresses = islice(cycle(self._seen[-AGAIN:]), count)
        return sum(self._ask(address)[0] for address in addresses)

    def _step(self) -> float:
        seconds, body = self._ask(self._seen[-1])
        link = _NEXT.search(body.decode())
        href = link and _HREF.search(link[0])
        assert href, f"no next page on {self._seen[-1]}"
        self._seen.append(urljoin(self._seen[0], unescape(href[1])))
        assert self._seen[-1] not in self._seen[:-1], "the pages go round in circles"
        return seconds

    def _ask(self, address: str) -> tuple[float, bytes]:
        start = time.perf_counter()
        self._connection.request("GET", address, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - start
        assert response.status == 200, f"{address}: {response.status}"
        return seconds, body


def compare_new(product: Site, floor: Site, requests: int) -> Paces:
    """Return how both fare with pages that were never asked for before."""
    return _compare((product, floor), Site.walk, requests)


def compare_again(product: Site, floor: Site, requests: int) -> Paces:
    """Return how both fare with pages that were asked for a moment ago."""
    return _compare((product, floor), Site.ask_again, requests)


def _compare(sites: tuple[Site, Site], ask: Callable[[Site, int], float], requests: int) -> Paces:
    turns = range(0, requests, TURN)
    asked = len(turns) * TURN
    used = [site.server.cpu_seconds() for site in sites]
    seconds = [[ask(site, TURN) for site in sites] for _ in turns]
    totals = [sum(each) for each in zip(*seconds, strict=True)]
    used = [site.server.cpu_seconds() - before for site, before in zip(sites, used, strict=True)]
    paces = zip(totals, used, strict=True)
    return Paces(*(Pace(asked / total, 1000 * cpu / asked) for total, cpu in paces))
