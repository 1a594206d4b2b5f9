"""The only reader and writer of HTMX headers: page or fragment, redirect, toast, extra parts."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from litestar import Response
from litestar.enums import MediaType

from catalog import i18n
from catalog.web.current import AnyRequest, csrf_token_of, person_of
from catalog.web.templating import url_with

Html = Response[str]

_OF_ADDRESSES = "%/?#[]@!$&'()*+,;=:"
"""What stays as it is; headers hold no other characters than ASCII's."""


def is_fragment(request: AnyRequest) -> bool:
    """Return whether a part of the page is wanted; a history restore gets the whole page."""
    headers = request.headers
    return headers.get("hx-request") == "true" and "hx-history-restore-request" not in headers


def render(request: AnyRequest, template: str, context: object) -> str:
    """Render at once, in the handler's thread, so that a fault is raised before the commit."""
    environment: Environment = request.app.state.templates
    return environment.get_template(template).render(request_context(request) | as_mapping(context))


def request_context(request: AnyRequest) -> dict[str, Any]:
    """Return what every template may use beside the page's own context."""
    path = request.url.path
    return {
        "person": person_of(request),
        "csrf_token": csrf_token_of(request),
        "language": i18n.language(),
        "path": path,
        "url_with": url_with(path, list(request.query_params.multi_items())),
    }


def as_mapping(context: object) -> dict[str, Any]:
    if is_dataclass(context) and not isinstance(context, type):
        return {field.name: getattr(context, field.name) for field in fields(context)}
    if isinstance(context, Mapping):
        return dict(context)
    message = f"A page's context is a dataclass or a mapping, not {type(context).__name__}"
    raise TypeError(message)


def page(
    request: AnyRequest,
    template: str,
    context: object,
    *,
    fragment: str | None = None,
    status_code: int = 200,
    extra: tuple[str, ...] = (),
) -> Html:
    """Answer with the page, or with its fragment when HTMX asks and there is one.

    `extra` names more fragments that go along, each swapped out of band by its own id.
    """
    chosen = fragment if fragment and is_fragment(request) else template
    body = render(request, chosen, context)
    if chosen == fragment:
        body += "".join(render(request, part, context) for part in extra)
    response = Response(body, media_type=MediaType.HTML, status_code=status_code)
    response.headers["Vary"] = "HX-Request, Accept-Language, Cookie"
    if person_of(request):
        response.headers["Cache-Control"] = "no-store"
    return response


def redirect(request: AnyRequest, url: str) -> Response[Any]:
    """After a success: the browser goes there, by HTMX or by itself."""
    url = quote(url, safe=_OF_ADDRESSES)
    if is_fragment(request):
        return Response(None, status_code=204, headers={"HX-Redirect": url})
    return Response("", status_code=303, headers={"Location": url}, media_type=MediaType.TEXT)


def toast(response: Response[Any], message: str, *, kind: str = "info") -> Response[Any]:
    """Have the page show a short notice: `static/js/toast.js` listens for it."""
    response.headers["HX-Trigger"] = json.dumps({"toast": {"message": message, "kind": kind}})
    return response
