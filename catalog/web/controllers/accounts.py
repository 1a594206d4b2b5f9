"""Signing in and out, one's own account, and new passwords by one-time link."""

from dataclasses import dataclass
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from catalog.domain import accounts
from catalog.errors import Invalid, TooManyAttempts
from catalog.i18n import gettext as _
from catalog.web import htmx
from catalog.web.current import SESSION_COOKIE, is_https
from catalog.web.deps import AnyRequest, Database, Form, Person, Session, Visitor
from catalog.web.languages import language_cookie

HOME = "/admin/catalogs"


@dataclass(frozen=True)
class SignInPage:
    email: str = ""
    error: str = ""
    next: str = ""


@dataclass(frozen=True)
class AccountPage:
    name: str
    errors: dict[str, str]
    saved: bool = False


@dataclass(frozen=True)
class ResetPage:
    email: str
    token: str
    error: str = ""


class AccountController(Controller):
    @get("/login", name="accounts.sign_in", sync_to_thread=True)
    def show_sign_in(self, request: AnyRequest, visitor: Visitor) -> Response[Any]:
        target = _own_address(request.query_params.get("next", ""))
        if visitor:
            return htmx.redirect(request, target or HOME)
        return htmx.page(request, "accounts/sign_in.html", SignInPage(next=target))

    @post("/login", name="accounts.start", status_code=200, sync_to_thread=True)
    def sign_in(self, request: AnyRequest, database: Database, data: Form) -> Response[Any]:
        email, target = data.get("email", ""), _own_address(data.get("next", ""))
        try:
            token = _open_session(request, database, email, data.get("password", ""))
        except TooManyAttempts as error:
            page = SignInPage(email, str(error), target)
            return htmx.page(request, "accounts/sign_in.html", page, status_code=429)
        if token is None:
            page = SignInPage(email, _("E-mail or password is wrong."), target)
            return htmx.page(request, "accounts/sign_in.html", page, status_code=422)
        response = htmx.redirect(request, target or HOME)
        response.set_cookie(_cookie(request, token))
        return response

    @post("/logout", name="accounts.end", status_code=200, sync_to_thread=True)
    def sign_out(self, request: AnyRequest, session: Session) -> Response[Any]:
        token = request.cookies.get(SESSION_COOKIE)
        if token:
            accounts.end_session(session, token)
        response = htmx.redirect(request, "/login")
        response.delete_cookie(SESSION_COOKIE)
        return response

    @get("/account", name="accounts.show", sync_to_thread=True)
    def show_account(self, request: AnyRequest, person: Person) -> Response[Any]:
        saved = "saved" in request.query_params
        page = AccountPage(person.name, errors={}, saved=saved)
        return htmx.page(request, "accounts/show.html", page)

    @post("/account", name="accounts.save", status_code=200, sync_to_thread=True)
    def save_account(
        self, request: AnyRequest, session: Session, person: Person, data: Form
    ) -> Response[Any]:
        try:
            accounts.update_account(
                session,
                person,
                request.cookies.get(SESSION_COOKIE, ""),
                name=data.get("name", ""),
                password=data.get("password", ""),
                current_password=data.get("current_password", ""),
            )
        except Invalid as error:
            page = AccountPage(data.get("name", ""), errors={error.field: str(error)})
            return htmx.page(request, "accounts/show.html", page, status_code=422)
        return htmx.redirect(request, "/account?saved=1")

    @get("/reset/{token:str}", name="accounts.reset", sync_to_thread=True)
    def show_reset(
        self, request: AnyRequest, session: Session, token: FromPath[str]
    ) -> Response[Any]:
        user = accounts.user_of_reset_link(session, token)
        return htmx.page(request, "accounts/reset.html", ResetPage(user.email, token))

    @post("/reset/{token:str}", name="accounts.set_password", status_code=200, sync_to_thread=True)
    def reset(
        self, request: AnyRequest, session: Session, token: FromPath[str], data: Form
    ) -> Response[Any]:
        try:
            accounts.reset_password(session, token, data.get("password", ""))
        except Invalid as error:
            user = accounts.user_of_reset_link(session, token)
            page = ResetPage(user.email, token, str(error))
            return htmx.page(request, "accounts/reset.html", page, status_code=422)
        return htmx.redirect(request, "/login")

    @post("/language", name="accounts.language", status_code=200, sync_to_thread=False)
    def choose_language(self, request: AnyRequest, data: Form) -> Response[Any]:
        response = htmx.redirect(request, _own_address(data.get("next", "")) or "/")
        response.set_cookie(language_cookie("es" if data.get("language") == "es" else "en"))
        return response


def _open_session(request: AnyRequest, database: Database, email: str, password: str) -> str | None:
    """Check the password outside any transaction: it is slow on purpose."""
    client = request.client.host if request.client else ""
    subjects = (f"email:{email.strip().lower()}", f"client:{client}")
    with database.reading() as session:
        accounts.check_throttle(session, *subjects)
        user = accounts.check_password(session, email, password)
    with database.writing() as session:
        if user is None:
            accounts.record_failure(session, *subjects)
            return None
        accounts.forget_failures(session, subjects[0])
        return accounts.start_session(session, user)


def _cookie(request: AnyRequest, token: str) -> Cookie:
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        max_age=accounts.SESSION_DAYS * 86400,
        httponly=True,
        secure=is_https(request),
        samesite="lax",
    )


def _own_address(target: str) -> str:
    """Return the target when it stays on this site, else nothing."""
    plain = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if plain and target.isprintable() else ""
