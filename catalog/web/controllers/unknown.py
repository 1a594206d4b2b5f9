"""Every address that nothing else answers, so that its error page has language and headers too."""

from litestar import Controller, route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from catalog.errors import NotFound
from catalog.i18n import Message

METHODS = [
    HttpMethod.GET,
    HttpMethod.POST,
    HttpMethod.PUT,
    HttpMethod.PATCH,
    HttpMethod.DELETE,
]


class UnknownController(Controller):
    @route("/{rest:path}", http_method=METHODS, include_in_schema=False, sync_to_thread=False)
    def refuse(self, rest: FromPath[str]) -> None:  # noqa: ARG002 - the path names it
        raise NotFound(Message("There is nothing at this address."))
