"""Which language a request is answered in: asked for, chosen before, or the browser's."""

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from catalog.i18n import LANGUAGES, set_language
from catalog.web.current import AnyConnection, settings_of

LANGUAGE_COOKIE = "catalog_language"


class Language(ASGIMiddleware):
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: AnyConnection = ASGIConnection(scope, receive, send)
        set_language(language_of(connection))
        await next_app(scope, receive, _remembering(connection, send))


def _remembering(connection: AnyConnection, send: Send) -> Send:
    """Have the answer remember the language that its address chooses, for the pages after it."""
    chosen = connection.query_params.get("lang")
    if chosen not in LANGUAGES or chosen == connection.cookies.get(LANGUAGE_COOKIE):
        return send
    cookie = language_cookie(chosen).to_header(header="")

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableScopeHeaders.from_message(message).add("Set-Cookie", cookie)
        await send(message)

    return send_with_cookie


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
