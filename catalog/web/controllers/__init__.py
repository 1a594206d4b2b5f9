"""One controller per noun; `catalog.app` serves those listed here."""

from litestar import Controller

from catalog.web.controllers.accounts import AccountController
from catalog.web.controllers.api import API_CONTROLLERS
from catalog.web.controllers.catalogs import CatalogController
from catalog.web.controllers.cells import CellController
from catalog.web.controllers.columns import ColumnController, ColumnsController
from catalog.web.controllers.exports import ExportController
from catalog.web.controllers.feeds import FeedController
from catalog.web.controllers.health import HealthController
from catalog.web.controllers.history import HistoryController
from catalog.web.controllers.images import ImageController
from catalog.web.controllers.imports import CatalogImportController, ImportController
from catalog.web.controllers.media import MediaController
from catalog.web.controllers.members import MemberController
from catalog.web.controllers.migration_runs import MigrationRunController
from catalog.web.controllers.public import PublicController
from catalog.web.controllers.rows import NewRowController, RowController
from catalog.web.controllers.storage import StorageController
from catalog.web.controllers.trays import TrayController
from catalog.web.controllers.unknown import UnknownController
from catalog.web.controllers.users import UserController
from catalog.web.heads import answering_heads

CONTROLLERS: tuple[type[Controller], ...] = (
    AccountController,
    *API_CONTROLLERS,
    CatalogController,
    CatalogImportController,
    CellController,
    ColumnController,
    ColumnsController,
    ExportController,
    FeedController,
    HealthController,
    HistoryController,
    ImageController,
    ImportController,
    MediaController,
    MemberController,
    MigrationRunController,
    NewRowController,
    RowController,
    StorageController,
    TrayController,
    UserController,
    PublicController,
    UnknownController,
)

answering_heads(each for each in CONTROLLERS if each not in API_CONTROLLERS)
