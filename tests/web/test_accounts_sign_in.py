import pytest

from catalog.db.session import Database
from catalog.domain import accounts
from tests.factories import PASSWORD, Cast
from tests.web.conftest import Client, SignIn


@pytest.fixture
def visitor(sign_in: SignIn, sqlite_database: Database) -> Client:
    with sqlite_database.writing() as session:
        accounts.create_user(session, "Ana@Example.org", PASSWORD, "admin")
    return sign_in(None)


def test_the_right_password_opens_a_session(visitor: Client) -> None:
    given = {"email": "ana@example.org", "password": PASSWORD, "next": "/account"}
    response = visitor.post("/login", data=given)
    assert (response.status_code, response.headers["location"]) == (303, "/account")
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/;" in cookie
    assert "ana@example.org" in visitor.get("/account").text


@pytest.mark.parametrize("email", ["ana@example.org", "nobody@example.org"])
def test_a_wrong_password_says_so_and_keeps_the_email(visitor: Client, email: str) -> None:
    response = visitor.post("/login", data={"email": email, "password": "wrong"})
    assert response.status_code == 422
    assert "E-mail or password is wrong." in response.text
    assert f'value="{email}"' in response.text
    assert "set-cookie" not in response.headers


def test_guessing_is_slowed_down(visitor: Client) -> None:
    guess = {"email": "ana@example.org", "password": "wrong"}
    answers = [visitor.post("/login", data=guess).status_code for _ in range(10)]
    assert answers == [422] * accounts.ATTEMPTS + [429] * 2
    assert visitor.post("/login", data=guess | {"password": PASSWORD}).status_code == 429


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_signing_in_leads_nowhere_else(visitor: Client, target: str) -> None:
    given = {"email": "ana@example.org", "password": PASSWORD, "next": target}
    assert visitor.post("/login", data=given).headers["location"] == "/admin/catalogs"


def test_a_visitor_gets_no_cookie(visitor: Client) -> None:
    assert "set-cookie" not in visitor.get("/login").headers


def test_a_members_page_asks_to_sign_in_and_comes_back(visitor: Client) -> None:
    response = visitor.get("/account?saved=1")
    assert response.status_code == 303
    assert response.headers["location"] == "/login?next=/account%3Fsaved%3D1"


def test_signing_out_ends_the_session(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in(cast.owner)
    assert client.post("/logout").status_code == 303
    assert client.get("/account").status_code == 303


def test_a_new_password_ends_the_other_sessions(
    sign_in: SignIn, cast: Cast, sqlite_database: Database
) -> None:
    here, elsewhere, other = sign_in(cast.owner), sign_in(cast.owner), sign_in(cast.viewer)
    with sqlite_database.writing() as session:
        user = accounts.user_by_id(session, cast.owner.id)
        accounts.set_password(user, PASSWORD)
        link = accounts.create_reset_link(session, user)
    form = {"name": "Ana", "password": f"{PASSWORD} new", "current_password": PASSWORD}
    assert here.post("/account", data=form).status_code == 303
    assert here.get("/account").status_code == 200
    assert other.get("/account").status_code == 200
    assert elsewhere.get("/account").headers["location"] == "/login?next=/account"
    assert here.get(f"/reset/{link}").status_code == 404
