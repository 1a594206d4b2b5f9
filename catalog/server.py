"""Runs the web server, each process with a mover of its own beside the pages."""

import gc
import logging
from asyncio import AbstractEventLoop
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import uvicorn
from litestar import Litestar
from litestar.concurrency import set_asyncio_executor
from uvicorn.loops.auto import auto_loop_factory

from catalog import settings as settings_module
from catalog.app import create_app
from catalog.db import schema
from catalog.db.session import Database
from catalog.domain.mover import Mover
from catalog.settings import Settings
from catalog.storage.storages import open_storages

THREADS = 4
"""Handlers at work at once in a process: more only wait for each other (docs/adr/0001)."""


def serve(settings: Settings, *, host: str, port: int, workers: int = 1) -> None:
    """Bring the database to the newest schema, then serve until stopped."""
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
        process.submit(_upgrade, settings.database_url).result()
    uvicorn.run(
        "catalog.server:application",
        factory=True,
        loop="catalog.server:new_loop",
        host=host,
        port=port,
        workers=workers,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def _upgrade(url: str) -> None:
    """In a process of its own: what it loads, 12 MB, is needed this once."""
    database = Database(url)
    schema.upgrade(database)
    database.close()


def new_loop() -> AbstractEventLoop:
    """Return the event loop of one server process, for handlers in a few threads.

    Litestar takes its threads only before a loop runs, and uvicorn loads applications in the loop.
    """
    set_asyncio_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="handler"))
    return auto_loop_factory()()


def application() -> Litestar:
    """Return the application of one server process, from the environment's settings."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    settings = settings_module.load()
    storages = open_storages(settings)
    database = Database(settings.database_url)
    mover = Mover(database, storages, settings)
    return create_app(
        settings,
        database=database,
        storages=storages,
        on_startup=[mover.start, _settle],
        on_shutdown=[mover.stop, database.close],
    )


def _settle() -> None:
    """Keep the collector from walking what lives as long as the process: it costs 25 ms a time.

    Higher thresholds would let the pages of many requests lie about until the next collection.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(5000, 20, 50)
