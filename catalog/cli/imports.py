from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from catalog.cli.context import opened, print_json, say
from catalog.db.session import Database
from catalog.domain.cells import Locale
from catalog.domain.imports import (
    Attacher,
    ImportChoices,
    ImportOrder,
    ImportResult,
    Progress,
    Report,
    SheetFile,
    preview,
    run_import,
)
from catalog.domain.picture_files import PictureFiles, picture_files
from catalog.domain.uploads import attach_image
from catalog.i18n import Message, ngettext
from catalog.i18n import gettext as _
from catalog.settings import Settings
from catalog.storage.storages import open_storages

_STAGES = {
    "reading": Message("Reading"),
    "rows": Message("Rows"),
    "pictures": Message("Pictures"),
}
_MOST_LISTED = 100
_STEP = 10_000
"""Rows between two lines where there is no terminal."""

_PATH = click.Path(exists=True, path_type=Path)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--catalog", "slug", default="", help="The catalog it goes into.")
@click.option("--name", default="", help="Name of a new catalog; the file's name without it.")
@click.option("--publish", is_flag=True, help="Show the catalog to visitors afterwards.")
@click.option("--sheet", default="", help="Which sheet of a workbook; the first without it.")
@click.option("--key", default="", help="Column by which rows are known again and updated.")
@click.option("--images", type=_PATH, help="Folder or ZIP archive of pictures for the rows.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as one JSON object.")
@click.pass_context
def import_command(  # noqa: PLR0913 - the command's options
    ctx: click.Context,
    file: Path,
    *,
    slug: str,
    name: str,
    sheet: str,
    key: str,
    images: Path | None,
    publish: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring a spreadsheet (CSV, XLSX, XLS, ODS) into a new or a known catalog."""
    if slug and name:
        raise click.UsageError(_("Give --catalog or --name, not both."))
    choices = ImportChoices(sheet=sheet, key=key)
    with opened(upgrade=True) as (settings, database), _pictures(images) as pictures:
        order = ImportOrder(
            SheetFile(file, file.name),
            choices,
            slug=slug,
            name=name,
            locale=Locale(language=settings.language),
            publish=publish,
        )
        with _shown() as report:
            if dry_run:
                looked = preview(database, order, pictures=pictures, report=report)
                result = looked.as_result()
            else:
                result = _run(settings, database, order, pictures, report)
    _tell(result, as_json=as_json, dry_run=dry_run)
    ctx.exit(1 if result.tally.has_failures else 0)


def _pictures(path: Path | None) -> AbstractContextManager[PictureFiles | None]:
    return picture_files(path) if path else nullcontext()


def _run(
    settings: Settings,
    database: Database,
    order: ImportOrder,
    pictures: PictureFiles | None,
    report: Report,
) -> ImportResult:
    attach = partial(attach_image, database, open_storages(settings), settings)
    attacher = Attacher(attach, strips=settings.images.originals == "strip")
    return run_import(database, order, pictures=pictures, attacher=attacher, report=report)


@contextmanager
def _shown() -> Iterator[Report]:
    """Give who is told of progress: a bar on a terminal, else a line now and then."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, TimeRemainingColumn(), console=console, transient=True) as bars:
        yield _Bar(bars)


class _Bar:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task = bars.add_task("", total=None)

    def __call__(self, progress: Progress) -> None:
        stage = str(_STAGES[progress.stage])
        total = progress.total or None
        self._bars.update(self._task, description=stage, completed=progress.done, total=total)


class _Lines:
    def __init__(self) -> None:
        self._told = 0

    def __call__(self, progress: Progress) -> None:
        if progress.done < self._told:
            self._told = 0
        if progress.done - self._told >= _STEP:
            self._told = progress.done
            say(f"{_STAGES[progress.stage]}: {progress.done}/{progress.total}")


def _tell(result: ImportResult, *, as_json: bool, dry_run: bool) -> None:
    """Data goes to standard output, everything else to standard error."""
    if as_json:
        print_json(result.as_document())
        return
    say(_("Understood as: %s") % result.sentence)
    _list_failures(result)
    say(_summary(result))
    if dry_run:
        say(_("Nothing was changed: this was a trial."))
    else:
        click.echo(result.catalog)


def _list_failures(result: ImportResult) -> None:
    tally = result.tally
    for error in tally.errors[:_MOST_LISTED]:
        values = error._asdict()
        say(_("Row %(row)s, %(column)s, “%(value)s”: %(message)s") % values)
    more = tally.error_count - min(len(tally.errors), _MOST_LISTED)
    if more:
        say(ngettext("and %(num)s more", "and %(num)s more", more) % {"num": more})
    for file in tally.passed_over[:_MOST_LISTED]:
        say(_("Passed over %(name)s: %(reason)s") % file._asdict())
    for name in tally.unmatched[:_MOST_LISTED]:
        say(_("No row for %s") % name)


def _summary(result: ImportResult) -> str:
    counts = result.tally.counts()
    words = {
        "created": _("new: %(num)s"),
        "updated": _("changed: %(num)s"),
        "unchanged": _("as before: %(num)s"),
        "skipped": _("blank: %(num)s"),
        "failed": _("left out: %(num)s"),
        "images_attached": _("pictures: %(num)s"),
    }
    told = [word % {"num": counts[name]} for name, word in words.items() if counts[name]]
    return _("Rows: %s") % (", ".join(told) or "0")
