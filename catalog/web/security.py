"""What every answer and every changing request is held to: headers, origin, CSRF token."""

import hmac
import re
from functools import cache
from urllib.parse import urlsplit

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from catalog import i18n
from catalog.errors import Invalid, NotAllowed
from catalog.settings import Settings
from catalog.web.current import (
    SAFE_METHODS,
    SESSION_COOKIE,
    AnyRequest,
    csrf_token_of,
    settings_of,
)

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def picture_origins(settings: Settings) -> list[str]:
    """Return the origins that pages may load pictures from: the store's and the CDN's."""
    bucket = settings.bucket
    if bucket is None:
        return []
    addresses = [bucket.public_base_url, bucket.endpoint_url]
    if not bucket.endpoint_url:
        addresses.append(f"https://{bucket.name}.s3.{bucket.region}.amazonaws.com")
        addresses.append(f"https://s3.{bucket.region}.amazonaws.com")
    elif bucket.addressing_style == "virtual":
        parts = urlsplit(bucket.endpoint_url)
        addresses.append(f"{parts.scheme}://{bucket.name}.{parts.netloc}")
    split = [urlsplit(address) for address in addresses if address]
    return list(dict.fromkeys(f"{parts.scheme}://{parts.netloc}" for parts in split))


@cache
def content_security_policy(settings: Settings) -> str:
    sources = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": " ".join(["'self'", "data:", "blob:", *picture_origins(settings)]),
        "connect-src": "'self'",
        "form-action": "'self'",
        "manifest-src": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


class SecurityHeaders(ASGIMiddleware):
    """Adds the headers that every answer carries, unless the handler chose its own."""

    def __init__(self, settings: Settings) -> None:
        self.headers = {
            "Content-Security-Policy": content_security_policy(settings),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
        }

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        if not is_host(Headers.from_scope(scope).get("host", "")):
            await _refuse_host(with_headers)
            return
        await next_app(scope, receive, with_headers)


_HOST = re.compile(r"(?:[A-Za-z0-9._-]*|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")


def is_host(text: str) -> bool:
    """Tell whether it can be the host of an address: no handler could name its own page else."""
    found = _HOST.fullmatch(text)
    return found is not None and int(found[1] or 0) <= 65535


async def _refuse_host(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 400, "headers": headers})
    await send({"type": "http.response.body", "body": b"Bad host", "more_body": False})


async def check_origin(request: AnyRequest) -> None:
    """Before each handler: a changing request must come from our own pages.

    Raises NotAllowed when the browser says that it comes from elsewhere, or when somebody is signed
    in by cookie and the token bound to that session is missing or wrong. Programs with a bearer
    token carry no cookie authority and pass; other kinds of authorization browsers add unasked.
    """
    if request.method in SAFE_METHODS:
        return
    is_program = request.headers.get("authorization", "").lower().startswith("bearer ")
    if not is_program:
        _check_source(request)
    await _check_readable(request)
    if not is_program and SESSION_COOKIE in request.cookies:
        await _check_token(request)


def _check_source(request: AnyRequest) -> None:
    is_from_elsewhere = request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    if is_from_elsewhere or (origin and _host_of(origin) not in _own_hosts(request)):
        raise NotAllowed(i18n.Message("This request came from another site."))


async def _check_readable(request: AnyRequest) -> None:
    """Raise Invalid for a field in an encoding that nobody knows; what is read here is kept."""
    if request.headers.get("content-type", "").startswith(_FORMS[1]):
        try:
            await request.form()
        except LookupError as error:
            raise Invalid("", i18n.Message("The request could not be understood.")) from error


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _own_hosts(request: AnyRequest) -> set[str]:
    base_url = settings_of(request).base_url
    return {request.headers.get("host", ""), urlsplit(base_url).netloc} - {""}


async def _check_token(request: AnyRequest) -> None:
    given = request.headers.get("x-csrf-token", "")
    if not given and request.headers.get("content-type", "").startswith(_FORMS):
        given = str((await request.form()).get("csrf_token", ""))
    if not hmac.compare_digest(given.encode(), csrf_token_of(request).encode()):
        raise NotAllowed(
            i18n.Message("This page is too old. Load it again and repeat what you did.")
        )
