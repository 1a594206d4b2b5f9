"""One controller per noun; `catalog.app` serves those listed here."""

from litestar import Controller

from catalog.web.controllers.accounts import AccountController
from catalog.web.controllers.health import HealthController
from catalog.web.controllers.unknown import UnknownController

CONTROLLERS: tuple[type[Controller], ...] = (
    AccountController,
    HealthController,
    UnknownController,
)
