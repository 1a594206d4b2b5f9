from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import click

from catalog.cli.context import opened, print_json, say
from catalog.cli.progress import meter
from catalog.db.models import Catalog
from catalog.db.session import Database
from catalog.domain.catalogs import catalog_by_slug
from catalog.domain.columns import columns_of
from catalog.domain.images import Cell
from catalog.domain.queries.images import row_number
from catalog.domain.uploads import attach_image
from catalog.errors import CatalogError, NotFound
from catalog.i18n import Message
from catalog.i18n import gettext as _
from catalog.settings import Settings
from catalog.storage.storages import Storages, open_storages


class Outcome(NamedTuple):
    """What became of one file: a picture's public id, or why there is none."""

    file: str
    public_id: str = ""
    fault: str = ""


@click.group("images")
def images_command() -> None:
    """Put pictures on rows."""


@images_command.command("add")
@click.argument("slug")
@click.argument("row_id")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--column", "key", default="", help="Key of the column; the first of pictures.")
@click.option("--json", "as_json", is_flag=True, help="Print one object.")
@click.pass_context
def add(
    ctx: click.Context, slug: str, row_id: str, files: Sequence[str], key: str, *, as_json: bool
) -> None:
    """Put pictures on a row, in this order. ROW_ID is its number or its short id."""
    with opened() as (settings, database), meter(_("Pictures")) as progress:
        cell = _cell(database, slug, row_id, key)
        house = (database, open_storages(settings), settings)
        outcomes = []
        for number, file in enumerate(files, 1):
            outcomes.append(_attach(house, cell, file))
            progress.show(number, len(files))
    _report(outcomes, cell, as_json=as_json)
    ctx.exit(1 if any(outcome.fault for outcome in outcomes) else 0)


def _cell(database: Database, slug: str, row_id: str, key: str) -> Cell:
    """Raises NotFound, which names what there is."""
    with database.reading() as session:
        catalog = catalog_by_slug(session, slug)
        number = row_number(session, catalog.id, row_id)
        if number is None:
            values = {"row": row_id, "catalog": slug}
            raise NotFound(Message("%(catalog)s has no row %(row)s.", values))
        keys = {
            column.key: column.id
            for column in columns_of(session, catalog.id)
            if column.type == "images"
        }
    return Cell(number, _column_id(catalog, keys, key))


def _column_id(catalog: Catalog, keys: dict[str, int], key: str) -> int:
    if not keys:
        raise NotFound(Message("%(catalog)s has no column of pictures.", {"catalog": catalog.slug}))
    if key and key not in keys:
        values = {"key": key, "known": ", ".join(keys)}
        raise NotFound(Message("There is no column of pictures %(key)s. Known: %(known)s.", values))
    return keys[key] if key else next(iter(keys.values()))


def _attach(house: tuple[Database, Storages, Settings], cell: Cell, file: str) -> Outcome:
    path = Path(file)
    try:
        image = attach_image(
            *house, row_id=cell.row_id, column_id=cell.column_id, source=path, filename=path.name
        )
    except CatalogError as error:
        return Outcome(file, fault=str(error))
    except FileNotFoundError:
        return Outcome(file, fault=_("There is no such file."))
    return Outcome(file, image.public_id)


def _report(outcomes: Sequence[Outcome], cell: Cell, *, as_json: bool) -> None:
    added = [outcome for outcome in outcomes if not outcome.fault]
    failed = [outcome for outcome in outcomes if outcome.fault]
    if as_json:
        print_json(
            {
                "row": cell.row_id,
                "added": [{"file": o.file, "public_id": o.public_id} for o in added],
                "failed": [{"file": o.file, "message": o.fault} for o in failed],
            }
        )
    for outcome in failed:
        say(f"{outcome.file}: {outcome.fault}")
    counts = {"added": len(added), "failed": len(failed)}
    say(_("Added: %(added)s. Failed: %(failed)s.") % counts)
