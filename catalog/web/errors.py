"""What went wrong, as a page, a fragment or problem+json, with its HTTP number."""

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DataError, DBAPIError

from catalog import errors
from catalog.i18n import gettext as _
from catalog.web import htmx
from catalog.web.current import SAFE_METHODS, AnyRequest

logger = logging.getLogger("catalog")

_NUMBERS: dict[type[errors.CatalogError], int] = {
    errors.NotFound: 404,
    errors.Gone: 410,
    errors.NotAllowed: 403,
    errors.SignInNeeded: 401,
    errors.TooManyAttempts: 429,
    errors.Invalid: 422,
    errors.InvalidForm: 422,
    errors.Conflict: 409,
    errors.StorageError: 503,
}


def answer_refusal(request: AnyRequest, error: errors.CatalogError) -> Response[Any]:
    """A domain error: the sentence it carries, under its number."""
    if isinstance(error, errors.SignInNeeded) and not wants_json(request):
        return _to_sign_in(request)
    status = next((number for kind, number in _NUMBERS.items() if isinstance(error, kind)), 500)
    response = _answer(request, status, str(error), _fields(error))
    if isinstance(error, errors.TooManyAttempts):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def answer_http(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """What is refused before a handler is reached: unknown address, method, body too large."""
    response = _answer(request, error.status_code, "", {})
    response.headers.update(error.headers or {})
    return response


UNREADABLE = (DataError, OverflowError, RecursionError, UnicodeError)
"""What only a request can cause: numbers and characters that no database holds, broken text."""


def answer_unreadable(request: AnyRequest, error: Exception) -> Response[Any]:
    """Nothing has such a number or name; nothing can be made of such a form."""
    logger.warning("Unreadable %s %r: %s", request.method, request.url.path, error)
    return _answer(request, 404 if request.method in SAFE_METHODS else 422, "", {})


def answer_database(request: AnyRequest, error: DBAPIError) -> Response[Any]:
    if isinstance(error, DataError):
        return answer_unreadable(request, error)
    logger.error("Database refused %s %s: %s", request.method, request.url.path, error.orig)
    response = _answer(request, 503, _("The database is busy. Nothing was saved; try again."), {})
    response.headers["Retry-After"] = "5"
    return response


def answer_no_file(request: AnyRequest, error: Exception) -> Response[Any]:
    """No file has such a name: it is too long for the disk, or holds what no name may hold."""
    logger.warning("No file for %s %r: %s", request.method, request.url.path, error)
    return _answer(request, 404, "", {})


def answer_fault(request: AnyRequest, error: Exception) -> Response[Any]:
    logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(request, 500, "", {})


def wants_json(request: AnyRequest) -> bool:
    path = request.url.path
    if path.startswith(("/api/", "/health", "/metrics")) or path.endswith(".json"):
        return True
    return request.headers.get("accept", "").startswith("application/json")


def _fields(error: errors.CatalogError) -> dict[str, str]:
    if isinstance(error, errors.Invalid):
        return {error.field: str(error)}
    if isinstance(error, errors.InvalidForm):
        return {name: str(message) for name, message in error.errors.items()}
    return {}


def _to_sign_in(request: AnyRequest) -> Response[Any]:
    if htmx.is_fragment(request):
        return Response("", status_code=401, media_type="text/plain")
    query = request.url.query
    path = f"{request.url.path}?{query}" if query and request.method == "GET" else request.url.path
    return htmx.redirect(request, f"/login?next={quote(path)}")


def _answer(request: AnyRequest, status: int, detail: str, fields: dict[str, str]) -> Response[Any]:
    if wants_json(request):
        return _problem(status, detail, fields)
    template = f"errors/{status}.html" if status in PAGES else "errors/500.html"
    if 400 <= status < 500 and status not in PAGES:
        template = "errors/422.html"
    if htmx.is_fragment(request):
        template = "errors/_inline.html"
    context = {"status": status, "detail": detail or _default_detail(status)}
    if template == "errors/500.html":
        request.scope["state"].setdefault("person", None)
    return htmx.page(request, template, context, status_code=status)


PAGES = frozenset({403, 404, 410, 413, 422, 500, 503})


def _default_detail(status: int) -> str:
    if status == 413:
        return _("That is too large.")
    if status == 404:
        return _("There is nothing at this address.")
    if status == 405:
        return _("This address does not take that.")
    if status >= 500:
        return _("Something went wrong on our side. Nothing was lost; try again.")
    return _("The request could not be understood.")


def _problem(status: int, detail: str, fields: dict[str, str]) -> Response[Any]:
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or _default_detail(status),
    }
    if fields:
        problem["errors"] = fields
    return Response(problem, status_code=status, media_type="application/problem+json")
