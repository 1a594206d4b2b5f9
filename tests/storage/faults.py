"""A proxy in front of a real S3 server that makes trouble on demand."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.utils import formatdate
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from catalog.storage.s3_client import S3Config

HANG_SECONDS = 1.0


class Fault(StrEnum):
    DROP = "drop"
    """The connection ends before the request is passed on."""
    DROP_ANSWER = "drop-answer"
    """The store does as it was told; the answer is lost."""
    HANG = "hang"
    SLOW_DOWN = "SlowDown"
    UNAVAILABLE = "unavailable"
    """503 without a word, as from a gateway whose store is away."""
    ERROR = "InternalError"
    DENIED = "AccessDenied"
    NO_BUCKET = "NoSuchBucket"
    NO_KEY = "NoSuchKey"
    CUT_SHORT = "cut-short"
    """Half of the answer's body."""
    LIE = "lie"
    """200 to an upload, and nothing kept."""
    SKEWED = "RequestTimeTooSkewed"
    NOT_IMPLEMENTED = "NotImplemented"
    NO_RANGES = "no-ranges"
    """An answer that does not say which part of the object it is."""
    KEY_ERRORS = "key-errors"
    """A batch delete that answers 200 and did nothing."""


_STATUS = {
    Fault.SLOW_DOWN: 503,
    Fault.ERROR: 500,
    Fault.DENIED: 403,
    Fault.NO_BUCKET: 404,
    Fault.NO_KEY: 404,
    Fault.SKEWED: 403,
    Fault.NOT_IMPLEMENTED: 501,
}

Rule = Callable[[str, str], Fault | None]
"""Method and path with query -> what goes wrong with this request."""


class FaultProxy:
    """`rule` decides about each request; `requests` are those that came, as "METHOD path"."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.rule: Rule = lambda _method, _path: None
        self.requests: list[str] = []
        self.skew_seconds = 0.0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))

    def forget(self) -> None:
        """Pass everything on again, as if nothing had been asked so far."""
        self.always(None)
        self.requests.clear()
        self.skew_seconds = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def always(self, fault: Fault | None) -> None:
        self.rule = lambda _method, _path: fault

    def once(self, fault: Fault, method: str = "") -> None:
        """Let it happen to the next request (of this method), then no more."""
        left = [fault]

        def rule(asked: str, _path: str) -> Fault | None:
            return left.pop() if left and asked.startswith(method) else None

        self.rule = rule

    def of(self, method: str) -> list[str]:
        return [request for request in self.requests if request.startswith(method)]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(_Handler):
            server_version = "faults"

            def setup(self) -> None:
                self.proxy = proxy
                super().setup()

        return Handler


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: FaultProxy

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._serve()

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815 - http.server's names

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.proxy.requests.append(f"{self.command} {self.path}")
        fault = self.proxy.rule(self.command, self.path)
        if fault in _STATUS:
            self._complain(fault)
        elif fault is Fault.UNAVAILABLE:
            self._answer(503, {}, b"<html>away</html>")
        elif fault is Fault.LIE:
            self._answer(200, {"ETag": '"0"'}, b"")
        elif fault is Fault.KEY_ERRORS:
            self._refuse_keys(body.decode())
        elif fault in (Fault.DROP, Fault.HANG):
            time.sleep(HANG_SECONDS if fault is Fault.HANG else 0)
            self.close_connection = True
        else:
            self._pass_on(body, fault)

    def _pass_on(self, body: bytes, fault: Fault | None) -> None:
        upstream = self.proxy.upstream
        connection = http.client.HTTPConnection(upstream.hostname or "", upstream.port)
        connection.request(self.command, self.path, body, dict(self.headers.items()))
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if fault is Fault.DROP_ANSWER:
            self.close_connection = True
            return
        headers = dict(answer.getheaders())
        if fault is Fault.NO_RANGES:
            headers.pop("Content-Range", None)
        self._answer(answer.status, headers, content, fault)

    def _answer(
        self, status: int, headers: dict[str, str], body: bytes, fault: Fault | None = None
    ) -> None:
        size = headers.get("Content-Length") if self.command == "HEAD" else None
        kept = {
            name: value
            for name, value in headers.items()
            if name.lower() not in ("date", "server", "content-length", "transfer-encoding")
        }
        self.send_response_only(status)
        for name, value in kept.items():
            self.send_header(name, value)
        self.send_header("Date", formatdate(time.time() + self.proxy.skew_seconds, usegmt=True))
        self.send_header("Content-Length", size or str(len(body)))
        self.end_headers()
        if fault is Fault.CUT_SHORT:
            body = body[: len(body) // 2]
            self.close_connection = True
        if self.command != "HEAD":
            self.wfile.write(body)

    def _complain(self, fault: Fault) -> None:
        text = f"<Error><Code>{fault}</Code><Message>made up</Message></Error>"
        body = b"" if self.command == "HEAD" else text.encode()
        self._answer(_STATUS[fault], {"Content-Type": "application/xml"}, body)

    def _refuse_keys(self, order: str) -> None:
        keys = [part.partition("</Key>")[0] for part in order.split("<Key>")[1:]]
        errors = "".join(
            f"<Error><Key>{escape(key)}</Key><Code>InternalError</Code></Error>" for key in keys
        )
        text = f"<DeleteResult>{errors}</DeleteResult>"
        self._answer(200, {"Content-Type": "application/xml"}, text.encode())


@contextmanager
def fault_proxy(config: S3Config) -> Iterator[FaultProxy]:
    """Start a proxy in front of the store that `config` names."""
    proxy = FaultProxy(config.endpoint_url)
    proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()
