"""The real product behind a real browser; a page that complains fails its test."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from catalog.db.session import Database
from catalog.domain import accounts
from catalog.domain.accounts import Person
from catalog.domain.catalogs import publish_catalog
from catalog.domain.columns import add_column
from catalog.storage.seaweed import SeaweedServer
from catalog.web.current import SESSION_COOKIE
from tests.factories import Cast, make_cast, make_catalog
from tests.services.databases import worker
from tests.services.product import Product, s3_settings
from tests.tables import COLUMNS, Table

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
PATIENCE = 10_000
"""Milliseconds that a page may take for anything, on a busy machine."""
WIDE, PHONE = (1280, 800), (390, 844)
_REFUSAL = re.compile(r"the server responded with a status of (\d+)")
_numbers = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, seaweed: SeaweedServer) -> Iterator[Product]:
    """Serve the product, with a place of its own in the run's bucket."""
    config = seaweed.config(prefix=f"browser-{worker()}/")
    product = Product(tmp_path_factory.mktemp("product"), s3_settings(config))
    product.start()
    yield product
    product.stop()


@pytest.fixture(scope="session")
def product_database(product: Product) -> Iterator[Database]:
    database = product.open_database()
    yield database
    database.close()


@pytest.fixture(scope="session")
def cast(product_database: Database) -> Cast:
    return make_cast(product_database)


@pytest.fixture
def table(product_database: Database, cast: Cast) -> Table:
    """Give a new catalog with two rows."""
    catalog = make_catalog(product_database, cast, f"Joyería {next(_numbers)}")
    table = Table(product_database, cast, catalog.id, catalog.slug)
    _add_columns(table)
    table.add(name="Anillo", code="A-1", pieces="3", price="1.200,50", material="Oro")
    table.add(name="Broche", code="A-2", pieces="1", price="80", material="Plata")
    return table


def _add_columns(table: Table) -> None:
    with table.open() as (session, known):
        for key, name, type_name, facts in COLUMNS:
            add_column(session, known, name, type_name, key=key, **facts)


@pytest.fixture(scope="session")
def shop(product: Product, product_database: Database, cast: Cast) -> Table:
    """Give a public catalog to look at; nobody changes it. The ring has two pictures."""
    catalog = make_catalog(product_database, cast, "Joyas a la vista")
    shop = Table(product_database, cast, catalog.id, catalog.slug)
    _add_columns(shop)
    ring = shop.add(name="Anillo", code="A-1", price="1.200,50", material="Oro", notes="Secreto")
    brooch = shop.add(name="Broche de Córdoba", code="A-2", price="80", material="Plata")
    shop.add(name="Collar", code="A-3", material="Plata")
    with shop.open() as (session, known):
        publish_catalog(session, known)
    for row_id, filename in ((ring, "one.jpg"), (ring, "two.jpg"), (brooch, "three.jpg")):
        product.attach(row_id, _column_id(shop, "pictures"), filename)
    return shop


def _column_id(table: Table, key: str) -> int:
    with table.open() as (session, _known):
        return table.column(session, key).id


@pytest.fixture(scope="module")
def _playwright() -> Iterator[Playwright]:
    """Per module: while it runs, nothing else in this process can run an event loop."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(_playwright: Playwright, chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    browser = _playwright.chromium.launch(executable_path=chromium, args=QUIET)
    yield browser
    browser.close()


@dataclass
class Watch:
    """What pages complained about. A refusal that the test provokes is announced by `expects`."""

    faults: list[str]
    expected: set[int]

    def expects(self, *statuses: int) -> None:
        self.expected.update(statuses)

    def forgive(self, words: str) -> None:
        """Take back what was heard so far of this kind."""
        self.faults = [fault for fault in self.faults if words not in fault]

    def hear(self, message: ConsoleMessage) -> None:
        refusal = _REFUSAL.search(message.text)
        is_expected = refusal is not None and int(refusal[1]) in self.expected
        if message.type == "error" and not is_expected:
            self.faults.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fail the test when a page had a script error or broke the content security policy."""
    watch = Watch([], set())
    yield watch
    assert watch.faults == []


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(
    browser: Browser, product: Product, product_database: Database, watch: Watch
) -> Iterator[OpenPage]:
    """Give pages, each in a browser of its own, signed in as the person."""
    contexts: list[BrowserContext] = []

    def open_page(
        person: Person | None = None, *, size: tuple[int, int] = WIDE, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=product.address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.on("console", watch.hear)
        context.on("weberror", lambda error: watch.faults.append(str(error.error)))
        if person:
            _sign_in(context, product, product_database, person)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage, cast: Cast) -> Page:
    """Give a page of the catalog's owner."""
    return open_page(cast.owner)


def _sign_in(context: BrowserContext, product: Product, database: Database, person: Person) -> None:
    with database.writing() as session:
        token = accounts.start_session(session, accounts.user_by_id(session, person.id))
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": product.address}])
