"""How long saving one cell takes, asked of the application in this process, without a network."""

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import Any
from urllib.parse import urlencode

from litestar import Litestar
from litestar.concurrency import set_asyncio_executor
from sqlalchemy import select

from catalog.app import create_app
from catalog.db.models import Row
from catalog.db.session import Database
from catalog.settings import Settings
from tests.benchmarks.table import SLUG

SAVES = 200


def milliseconds_to_save(settings: Settings, database: Database, cookie: str) -> float:
    """Return the median over SAVES cells of different rows, each a commit that is on disk."""
    set_asyncio_executor(ThreadPoolExecutor(4))
    app = create_app(settings, database=database)
    with database.reading() as session:
        chosen = select(Row.id, Row.version).order_by(Row.id).limit(SAVES)
        rows = [(row_id, version) for row_id, version in session.execute(chosen)]
    return asyncio.run(_save_all(app, rows, cookie))


def milliseconds_to_commit(database: Database) -> float:
    """Return what the disk takes of that: the median of a statement and its commit alone."""
    times = []
    for _ in range(SAVES):
        start = time.perf_counter()
        with database.writing() as session:
            session.connection().exec_driver_sql("UPDATE catalog SET version = version + 1")
        times.append(time.perf_counter() - start)
    return median(times) * 1000


async def _save_all(app: Litestar, rows: list[tuple[int, int]], cookie: str) -> float:
    page = await _ask(app, "GET", "/account", cookie)
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token, "no CSRF token in the page"
    times = []
    for number, (row_id, version) in enumerate(rows):
        form = {"value": f"Anillo {number}", "base_version": version, "operation_id": f"op{number}"}
        path = f"/admin/catalogs/{SLUG}/rows/{row_id}/cells/title"
        start = time.perf_counter()
        await _ask(app, "POST", path, cookie, urlencode(form), token[1])
        times.append(time.perf_counter() - start)
    return median(times[10:]) * 1000


async def _ask(
    app: Litestar, method: str, path: str, cookie: str, body: str = "", token: str = ""
) -> str:
    answer: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": body.encode(), "more_body": False}

    async def send(message: Any) -> None:
        answer.append(message)

    await app(_scope(method, path, cookie, body, token), receive, send)
    status = answer[0]["status"]
    text = b"".join(part.get("body", b"") for part in answer[1:]).decode()
    assert status == 200, f"{method} {path}: {status}\n{text}"
    return text


def _scope(method: str, path: str, cookie: str, body: str, token: str) -> Any:
    headers = {
        "host": "127.0.0.1",
        "cookie": cookie,
        "hx-request": "true" if method == "POST" else "false",
        "x-csrf-token": token,
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }
