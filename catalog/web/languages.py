"""Which language a request is answered in: asked for, chosen before, or the browser's."""

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from catalog.i18n import LANGUAGES, set_language
from catalog.web.current import AnyConnection, settings_of

LANGUAGE_COOKIE = "catalog_language"


class Language(ASGIMiddleware):
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: AnyConnection = ASGIConnection(scope, receive, send)
        set_language(language_of(connection))
        await next_app(scope, receive, send)


def language_of(connection: AnyConnection) -> str:
    chosen = (connection.query_params.get("lang"), connection.cookies.get(LANGUAGE_COOKIE))
    accepted = _accepted(connection.headers.get("accept-language", ""))
    default = settings_of(connection).language
    return next((code for code in (*chosen, *accepted) if code in LANGUAGES), default)


def _accepted(header: str) -> list[str]:
    """Return the codes of an Accept-Language header, the most wanted first."""
    wanted = []
    for part in header.split(",")[:20]:
        tag, _, parameters = part.strip().partition(";")
        weight = parameters.strip().removeprefix("q=")
        try:
            wanted.append((-float(weight or 1), tag.lower()[:2]))
        except ValueError:
            continue
    return [code for weight, code in sorted(wanted, key=lambda item: item[0]) if weight < 0]


def language_cookie(code: str) -> Cookie:
    """Return the cookie that remembers a choice; nothing is set before somebody chooses."""
    return Cookie(
        key=LANGUAGE_COOKIE, value=code, max_age=365 * 86400, samesite="lax", httponly=True
    )
