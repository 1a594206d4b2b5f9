"""Moves of pictures: plan one, start it, look at it, pause, resume, stop and take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from catalog.db.models import MigrationRun
from catalog.domain import migration_runs as runs
from catalog.domain.queries.catalogs import catalogs_for
from catalog.domain.queries.migration_runs import (
    FailedImage,
    Plan,
    failed_images,
    progress_of,
    run_by_id,
)
from catalog.domain.run_scopes import Scope
from catalog.errors import CatalogError, Conflict, Invalid, NotFound
from catalog.i18n import Message
from catalog.i18n import gettext as _
from catalog.web import access, htmx
from catalog.web.deps import AnyRequest, Form, Person, Session, Settings, Storages
from catalog.web.run_view import RunView, plan_lines, run_view

HOME = "/admin/storage"


@dataclass(frozen=True)
class PlanPage:
    """A move as it is chosen, and what it would do once that is counted."""

    values: dict[str, str]
    directions: Sequence[tuple[str, str]]
    catalogs: Sequence[tuple[str, str]]
    sources: Sequence[tuple[str, str]]
    plan: Plan | None = None
    lines: Sequence[tuple[str, str]] = ()
    errors: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RunPage:
    run: RunView
    failed: Sequence[FailedImage]
    refresh_seconds: int


class MigrationRunController(Controller):
    path = HOME

    @get("/plan", name="migration_runs.plan", sync_to_thread=True)
    def plan_run(
        self, request: AnyRequest, session: Session, person: Person, settings: Settings
    ) -> Response[Any]:
        """Count what the chosen move would do; the page then offers to start it."""
        access.require_admin(person)
        values = dict(request.query_params)
        try:
            plan = runs.plan_run(session, settings, values.get("to", ""), _scope(values))
        except (Invalid, NotFound) as error:
            return _refused(request, session, person, values, error)
        page = _plan_page(session, person, values, plan=plan, lines=plan_lines(plan))
        return htmx.page(request, "migration_runs/plan.html", page)

    @post("/runs", name="migration_runs.start", status_code=200, sync_to_thread=True)
    def start_run(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        settings: Settings,
        storages: Storages,
        data: Form,
    ) -> Response[Any]:
        access.require_admin(person)
        keep_days = None if data.get("sources") == "keep" else runs.usual_keep_days(settings)
        try:
            direction, scope = data.get("to", ""), _scope(data)
            plan = runs.plan_run(session, settings, direction, scope)
            runs.check_room(plan, storages.local)
            runs.start_run(
                session, settings, direction, scope, keep_days=keep_days, person_id=person.id
            )
        except (Invalid, NotFound, Conflict) as error:
            return _refused(request, session, person, data, error)
        return htmx.redirect(request, HOME)

    @get("/runs/{run_id:int}", name="migration_runs.show", sync_to_thread=True)
    def show_run(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        settings: Settings,
        run_id: FromPath[int],
    ) -> Response[Any]:
        access.require_admin(person)
        progress = progress_of(session, run_by_id(session, run_id))
        view = run_view(progress, settings.time_zone)
        page = RunPage(view, failed_images(session, run_id), 2 if progress.is_active else 30)
        return htmx.page(
            request, "migration_runs/show.html", page, fragment="migration_runs/_run.html"
        )

    @post(
        "/runs/{run_id:int}/{verb:str}",
        name="migration_runs.change",
        status_code=200,
        sync_to_thread=True,
    )
    def change_run(
        self,
        request: AnyRequest,
        session: Session,
        person: Person,
        settings: Settings,
        run_id: FromPath[int],
        verb: FromPath[str],
    ) -> Response[Any]:
        access.require_admin(person)
        if verb not in _VERBS:
            raise NotFound
        _VERBS[verb](session, settings, run_by_id(session, run_id), person.id)
        return htmx.redirect(request, HOME)


def _pause(session: Session, _settings: Settings, run: MigrationRun, _person_id: int) -> None:
    runs.pause_run(session, run)


def _resume(session: Session, _settings: Settings, run: MigrationRun, _person_id: int) -> None:
    runs.resume_run(session, run)


def _cancel(session: Session, settings: Settings, run: MigrationRun, _person_id: int) -> None:
    runs.cancel_run(session, settings, run)


def _undo(session: Session, settings: Settings, run: MigrationRun, person_id: int) -> None:
    runs.undo_run(session, settings, run, person_id=person_id)


_VERBS = {"pause": _pause, "resume": _resume, "cancel": _cancel, "undo": _undo}


def _scope(values: Mapping[str, str]) -> Scope:
    """Raises Invalid for a limit that is no number."""
    limit = values.get("limit", "").strip()
    is_number = limit.isascii() and limit.isdigit() and len(limit) < 10
    if limit and not (is_number and int(limit) > 0):
        raise Invalid("limit", Message("Write a whole number, such as 100, or leave it empty."))
    return Scope(values.get("catalog") or None, int(limit) if limit else None)


def _refused(
    request: AnyRequest,
    session: Session,
    person: Person,
    values: Mapping[str, str],
    error: CatalogError,
) -> Response[Any]:
    place = error.field if isinstance(error, Invalid) else "to"
    page = _plan_page(session, person, values, errors={place: str(error)})
    status = 409 if isinstance(error, Conflict) else 422
    return htmx.page(request, "migration_runs/plan.html", page, status_code=status)


def _plan_page(
    session: Session, person: Person, values: Mapping[str, str], **more: Any
) -> PlanPage:
    names = ("to", "catalog", "limit", "sources")
    return PlanPage(
        values={name: values.get(name, "") for name in names},
        directions=[("s3", _("To S3")), ("local", _("To local disk"))],
        catalogs=[
            ("", _("All catalogs")),
            *((record.slug, record.name) for record in catalogs_for(session, person)),
        ],
        sources=[("", _("Remove them after the grace time")), ("keep", _("Keep them"))],
        **more,
    )
