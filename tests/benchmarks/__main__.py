"""`make bench`: the product's speed beside the best its tools allow, and its memory."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from catalog import settings as settings_module
from catalog.db.schema import upgrade
from catalog.domain import accounts
from catalog.domain.accounts import Person
from catalog.web.current import SESSION_COOKIE
from tests.benchmarks import floor, pages, saving
from tests.benchmarks.pages import Server, Site
from tests.benchmarks.table import SLUG, make_table
from tests.services.keeper import ROOT
from tests.services.product import Product, free_port, is_alive

LEAST_RATIO = 0.4
LONGEST_SAVE = 8.0
MOST_MEMORY = 150
SIZES = ("bytes", "bytes, gzip")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="catalog-bench-") as folder:
        measure(Path(folder), options.rows, options.requests)


def measure(folder: Path, rows: int, requests: int) -> None:
    product = Product(folder)
    cookie = _fill(product, rows)
    say(f"\n{'':34}{'product':>10}{'floor':>10}{'ratio':>8}")
    product.start()
    try:
        server = Server(product.port, product.pid)
        with _floor(product) as other:
            grid = Site(server, f"/admin/catalogs/{SLUG}", {"cookie": cookie})
            _compare("Grid page of 100 rows, pages/s", grid, Site(other, "/100"), requests)
            public = Site(server, f"/c/{SLUG}?view=table")
            _compare("Public page of 48 rows, pages/s", public, Site(other, "/48"), requests)
        _say_memory(product.pid)
    finally:
        product.stop()
    _say_saving(product, cookie)


def _fill(product: Product, rows: int) -> str:
    """Make person, table and a sign-in; return its cookie."""
    (product.folder / "var").mkdir()
    database, start = product.open_database(), time.perf_counter()
    upgrade(database)
    with database.writing() as session:
        user = accounts.create_user(session, "bench@example.org", "a long password", "admin")
        token = accounts.start_session(session, user)
    make_table(database, Person(user.id, user.email, user.name, user.role), rows)
    database.close()
    say(f"{rows:,} rows of ten columns, made in {time.perf_counter() - start:.1f} s")
    return f"{SESSION_COOKIE}={token}"


@contextmanager
def _floor(product: Product) -> Iterator[Server]:
    """Serve the floor over the product's database, the way the product is served."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "tests.benchmarks.floor:application", "--factory"]
    quiet = ["--no-access-log", "--no-server-header", "--log-level", "warning"]
    environment = os.environ | {floor.DATABASE: str(_engine_url(product))}
    server = subprocess.Popen([*command, "--port", str(port), *quiet], env=environment, cwd=ROOT)
    try:
        while not is_alive(port) and server.poll() is None:
            time.sleep(0.05)
        yield Server(port, server.pid)
    finally:
        server.terminate()
        server.wait(20)


def _engine_url(product: Product) -> str:
    return f"sqlite:///{product.folder / 'var' / 'catalog.sqlite3'}"


def _compare(title: str, product: Site, floor_site: Site, requests: int) -> None:
    new = pages.compare_new(product, floor_site, requests)
    verdict = _verdict(held=new.ratio >= LEAST_RATIO, limit=f"at least {LEAST_RATIO}")
    _say_paces(title, new, verdict)
    _say_paces("  asked for again", pages.compare_again(product, floor_site, requests))
    for name, ours, theirs in zip(SIZES, product.sizes(), floor_site.sizes(), strict=True):
        say(f"  {name:32}{ours:10,}{theirs:10,}{theirs / ours:8.2f}")


def _say_paces(title: str, paces: pages.Paces, verdict: str = "") -> None:
    ours, floors = paces
    rates = f"{ours.pages_a_second:10.0f}{floors.pages_a_second:10.0f}{paces.ratio:8.2f}"
    say(f"{title:34}{rates}  {verdict}")
    times = f"{ours.cpu_milliseconds:10.1f}{floors.cpu_milliseconds:10.1f}{paces.cpu_ratio:8.2f}"
    say(f"{'  processor, ms a page':34}{times}")


def _say_memory(pid: int) -> None:
    rss, pss = memory(pid)
    verdict = _verdict(held=rss < MOST_MEMORY, limit=f"under {MOST_MEMORY}")
    say(f"{'Memory after that, MB':34}{rss:10.0f}  (proportional {pss:.0f})  {verdict}")


def memory(pid: int) -> tuple[float, float]:
    """Return resident and proportional size of a process in MB."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    sizes = {name: int(rest.split()[0]) for name, _, rest in (s.partition(":") for s in lines[1:])}
    return sizes["Rss"] / 1024, sizes["Pss"] / 1024


def _say_saving(product: Product, cookie: str) -> None:
    database = product.open_database()
    environment = {"CATALOG_SECRET_KEY": "secret", "CATALOG_LANGUAGE": "en"}
    settings = settings_module.load(environment, product.folder)
    try:
        median = saving.milliseconds_to_save(settings, database, cookie)
        commit = saving.milliseconds_to_commit(database)
    finally:
        database.close()
    verdict = _verdict(held=median < LONGEST_SAVE, limit=f"under {LONGEST_SAVE:.0f}")
    say(f"{'Saving a cell in-process, ms':34}{median:10.1f}{commit:10.1f}{'':8}  {verdict}")
    say("  (the second figure: one statement and its commit to disk, nothing else)")


def _verdict(*, held: bool, limit: str) -> str:
    return f"{'ok' if held else 'MISSED'}, {limit}"


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
