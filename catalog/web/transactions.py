"""One session per request, committed before the answer starts.

A failed commit is an error that the client sees, never a lost edit. Any answer of 400 or above, and
anything raised, rolls back whole.
"""

from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from catalog.web import errors
from catalog.web.current import SAFE_METHODS, AnyRequest


class Transaction(ASGIMiddleware):
    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        ending = _Ending(scope, receive, send)
        try:
            await next_app(scope, receive, ending.send)
        finally:
            await _end(scope, commit=False)


class _Ending:
    """Holds an answer back until its transaction has ended, and replaces it when that fails."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope, self.receive, self.pass_on = scope, receive, send
        self.failed = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            try:
                await _end(self.scope, commit=message["status"] < 400)
            except DBAPIError as error:
                self.failed = True
                await self._answer(error)
        if not self.failed:
            await self.pass_on(message)

    async def _answer(self, error: DBAPIError) -> None:
        request: AnyRequest = Request(self.scope, self.receive, self.pass_on)
        response = errors.answer_database(request, error)
        answer = response.to_asgi_response(None, request)
        await answer(self.scope, self.receive, self.pass_on)


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
