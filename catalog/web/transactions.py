"""One session per request, committed before the answer starts.

A failed commit is an error that the client sees, never a lost edit. Any answer of 400 or above, and
anything raised, rolls back whole.
"""

from litestar.concurrency import sync_to_thread
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.orm import Session

from catalog.web.current import SAFE_METHODS


class Transaction(ASGIMiddleware):
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        async def end_then_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                await _end(scope, commit=message["status"] < 400)
            await send(message)

        try:
            await next_app(scope, receive, end_then_send)
        finally:
            await _end(scope, commit=False)


async def _end(scope: Scope, *, commit: bool) -> None:
    session: Session | None = scope["state"].pop("session", None)
    if session is None:
        return
    if scope.get("method") in SAFE_METHODS:
        session.close()
    else:
        await sync_to_thread(_finish, session, commit=commit)


def _finish(session: Session, *, commit: bool) -> None:
    try:
        if commit:
            session.commit()
    finally:
        session.close()
