"""Answers that visitors may keep: known again by an ETag, so that most are not made twice."""

import time
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from litestar import Response

from catalog import __version__, i18n
from catalog.files import files
from catalog.web import htmx
from catalog.web.current import SESSION_COOKIE, AnyRequest
from catalog.web.picture_urls import addresses_stamp
from catalog.web.public.memory import Body, memory_of

KEPT = "public, max-age=0, must-revalidate"
SLICE_SECONDS = 300
"""Pictures move between disk and S3 without any change of the catalog: copies follow so soon."""

VARY = "HX-Request, Accept-Language, Cookie"


def answer(
    request: AnyRequest, facts: tuple[Any, ...], make: Callable[[], Response[Any]]
) -> Response[Any]:
    """Return 304 when the visitor has this very answer, else make it.

    `facts` say what it is made of, such as a catalog's number and version. Somebody signed in gets
    a page with their own menu, which nobody keeps.
    """
    if SESSION_COOKIE in request.cookies:
        return make()
    etag = etag_of(request, facts)
    if _is_known(request.headers.get("if-none-match", ""), etag):
        response: Response[Any] = Response(None, status_code=304)
    else:
        response = _made(request, etag, make)
    response.headers.update({"ETag": etag, "Cache-Control": KEPT, "Vary": VARY})
    return response


def _made(request: AnyRequest, etag: str, make: Callable[[], Response[Any]]) -> Response[Any]:
    """Return what was made of the same a moment ago, else make it."""
    memory = memory_of(request)
    known = memory.get(etag)
    if known:
        return Response(known.content, media_type=known.media_type)
    response = make()
    content = response.content
    if isinstance(content, str | bytes) and response.status_code == 200:
        body = content.encode() if isinstance(content, str) else content
        memory.put(etag, Body(body, response.media_type))
    return response


def etag_of(request: AnyRequest, facts: tuple[Any, ...]) -> str:
    """Return the mark of an answer: the address, the language and all that shows in it."""
    parts = (
        *facts,
        request.url.netloc,
        request.url.path,
        request.url.query,
        i18n.language(),
        htmx.is_fragment(request),
        addresses_stamp(request.app.state),
        int(time.time() // SLICE_SECONDS),
        _release(),
    )
    return f'W/"{sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _is_known(header: str, etag: str) -> bool:
    known = {part.strip().removeprefix("W/") for part in header.split(",")}
    return etag.removeprefix("W/") in known or "*" in known


@cache
def _release() -> str:
    """Return a mark of the code's pages: another release answers anew."""
    marks = sha256(__version__.encode())
    for folder in ("templates", "static"):
        for path in sorted(files(folder).rglob("*")):
            if path.is_file():
                marks.update(f"{path.name}{path.stat().st_mtime_ns}{path.stat().st_size}".encode())
    return marks.hexdigest()[:12]
