import pytest

from catalog.settings import Settings, load
from catalog.web.security import picture_origins
from tests.factories import Cast
from tests.web.conftest import SignIn


def test_every_answer_carries_the_headers(sign_in: SignIn) -> None:
    for path in ("/login", "/health/live", "/nothing-here", "/static/css/app.css"):
        headers = sign_in(None).get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        policy = headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy


def test_a_change_without_the_sessions_token_is_refused(sign_in: SignIn, cast: Cast) -> None:
    client = sign_in(cast.owner)
    right = client.headers.pop("x-csrf-token")
    assert client.post("/account", data={"name": "Eva"}).status_code == 403
    assert client.post("/account", data={"name": "Eva", "csrf_token": "x"}).status_code == 403
    assert client.post("/account", data={"name": "Eva", "csrf_token": right}).status_code == 303


def test_another_persons_token_is_no_use(sign_in: SignIn, cast: Cast) -> None:
    client, other = sign_in(cast.owner), sign_in(cast.stranger)
    client.headers["x-csrf-token"] = other.headers["x-csrf-token"]
    assert client.post("/account", data={"name": "Eva"}).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"origin": "http://[::1"},
    ],
)
def test_a_change_from_another_site_is_refused(
    sign_in: SignIn, cast: Cast, headers: dict[str, str]
) -> None:
    response = sign_in(cast.owner).post("/account", data={"name": "Eva"}, headers=headers)
    assert response.status_code == 403


def test_what_browsers_send_by_themselves_is_no_programs_key(sign_in: SignIn, cast: Cast) -> None:
    """A browser adds the password of a proxy in front of us to forms of other sites as well."""
    client = sign_in(cast.owner)
    del client.headers["x-csrf-token"]
    response = client.post(
        "/account", data={"name": "Eva"}, headers={"authorization": "Basic YTpi"}
    )
    assert response.status_code == 403


def test_pictures_may_come_from_the_store_and_the_cdn(settings: Settings) -> None:
    assert picture_origins(settings) == []
    given = {
        "S3_BUCKET_NAME": "fotos",
        "S3_ENDPOINT_URL": "http://127.0.0.1:9000",
        "S3_PUBLIC_BASE_URL": "https://cdn.example.org/a/b",
    }
    origins = picture_origins(load(given, settings.data_dir))
    assert origins == ["https://cdn.example.org", "http://127.0.0.1:9000"]


def test_errors_for_programs_are_problems(sign_in: SignIn) -> None:
    response = sign_in(None).get("/nothing-here", headers={"accept": "application/json"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == 404


@pytest.mark.parametrize(
    ("asked", "language"),
    [("es-MX,es;q=0.9", "es"), ("fr,en;q=0.5", "en"), ("", "en"), ("es;q=0, en", "en")],
)
def test_the_browsers_language_is_answered(sign_in: SignIn, asked: str, language: str) -> None:
    page = sign_in(None).get("/login", headers={"accept-language": asked}).text
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("host", ["x:99999999", "[::1", "x:80:80", "x@y"])
def test_a_host_that_cannot_be_is_refused(sign_in: SignIn, host: str) -> None:
    response = sign_in(None).get("/login", headers={"host": host})
    assert response.status_code == 400
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("host", ["localhost:8000", "[::1]:8000", "a-b.example.org", "10.0.0.1"])
def test_a_host_that_can_be_is_answered(sign_in: SignIn, host: str) -> None:
    assert sign_in(None).get("/login", headers={"host": host}).status_code == 200
