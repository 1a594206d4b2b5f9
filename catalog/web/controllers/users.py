"""The people of the installation, for administrators."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from catalog.db.models import User
from catalog.domain import accounts
from catalog.domain.queries import users as queries
from catalog.errors import Invalid
from catalog.i18n import gettext as _
from catalog.web import access, htmx
from catalog.web.current import settings_of
from catalog.web.deps import AnyRequest, Form, Person, Session


@dataclass(frozen=True)
class UsersPage:
    users: list[User]
    roles: list[tuple[str, str]]
    email: str = ""
    role: str = "editor"
    errors: dict[str, str] = field(default_factory=dict)
    link: tuple[str, str] | None = None


class UserController(Controller):
    path = "/admin/users"

    @get(name="users.index", sync_to_thread=True)
    def list_users(self, request: AnyRequest, session: Session, person: Person) -> Response[Any]:
        access.require_admin(person)
        return _page(request, session)

    @post(name="users.add", status_code=200, sync_to_thread=True)
    def add_user(
        self, request: AnyRequest, session: Session, person: Person, data: Form
    ) -> Response[Any]:
        access.require_admin(person)
        email, role = data.get("email", ""), data.get("role", "")
        try:
            user, token = accounts.invite_user(session, email, role)
        except Invalid as error:
            errors = {error.field: str(error)}
            return _page(request, session, 422, email=email, role=role, errors=errors)
        return _page(request, session, link=(user.email, _reset_address(request, token)))

    @post("/{user_id:int}", name="users.role", status_code=200, sync_to_thread=True)
    def save_role(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        user_id: FromPath[int],
        data: Form,
    ) -> Response[Any]:
        access.require_admin(person)
        accounts.change_role(session, accounts.user_by_id(session, user_id), data.get("role", ""))
        return htmx.redirect(request, "/admin/users")

    @post("/{user_id:int}/reset-link", name="users.link", status_code=200, sync_to_thread=True)
    def make_link(
        self, request: AnyRequest, session: Session, person: Person, user_id: FromPath[int]
    ) -> Response[Any]:
        access.require_admin(person)
        user = accounts.user_by_id(session, user_id)
        address = _reset_address(request, accounts.create_reset_link(session, user))
        return _page(request, session, link=(user.email, address))

    @post("/{user_id:int}/access", name="users.access", status_code=200, sync_to_thread=True)
    def save_access(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        user_id: FromPath[int],
        data: Form,
    ) -> Response[Any]:
        access.require_admin(person)
        user = accounts.user_by_id(session, user_id)
        verb = accounts.enable_user if data.get("access") == "yes" else accounts.disable_user
        verb(session, user)
        return htmx.redirect(request, "/admin/users")


def _page(
    request: AnyRequest, session: Session, status_code: int = 200, **context: Any
) -> Response[Any]:
    page = UsersPage(queries.all_users(session), _roles(), **context)
    return htmx.page(request, "users/index.html", page, status_code=status_code)


def _roles() -> list[tuple[str, str]]:
    return [("admin", _("Administrator")), ("editor", _("Editor")), ("viewer", _("Viewer"))]


def _reset_address(request: AnyRequest, token: str) -> str:
    base = settings_of(request).base_url or str(request.base_url).rstrip("/")
    return f"{base}/reset/{token}"
