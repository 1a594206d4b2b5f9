"""One controller per noun; `catalog.app` serves those listed here."""

from litestar import Controller

from catalog.web.controllers.accounts import AccountController
from catalog.web.controllers.health import HealthController
from catalog.web.controllers.unknown import UnknownController
from catalog.web.controllers.users import UserController

CONTROLLERS: tuple[type[Controller], ...] = (
    AccountController,
    HealthController,
    UserController,
    UnknownController,
)
