"""HEAD beside GET: what watches a site, or checks links, asks for no more than the headers."""

from collections.abc import Iterable

from litestar import Controller, HttpMethod
from litestar.handlers import HTTPRouteHandler

_GET, _HEAD = HttpMethod.GET.value, HttpMethod.HEAD.value


def answering_heads(controllers: Iterable[type[Controller]]) -> None:
    """Have every handler that answers GET answer HEAD, unless the controller has one for that."""
    for controller in controllers:
        handlers = [part for part in vars(controller).values() if _is_reading(part)]
        for handler in handlers:
            handler.http_methods = {*handler.http_methods, _HEAD}


def _is_reading(part: object) -> bool:
    return isinstance(part, HTTPRouteHandler) and _GET in part.http_methods
