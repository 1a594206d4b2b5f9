"""`catalog storage plan|migrate|pause|resume|cancel|undo`: moving pictures by command."""

import logging
import signal
import sys
import time
from collections.abc import Callable, Sequence

import click
from sqlalchemy.orm import Session

from catalog.cli.context import opened, print_json, say
from catalog.cli.progress import Meter, meter
from catalog.cli.words import RUN_STATES
from catalog.db.models import MigrationRun
from catalog.db.session import Database
from catalog.domain import migration_runs as runs
from catalog.domain.amounts import Number, Size
from catalog.domain.mover import Mover
from catalog.domain.mover.watching import ask
from catalog.domain.queries.migration_runs import (
    Plan,
    RunProgress,
    active_run,
    failed_images,
    progress_of,
    recent_runs,
    run_by_id,
)
from catalog.domain.run_scopes import Scope
from catalog.errors import CatalogError, Conflict, NotFound
from catalog.i18n import Message
from catalog.i18n import gettext as _
from catalog.settings import Settings
from catalog.storage.base import FailureClass, StorageUnavailable
from catalog.storage.storages import Storages, open_storages

POLL_SECONDS = 0.3
PATIENCE_SECONDS = 600.0
"""Without any picture moved for so long the command gives up waiting; the run goes on."""

