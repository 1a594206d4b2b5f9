"""The JSON interface for programs, one controller per noun."""

from litestar import Controller

from catalog.web.controllers.api.catalogs import ApiCatalogController
from catalog.web.controllers.api.images import ApiImageController
from catalog.web.controllers.api.rows import ApiRowController
from catalog.web.controllers.api.schema import ApiSchemaController
from catalog.web.controllers.api.storage import ApiStorageController

API_CONTROLLERS: tuple[type[Controller], ...] = (
    ApiCatalogController,
    ApiImageController,
    ApiRowController,
    ApiSchemaController,
    ApiStorageController,
)
