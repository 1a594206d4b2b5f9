"""A visitor's language: chosen by an address, kept by a cookie; no cookie before a choice."""

import pytest

from catalog.web.languages import LANGUAGE_COOKIE
from tests.web.conftest import SignIn


def test_a_choice_is_kept_for_the_pages_after_it(sign_in: SignIn) -> None:
    client = sign_in(None)
    assert '<html lang="en">' in client.get("/login").text
    assert '<html lang="es">' in client.get("/login?lang=es").text
    assert '<html lang="es">' in client.get("/login").text
    assert '<html lang="en">' in client.get("/login?lang=en").text
    assert '<html lang="en">' in client.get("/login").text


@pytest.mark.parametrize("address", ["/", "/login", "/?lang=xx", "/?lang="])
def test_nothing_is_kept_without_a_choice(sign_in: SignIn, address: str) -> None:
    answer = sign_in(None).get(address)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers


def test_a_choice_that_is_known_is_not_sent_again(sign_in: SignIn) -> None:
    client = sign_in(None)
    assert LANGUAGE_COOKIE in client.get("/?lang=es").headers["set-cookie"]
    assert "set-cookie" not in client.get("/?lang=es").headers
