"""Puts the rooms together: the only place, beside the commands, that knows them all."""

from collections.abc import Callable, Sequence
from typing import Any

from jinja2 import Environment
from litestar import Litestar
from litestar.datastructures import CacheControlHeader, State
from litestar.exceptions import HTTPException, InternalServerException
from litestar.openapi.config import OpenAPIConfig
from litestar.router import Router
from litestar.static_files import create_static_files_router
from litestar.types import ControllerRouterHandler
from sqlalchemy.exc import DBAPIError

from catalog import __version__
from catalog.db.session import Database
from catalog.domain.picture_reading import PictureReader
from catalog.errors import CatalogError
from catalog.files import files
from catalog.settings import Settings
from catalog.storage.storages import Storages, open_storages
from catalog.web import errors
from catalog.web.controllers import CONTROLLERS
from catalog.web.deps import dependencies
from catalog.web.languages import Language
from catalog.web.picture_urls import PictureUrls, media_address
from catalog.web.security import SecurityHeaders, check_origin
from catalog.web.templating import create_environment
from catalog.web.transactions import Transaction

BODY_LIMIT = 2 * 1024 * 1024
"""Bytes of a form; routes that take files set their own."""


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    storages: Storages | None = None,
    on_startup: Sequence[Callable[[], None]] = (),
    on_shutdown: Sequence[Callable[[], None]] = (),
) -> Litestar:
    """Return the application; nothing outside the process is touched before a request needs it."""
    own_database = database or Database(settings.database_url)
    own_storages = storages or open_storages(settings)
    state = {
        "settings": settings,
        "database": own_database,
        "storages": own_storages,
        "picture_reader": PictureReader(own_database, own_storages, settings),
        "templates": _environment(settings, own_storages),
    }
    return Litestar(
        route_handlers=[*CONTROLLERS, *_static_routers()],
        dependencies=dependencies,
        middleware=[SecurityHeaders(settings), Language(), Transaction()],
        before_request=check_origin,
        exception_handlers=_exception_handlers(),
        state=State(state),
        request_max_body_size=BODY_LIMIT,
        openapi_config=OpenAPIConfig(
            "Catalog", __version__, path="/api/openapi", render_plugins=[]
        ),
        on_startup=list(on_startup),
        on_shutdown=[*on_shutdown, *([] if database else [own_database.close])],
        logging_config=None,
    )


def _environment(settings: Settings, storages: Storages) -> Environment:
    pictures = PictureUrls(settings, storages)
    return create_environment(
        get_image_url=pictures.get_image_url, srcset=pictures.srcset, media_address=media_address
    )


def _exception_handlers() -> dict[int | type[Exception], Any]:
    return {
        CatalogError: errors.answer_refusal,
        HTTPException: errors.answer_http,
        DBAPIError: errors.answer_database,
        **dict.fromkeys(errors.UNREADABLE, errors.answer_unreadable),
        Exception: errors.answer_fault,
    }


def _static_routers() -> list[ControllerRouterHandler]:
    """Scripts import each other by plain names, so they are asked about; the rest never changes."""
    return [
        _static("/static/js", "js", CacheControlHeader(no_cache=True)),
        _static("/static", "", CacheControlHeader(max_age=31536000, public=True, immutable=True)),
    ]


def _static(path: str, folder: str, caching: CacheControlHeader) -> Router:
    return create_static_files_router(
        path=path,
        directories=[files("static") / folder],
        name=f"static{folder}",
        cache_control=caching,
        include_in_schema=False,
        exception_handlers=dict.fromkeys(
            (InternalServerException, ValueError), errors.answer_no_file
        ),
    )
