"""For operators: is it alive, is it ready."""

from typing import Any

from litestar import Controller, Response, get

from catalog.domain import queries
from catalog.web.deps import Database


class HealthController(Controller):
    path = "/health"

    @get("/live", name="health.live", sync_to_thread=False)
    def live(self) -> dict[str, str]:
        return {"status": "ok"}

    @get("/ready", name="health.ready", sync_to_thread=True)
    def ready(self, database: Database) -> Response[Any]:
        """Ready means that the database answers; S3 may be away, since pictures wait on disk."""
        with database.reading() as session:
            queries.answers(session)
        return Response({"status": "ready"})
