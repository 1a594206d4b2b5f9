import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy.orm import Session

from catalog.cli.context import opened, say
from catalog.cli.progress import Meter, meter
from catalog.db.models import Catalog
from catalog.domain import catalogs, exports
from catalog.domain.exports import ExportRow, ExportTable
from catalog.domain.exports.gathering import table_for_members
from catalog.domain.queries.rows import number_of_rows
from catalog.domain.search import CatalogSearch
from catalog.errors import CatalogError
from catalog.i18n import Message
from catalog.i18n import gettext as _
from catalog.settings import Settings
from catalog.web.exporting import picture_writer
from catalog.web.site import Site

SHOWN_EVERY = 500


@click.command("export")
@click.argument("slug")
@click.option(
    "--format",
    "format_name",
    default="csv",
    show_default=True,
    metavar="FORMAT",
    help=f"One of: {', '.join(exports.FORMATS)}.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write.")
def export_command(slug: str, format_name: str, output: Path | None) -> None:
    """Take a catalog out, to a file or to standard output."""
    form = exports.known_format(format_name)
    with opened() as (settings, database), database.reading() as session:
        catalog = catalogs.catalog_by_slug(session, slug)
        table, total = _table(session, settings, catalog), number_of_rows(session, catalog.id)
        with meter(slug) as shown:
            counted = _Counted(table.rows, total, shown)
            _write(output, form.write(replace(table, rows=iter(counted))))
    say(_("Exported %(n)s rows of %(slug)s.") % {"n": counted.number, "slug": slug})


def _table(session: Session, settings: Settings, catalog: Catalog) -> ExportTable:
    base_url = settings.base_url or f"http://{settings.host}:{settings.port}"
    writer = picture_writer(Site(base_url, settings.time_zone))
    return table_for_members(session, catalog, CatalogSearch(), writer)


class _Counted:
    """Counts the rows that pass, and says how far it is."""

    def __init__(self, rows: Iterator[ExportRow], total: int, shown: Meter) -> None:
        self.number = 0
        self._rows = rows
        self._total = total
        self._meter = shown

    def __iter__(self) -> Iterator[ExportRow]:
        for row in self._rows:
            self.number += 1
            yield row
            if self.number % SHOWN_EVERY == 0:
                self._meter.show(self.number, self._total)


def _write(output: Path | None, pieces: Iterator[bytes]) -> None:
    if output:
        _write_file(output, pieces)
        return
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def _write_file(path: Path, pieces: Iterator[bytes]) -> None:
    """Write beside the file and put it in place at the end: a file that is there is whole."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            file.writelines(pieces)
        part.replace(path)
    except OSError as error:
        values = {"path": path, "reason": error.strerror or str(error)}
        raise CatalogError(Message("%(path)s cannot be written: %(reason)s.", values)) from error
    finally:
        part.unlink(missing_ok=True)
