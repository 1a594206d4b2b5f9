from tests.factories import PASSWORD, Cast
from tests.web.conftest import SignIn


def test_only_an_administrator_sees_people(sign_in: SignIn, cast: Cast) -> None:
    assert "olga@example.org" in sign_in(cast.admin).get("/admin/users").text
    assert sign_in(cast.owner).get("/admin/users").status_code == 403
    assert sign_in(None).get("/admin/users").status_code == 303


def test_somebody_added_sets_a_password_by_the_link_once(sign_in: SignIn, cast: Cast) -> None:
    given = {"email": "eva@example.org", "role": "editor"}
    page = sign_in(cast.admin).post("/admin/users", data=given).text
    link = "/reset/" + page.split("/reset/", 1)[1].split("<", 1)[0]
    visitor = sign_in(None)
    assert "eva@example.org" in visitor.get(link).text
    assert visitor.post(link, data={"password": "short"}).status_code == 422
    assert visitor.post(link, data={"password": PASSWORD}).status_code == 303
    assert visitor.post(link, data={"password": PASSWORD}).status_code == 404
    given = {"email": "eva@example.org", "password": PASSWORD}
    assert visitor.post("/login", data=given).status_code == 303


def test_a_bad_email_stays_with_the_reason(sign_in: SignIn, cast: Cast) -> None:
    response = sign_in(cast.admin).post("/admin/users", data={"email": "eva", "role": "editor"})
    assert response.status_code == 422
    assert 'value="eva"' in response.text
    assert "Write an e-mail address" in response.text


def test_the_last_administrator_stays(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in(cast.admin)
    path = f"/admin/users/{cast.admin.id}"
    assert client.post(path, data={"role": "viewer"}).status_code == 422
    assert client.post(f"{path}/access", data={"access": "no"}).status_code == 422
    assert client.get("/admin/users").status_code == 200


def test_access_taken_away_ends_at_once(sign_in: SignIn, cast: Cast) -> None:
    theirs = sign_in(cast.owner)
    path = f"/admin/users/{cast.owner.id}/access"
    assert sign_in(cast.admin).post(path, data={"access": "no"}).status_code == 303
    assert theirs.get("/account").status_code == 303
