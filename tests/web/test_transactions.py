"""A failed commit is an error that the client sees, never a lost edit."""

from litestar import Litestar
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from catalog.db.session import Database
from catalog.domain import accounts
from tests.factories import Cast
from tests.web.conftest import SignIn


def test_a_commit_that_fails_is_a_503_and_nothing_is_saved(
    sign_in: SignIn, cast: Cast, sqlite_database: Database
) -> None:
    client = sign_in(cast.owner)

    def fail(_session: Session) -> None:
        raise OperationalError("COMMIT", {}, Exception("database is locked"))

    event.listen(Session, "before_commit", fail)
    try:
        response = client.post("/account", data={"name": "Eva"})
    finally:
        event.remove(Session, "before_commit", fail)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "5"
    assert _name(sqlite_database, cast) == "Olga"


def test_a_refused_form_rolls_back(
    sign_in: SignIn, cast: Cast, sqlite_database: Database, app: Litestar
) -> None:
    del app
    given = {"name": "Eva", "password": "short", "current_password": "wrong"}
    response = sign_in(cast.owner).post("/account", data=given)
    assert response.status_code == 422
    assert 'value="Eva"' in response.text
    assert _name(sqlite_database, cast) == "Olga"


def _name(database: Database, cast: Cast) -> str:
    with database.reading() as session:
        return accounts.user_by_id(session, cast.owner.id).name