to_option = click.option("--to", "to", type=click.Choice(runs.DIRECTIONS), required=True)
catalog_option = click.option("--catalog", "slug", help="Only the pictures of this catalog.")
limit_option = click.option("--limit", type=click.IntRange(1), help="At most so many pictures.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


def add_to(group: click.Group) -> None:
    for command in (plan, migrate, pause, resume, cancel, undo):
        group.add_command(command)


@click.command("plan")
@to_option
@catalog_option
@limit_option
@json_option
def plan(to: str, slug: str | None, limit: int | None, *, as_json: bool) -> None:
    """Count what a move would do. Nothing is written."""
    with opened() as (settings, database):
        _show_plan(database, settings, to, Scope(slug, limit), as_json=as_json)


@click.command("migrate")
@to_option
@catalog_option
@limit_option
@click.option("--dry-run", is_flag=True, help="Only count, as plan does.")
@json_option
def migrate(to: str, slug: str | None, limit: int | None, *, dry_run: bool, as_json: bool) -> None:
    """Move pictures, and wait for the end. Killed and called again, it goes on."""
    with opened() as (settings, database):
        scope = Scope(slug, limit)
        if dry_run:
            _show_plan(database, settings, to, scope, as_json=as_json)
            return
        storages = open_storages(settings)
        _preflight(storages)
        run_id = _begin(database, settings, storages, to, scope)
        _finish(database, settings, storages, run_id, as_json=as_json)


@click.command("pause")
@json_option
def pause(*, as_json: bool) -> None:
    """Let nothing more of the current move begin."""
    _change(lambda session, _settings, run: runs.pause_run(session, run), as_json=as_json)


@click.command("resume")
@json_option
def resume(*, as_json: bool) -> None:
    """Go on with a paused move; a server or catalog worker does the moving."""
    _change(lambda session, _settings, run: runs.resume_run(session, run), as_json=as_json)


@click.command("cancel")
@json_option
def cancel(*, as_json: bool) -> None:
    """Stop the current move. What was moved stays moved."""
    _change(runs.cancel_run, as_json=as_json)


@click.command("undo")
@click.option("--run", "number", type=int, help="Number of the move; the newest otherwise.")
@json_option
def undo(number: int | None, *, as_json: bool) -> None:
    """Bring back what a move moved, and wait for the end."""
    with opened() as (settings, database):
        storages = open_storages(settings)
        _preflight(storages)
        run_id = _begin_undo(database, settings, number)
        _finish(database, settings, storages, run_id, as_json=as_json)


def _show_plan(
    database: Database, settings: Settings, to: str, scope: Scope, *, as_json: bool
) -> None:
    with database.reading() as session:
        found = runs.plan_run(session, settings, to, scope)
    if as_json:
        print_json(found.as_json())
        return
    for name, value in _plan_lines(found):
        click.echo(f"{name}: {value}")


def _plan_lines(found: Plan) -> list[tuple[str, object]]:
    return [
        (_("Pictures"), Number(found.images)),
        (_("Already there"), Number(found.already_there)),
        (_("To move"), Number(found.to_move)),
        (_("Bytes to move"), Size(found.bytes_to_move)),
        (_("Without a transfer"), Number(found.without_transfer)),
        (_("Source missing"), Number(found.source_missing)),
        (_("Source damaged"), Number(found.source_corrupt)),
    ]


def _preflight(storages: Storages) -> None:
    """Refuse at once where somebody has to change a setting first; an outage is waited for."""
    error = ask(storages.s3) if storages.s3 else None
    lasting = {FailureClass.CONFIGURATION, FailureClass.CLOCK}
    if isinstance(error, StorageUnavailable) and error.failure in lasting:
        raise CatalogError(f"S3: {error}. {error.remedy or ''}".strip())


def _begin(
    database: Database, settings: Settings, storages: Storages, to: str, scope: Scope
) -> int:
    """Start a run, or take over the one that a killed command left behind."""
    with database.writing() as session:
        run = active_run(session)
        if run is not None and (run.direction, run.scope) == (to, scope.as_json()):
            return _taken_over(session, run)
        runs.check_room(runs.plan_run(session, settings, to, scope), storages.local)
        keep_days = runs.usual_keep_days(settings)
        started = runs.start_run(session, settings, to, scope, keep_days=keep_days, person_id=None)
        return started.id


def _begin_undo(database: Database, settings: Settings, number: int | None) -> int:
    with database.writing() as session:
        active = active_run(session)
        if active is not None and "undo" in active.scope:
            return _taken_over(session, active)
        run = run_by_id(session, number) if number else _newest(recent_runs(session, 1))
        return runs.undo_run(session, settings, run, person_id=None).id


def _taken_over(session: Session, run: MigrationRun) -> int:
    say(_("Going on with move %(id)s.") % {"id": run.id})
    if run.state == "paused":
        runs.resume_run(session, run)
    return run.id


def _newest(found: Sequence[MigrationRun]) -> MigrationRun:
    if not found:
        raise NotFound(Message("Nothing was moved yet."))
    return found[0]


def _finish(
    database: Database, settings: Settings, storages: Storages, run_id: int, *, as_json: bool
) -> None:
    """Move in this process until the run ends, tell how it went, and exit accordingly."""
    logging.getLogger("catalog").addHandler(logging.NullHandler())  # the report says it
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    mover = Mover(database, storages, settings)
    mover.start()
    try:
        with meter(_("Moving")) as shown:
            progress = _wait(database, run_id, shown)
    finally:
        mover.stop()
    _report(database, progress, as_json=as_json)
    sys.exit(0 if progress.state == "finished" and not progress.failed else 1)


def _wait(database: Database, run_id: int, shown: Meter) -> RunProgress:
    """Return when the run has ended, was paused, or has not advanced for PATIENCE_SECONDS."""
    latest, patient_until = -1, 0.0
    while True:
        with database.reading() as session:
            progress = progress_of(session, run_by_id(session, run_id))
        done = progress.moved + progress.failed
        shown.show(done, done + progress.left)
        if done > latest:
            latest, patient_until = done, time.monotonic() + PATIENCE_SECONDS
        if progress.state != "running" or time.monotonic() > patient_until:
            return progress
        time.sleep(POLL_SECONDS)


def _report(database: Database, progress: RunProgress, *, as_json: bool) -> None:
    if progress.failed:
        with database.reading() as session:
            for item in failed_images(session, progress.id):
                say(f"{item.public_id}  {item.filename}  {item.why}")
    if as_json:
        print_json(progress.as_json())
        return
    facts = {
        "moved": Number(progress.moved),
        "skipped": Number(progress.skipped),
        "failed": Number(progress.failed),
        "left": Number(progress.left),
        "state": RUN_STATES[progress.state],
    }
    words = _(
        "%(state)s: %(moved)s moved, %(skipped)s already there, %(failed)s failed, %(left)s left."
    )
    click.echo(words % facts)


def _change(verb: Callable[[Session, Settings, MigrationRun], None], *, as_json: bool) -> None:
    with opened() as (settings, database), database.writing() as session:
        run = active_run(session)
        if run is None:
            raise Conflict(Message("No move is under way."))
        verb(session, settings, run)
        progress = progress_of(session, run)
    if as_json:
        print_json(progress.as_json())
    else:
        state = str(RUN_STATES[progress.state]).lower()
        say(_("Move %(id)s: %(state)s.") % {"id": progress.id, "state": state})
