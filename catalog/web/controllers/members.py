"""Who belongs to a catalog."""

from dataclasses import dataclass, field
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from catalog.db.models import Catalog
from catalog.domain import catalog_settings
from catalog.domain.queries.catalogs import MemberRecord, members_of
from catalog.errors import Invalid
from catalog.i18n import gettext as _
from catalog.web import access, htmx
from catalog.web.access import CatalogAccess
from catalog.web.deps import AnyRequest, Form, Person, Session


@dataclass(frozen=True)
class MembersPage:
    """The context of templates/members/index.html."""

    catalog: Catalog
    can_manage: bool
    members: list[MemberRecord]
    roles: list[tuple[str, str]]
    email: str = ""
    role: str = "collaborator"
    errors: dict[str, str] = field(default_factory=dict)


class MemberController(Controller):
    path = "/admin/catalogs/{slug:str}/members"

    @get(name="members.index", sync_to_thread=True)
    def list_members(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str]
    ) -> Response[Any]:
        opened = access.catalog_for_reading(session, person, slug)
        return htmx.page(request, "members/index.html", _page(session, opened))

    @post(name="members.add", status_code=200, sync_to_thread=True)
    def add_member(
        self, request: AnyRequest, session: Session, person: Person, slug: FromPath[str], data: Form
    ) -> Response[Any]:
        opened = access.catalog_for_managing(session, person, slug)
        email, role = data.get("email", ""), data.get("role", "")
        try:
            catalog_settings.add_member(session, opened.catalog, email, role)
        except Invalid as error:
            errors = {error.field: str(error)}
            page = _page(session, opened, email=email, role=role, errors=errors)
            return htmx.page(request, "members/index.html", page, status_code=422)
        return htmx.redirect(request, f"/admin/catalogs/{slug}/members")

    @post("/{user_id:int}", name="members.update", status_code=200, sync_to_thread=True)
    def save_member(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        slug: FromPath[str],
        user_id: FromPath[int],
        data: Form,
    ) -> Response[Any]:
        """Give another role; without one, let the person go."""
        opened = access.catalog_for_managing(session, person, slug)
        if role := data.get("role", ""):
            catalog_settings.change_member(session, opened.catalog, user_id, role)
        else:
            catalog_settings.remove_member(session, opened.catalog, user_id)
        return htmx.redirect(request, f"/admin/catalogs/{slug}/members")


def _page(session: Session, opened: CatalogAccess, **more: Any) -> MembersPage:
    members = members_of(session, opened.catalog.id)
    return MembersPage(opened.catalog, opened.can_manage, members, roles(), **more)


def roles() -> list[tuple[str, str]]:
    return [
        ("owner", _("Owner: everything")),
        ("collaborator", _("Collaborator: edits rows and pictures")),
        ("viewer", _("Viewer: only looks")),
    ]
