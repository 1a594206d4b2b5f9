"""Where the pictures are, and moving them: the words and numbers of the storage page."""

import sys
from typing import Any

import click

from catalog.cli import storage_runs
from catalog.cli.context import load_settings, opened, print_json, say
from catalog.cli.progress import meter
from catalog.cli.words import S3_STATES
from catalog.db.session import Database
from catalog.domain.amounts import Number, Size
from catalog.domain.health import is_fresh, workers_of
from catalog.domain.invariants import Violation, violations
from catalog.domain.mover.watching import ask
from catalog.domain.run_scopes import Scope
from catalog.domain.storage_headline import headline
from catalog.domain.storage_status import StorageStatus, storage_status
from catalog.domain.verify import VerifyReport, copies_to_verify, verify_copies
from catalog.errors import CatalogError
from catalog.i18n import Message
from catalog.i18n import gettext as _
from catalog.settings import Settings
from catalog.storage.breaker import FAILURES_TO_OPEN
from catalog.storage.probe import Check, Outcome, ProbeReport, probe
from catalog.storage.s3 import S3Storage
from catalog.storage.storages import Storages, config_of, open_storages

LATER = ("reconcile", "purge-local", "adopt")
_MARKS = {
    Outcome.PASSED: "ok    ",
    Outcome.NOTED: "note  ",
    Outcome.FAILED: "FAILED",
    Outcome.SKIPPED: "-     ",
}

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.group("storage")
def storage_command() -> None:
    """See where the pictures are, move them, and prove that they are whole."""


@storage_command.command("status")
@as_json_option
def status(*, as_json: bool) -> None:
    """Tell where the pictures are and whether anything needs attention."""
    with opened() as (settings, database):
        found = current_status(database, open_storages(settings))
    if as_json:
        print_json(found.as_json())
        return
    sentence = headline(found, settings.time_zone)
    click.echo(sentence.text)
    if sentence.more:
        click.echo(sentence.more)
    for line in _status_lines(found):
        click.echo(line)


@storage_command.command("probe")
@as_json_option
def probe_bucket(*, as_json: bool) -> None:
    """Try out the bucket with one small object, and say what works."""
    settings = load_settings()
    if settings.bucket is None:
        raise CatalogError(Message("No bucket is set (S3_BUCKET_NAME is empty)."))
    report = probe(S3Storage(config_of(settings.bucket)))
    if as_json:
        print_json(_probe_json(report))
    else:
        for check in report.checks:
            _print_check(check)
    sys.exit(0 if report.passed else 1)


@storage_command.command("verify")
@click.option("--catalog", "slug", help="Only the pictures of this catalog.")
@click.option("--quick", is_flag=True, help="Ask the stores instead of reading every byte.")
@as_json_option
def verify(slug: str | None, *, quick: bool, as_json: bool) -> None:
    """Read every copy of every picture, and say which are not right."""
    with opened() as (settings, database):
        storages = open_storages(settings)
        scope = Scope(catalog=slug)
        report = _verify(database, storages, settings, scope, by_reading=not quick)
        broken = _violations(database, storages)
    if as_json:
        print_json(_report_json(report, broken))
    else:
        _print_report(report, broken)
    sys.exit(0 if report.is_clean and not broken else 1)


def _later(name: str) -> None:
    @storage_command.command(
        name, add_help_option=False, context_settings={"ignore_unknown_options": True}
    )
    @click.argument("arguments", nargs=-1)
    def later(arguments: tuple[str, ...]) -> None:
        """Not there yet."""
        del arguments
        facts = {"command": f"catalog storage {name}"}
        raise CatalogError(Message("%(command)s is not there yet; nothing was done.", facts))


for _name in LATER:
    _later(_name)
storage_runs.add_to(storage_command)


def current_status(database: Database, storages: Storages) -> StorageStatus:
    """Return the status; where no mover lives that could tell how S3 is, ask S3."""
    with database.reading() as session:
        is_told = any(is_fresh(worker) for worker in workers_of(session))
    if storages.s3 is not None and not is_told:
        _ask_until_sure(storages)
    with database.reading() as session:
        return storage_status(session, storages)


def _ask_until_sure(storages: Storages) -> None:
    for _try in range(FAILURES_TO_OPEN):
        if storages.s3 is None or ask(storages.s3) is None or not storages.breaker.is_closed:
            return


def _status_lines(found: StorageStatus) -> list[str]:
    census = found.census
    names = {
        "local_only": _("Local only"),
        "both": _("Both"),
        "s3_only": _("S3 only"),
        "waiting": _("Waiting"),
        "degraded": _("Degraded"),
        "unknown": _("Unknown"),
        "lost": _("Lost"),
        "trash": _("In the trash"),
    }
    width = max(len(name) for name in names.values())
    counts = [
        f"{names[state]:<{width}}  {Number(census[state].images)}  {Size(census[state].bytes)}"
        for state in names
    ]
    return ["", *counts, f"S3: {S3_STATES[found.s3_state]}"]


def _verify(
    database: Database, storages: Storages, settings: Settings, scope: Scope, *, by_reading: bool
) -> VerifyReport:
    with database.reading() as session:
        scope.check(session)
        total = copies_to_verify(session, settings.node, scope)
    done = 0
    with meter(_("Verifying")) as shown:

        def count(copies: int) -> None:
            nonlocal done
            done += copies
            shown.show(done, total)

        return verify_copies(
            database, storages, settings.node, scope, by_reading=by_reading, on_progress=count
        )


def _violations(database: Database, storages: Storages) -> list[Violation]:
    """Check the records in one snapshot: a move between two counts is no fault."""
    with database.reading() as session:
        if not database.is_sqlite:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return violations(session, storages)


def _report_json(report: VerifyReport, broken: list[Violation]) -> dict[str, Any]:
    counts = {
        name: getattr(report, name) for name in ("copies", "right", "missing", "corrupt", "unknown")
    }
    findings = [
        {"image": item.public_id, "filename": item.filename, "location": item.location}
        | {"state": item.state}
        for item in report.findings
    ]
    faults = [{"invariant": item.invariant, "what": item.what} for item in broken]
    return {**counts, "findings": findings, "violations": faults}


def _print_report(report: VerifyReport, broken: list[Violation]) -> None:
    facts = {"copies": Number(report.copies), "right": Number(report.right)}
    click.echo(_("%(right)s of %(copies)s copies are right.") % facts)
    for item in report.findings:
        click.echo(f"{item.public_id}  {item.location}  {item.state}  {item.filename}")
    for fault in broken:
        say(f"{fault.invariant}: {fault.what}")


def _probe_json(report: ProbeReport) -> dict[str, Any]:
    checks = [
        {
            "name": check.name,
            "outcome": check.outcome.value,
            "words": str(check.words),
            "detail": str(check.detail) if check.detail else None,
            "remedy": str(check.remedy) if check.remedy else None,
        }
        for check in report.checks
    ]
    return {"passed": report.passed, "checks": checks}


def _print_check(check: Check) -> None:
    detail = f": {check.detail}" if check.detail else ""
    click.echo(f"{_MARKS[check.outcome]}  {check.words}{detail}")
    if check.remedy:
        click.echo(f"        {check.remedy}")
