"""Where pictures are, and orders to move them, for programs of administrators."""

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import JSONBody

from catalog.domain import migration_runs
from catalog.domain.queries.migration_runs import progress_of, recent_runs
from catalog.domain.run_scopes import Scope
from catalog.domain.storage_status import storage_status
from catalog.errors import NotAllowed
from catalog.i18n import Message
from catalog.web import access, api
from catalog.web.deps import Person, Session, Settings, Storages
from catalog.web.row_documents import answer_json


class NewRun(msgspec.Struct, forbid_unknown_fields=True):
    to: str
    """`s3` or `local`."""
    catalog: str | None = None
    """Its slug; without, all pictures."""
    limit: int | None = None


class ApiStorageController(Controller):
    path = "/api/v1/storage"
    dependencies = api.dependencies
    exception_handlers = api.exception_handlers
    include_in_schema = True
    tags = ("storage",)

    @get("/status", name="api.storage", sync_to_thread=True)
    def show_status(self, session: Session, person: Person, storages: Storages) -> Response[bytes]:
        _require_admin(person)
        return answer_json(storage_status(session, storages).as_json())

    @get("/runs", name="api.runs", sync_to_thread=True)
    def list_runs(self, session: Session, person: Person) -> Response[bytes]:
        """The newest runs first."""
        _require_admin(person)
        found = [progress_of(session, run).as_json() for run in recent_runs(session)]
        return answer_json({"runs": found})

    @post("/runs", name="api.runs.create", status_code=201, sync_to_thread=True)
    def start_run(
        self, session: Session, person: Person, settings: Settings, data: JSONBody[NewRun]
    ) -> Response[bytes]:
        """Order pictures to be moved; the mover does it. 409 while another run is under way."""
        _require_admin(person, writing=True)
        run = migration_runs.start_run(
            session,
            settings,
            data.to,
            Scope(catalog=data.catalog, limit=data.limit),
            keep_days=migration_runs.usual_keep_days(settings),
            person_id=person.id,
        )
        return answer_json(progress_of(session, run).as_json(), status_code=201)


def _require_admin(person: Person, *, writing: bool = False) -> None:
    """Raise NotAllowed for keys of one catalog as well: this is about all of them."""
    access.require_admin(person)
    if person.catalog_id is not None or (writing and not person.can_write):
        raise NotAllowed(Message("This key may not do that."))
