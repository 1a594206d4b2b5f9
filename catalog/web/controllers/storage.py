"""Where the pictures are: the page for administrators, its lists, and its two buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromQuery

from catalog.domain.mover.failing import STORE_WIDE
from catalog.domain.mover.watching import ask
from catalog.domain.queries.image_lists import PAGE, ListedImage, images_in_state
from catalog.domain.queries.migration_runs import kept_progress, recent_runs
from catalog.domain.queries.problems import Problem, problems
from catalog.domain.retrying import retry_failed
from catalog.domain.storage_headline import Headline, headline
from catalog.domain.storage_status import storage_status
from catalog.web import access, htmx
from catalog.web.deps import AnyRequest, Form, Person, Session, Settings, Storages
from catalog.web.run_view import RunView, run_view
from catalog.web.storage_view import (
    HealthPart,
    Segment,
    Tile,
    health_parts,
    segments,
    state_labels,
    state_meanings,
    tiles,
)

HOME = "/admin/storage"
HISTORY = 10


@dataclass(frozen=True)
class StoragePage:
    headline: Headline
    health: Sequence[HealthPart]
    tiles: Sequence[Tile]
    segments: Sequence[Segment]
    run: RunView | None
    problems: Sequence[Problem]
    history: Sequence[RunView]
    has_bucket: bool
    refresh_seconds: int


@dataclass(frozen=True)
class StateList:
    title: str
    meaning: str
    images: Sequence[ListedImage]
    next_url: str | None


class StorageController(Controller):
    path = HOME

    @get(name="storage.index", sync_to_thread=True)
    def show_storage(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        settings: Settings,
        storages: Storages,
    ) -> Response[Any]:
        access.require_admin(person)
        page = _page(session, settings, storages)
        return htmx.page(request, "storage/index.html", page, fragment="storage/_live.html")

    @get("/images", name="storage.images", sync_to_thread=True)
    def list_images(
        self, request: AnyRequest, session: Session, person: Person, after: FromQuery[int] = 0
    ) -> Response[Any]:
        """`state` in the address names the list; Litestar keeps that name for itself."""
        access.require_admin(person)
        state = request.query_params.get("state", "waiting")
        found = images_in_state(session, state, after)
        images = found[:PAGE]
        more = f"{HOME}/images?state={state}&after={images[-1].id}" if found[PAGE:] else None
        page = StateList(state_labels()[state], state_meanings()[state], images, more)
        return htmx.page(request, "storage/images.html", page)

    @post("/test", name="storage.test", status_code=200, sync_to_thread=True)
    def test_s3(self, request: AnyRequest, person: Person, storages: Storages) -> Response[Any]:
        access.require_admin(person)
        storages.breaker.reset()
        if storages.s3 is not None:
            ask(storages.s3)
        return htmx.redirect(request, HOME)

    @post("/retry", name="storage.retry", status_code=200, sync_to_thread=True)
    def retry_images(
        self, request: AnyRequest, session: Session, person: Person, data: Form
    ) -> Response[Any]:
        access.require_admin(person)
        retry_failed(session, data.get("detail") or None)
        return htmx.redirect(request, HOME)


def _page(session: Session, settings: Settings, storages: Storages) -> StoragePage:
    status, zone = storage_status(session, storages), settings.time_zone
    is_waiting = not status.health.answers
    ended = [run for run in recent_runs(session, HISTORY) if run.ended_at is not None]
    return StoragePage(
        headline=headline(status, zone),
        health=health_parts(status, storages.local, zone),
        tiles=tiles(status),
        segments=segments(status),
        run=run_view(status.run, zone, is_waiting=is_waiting) if status.run else None,
        problems=[
            problem
            for problem in problems(session)
            if status.health.answers or problem.failure not in STORE_WIDE  # said above already
        ],
        history=[run_view(kept_progress(run), zone) for run in ended],
        has_bucket=settings.bucket is not None,
        refresh_seconds=2 if status.run or status.pending else 30,
    )
