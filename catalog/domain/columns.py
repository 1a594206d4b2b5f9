"""Columns of a catalog: adding, describing and ordering them."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column
from catalog.domain import catalogs
from catalog.domain.column_keys import column_key
from catalog.domain.column_options import (
    clean_help,
    clean_name,
    clean_options,
    known_type,
    known_visibility,
)
from catalog.domain.indexes import ensure_sort_index
from catalog.domain.queries.columns import columns_of, taken_keys
from catalog.domain.removing import remove_column, restore_column
from catalog.domain.retyping import Retyping, change_type, preview_type
from catalog.domain.rewriting import rewrite_rows
from catalog.domain.uniqueness import check_no_duplicates
from catalog.errors import Invalid
from catalog.i18n import Message
from catalog.i18n import gettext as _

__all__ = [
    "Retyping",
    "add_column",
    "add_first_columns",
    "change_type",
    "column_key",
    "columns_of",
    "move_column",
    "preview_type",
    "remove_column",
    "reorder_columns",
    "restore_column",
    "update_column",
]

MOST_COLUMNS = 300

_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")


def add_column(  # noqa: PLR0913 - one keyword for each thing said of a column
    session: Session,
    catalog: Catalog,
    name: str,
    type_name: str,
    *,
    options: dict[str, Any] | None = None,
    help: str = "",  # noqa: A002 - the word people see
    required: bool = False,
    unique: bool = False,
    visibility: str | None = None,
    key: str | None = None,
) -> Column:
    """Add a column at the end. Raises Invalid.

    Without a visibility it is `internal` once the catalog was ever published, else `unset`.
    """
    existing = columns_of(session, catalog.id)
    if len(existing) >= MOST_COLUMNS:
        raise Invalid("name", Message("A catalog has at most %(n)s columns.", {"n": MOST_COLUMNS}))
    column = Column(
        catalog_id=catalog.id,
        key=_free_key(key, name, taken_keys(session, catalog.id)),
        name=clean_name(name),
        help=clean_help(help),
        type=known_type(type_name),
        options=clean_options(type_name, options or {}),
        position=max((column.position for column in existing), default=0) + 1,
        required=required and type_name != "images",
        unique=unique and type_name != "images",
        visibility=_visibility(catalog, visibility or _usual_visibility(catalog)),
    )
    session.add(column)
    catalogs.touch(session, catalog.id)
    return column


def add_first_columns(session: Session, catalog: Catalog) -> None:
    """Give a new catalog the two columns that every catalog here begins with."""
    add_column(session, catalog, _("Name"), "text", required=True, key="name")
    add_column(session, catalog, _("Pictures"), "images", key="pictures")


def update_column(  # noqa: PLR0913 - one keyword for each thing said of a column
    session: Session,
    catalog: Catalog,
    column: Column,
    *,
    name: str | None = None,
    help: str | None = None,  # noqa: A002 - the word people see
    required: bool | None = None,
    unique: bool | None = None,
    visibility: str | None = None,
    options: dict[str, Any] | None = None,
) -> Column:
    """Change what is given and leave the rest. Raises Invalid.

    Rows are written again when the column's words in searches follow from the change. Values that
    are no longer among the choices are kept, flagged.
    """
    if name is not None:
        column.name = clean_name(name)
    if help is not None:
        column.help = clean_help(help)
    _update_rules(session, column, required=required, unique=unique)
    was_internal = column.visibility == "internal"
    if visibility is not None:
        column.visibility = _visibility(catalog, visibility)
    if options is not None and clean_options(column.type, options) != column.options:
        change_type(session, catalog, column, column.type, options)
    elif was_internal != (column.visibility == "internal"):
        rewrite_rows(session, catalog, columns_of(session, catalog.id))
    catalogs.touch(session, catalog.id)
    return column


def _update_rules(
    session: Session, column: Column, *, required: bool | None, unique: bool | None
) -> None:
    if required is not None:
        column.required = required and column.type != "images"
    if unique is not None and unique != column.unique:
        if unique:
            check_no_duplicates(session, column)
            ensure_sort_index(session, column.catalog_id, column)
        column.unique = unique and column.type != "images"


def reorder_columns(session: Session, catalog: Catalog, keys: Sequence[str]) -> None:
    """Put the named columns in this order; those not named follow in theirs."""
    place = {key: number for number, key in enumerate(keys)}
    columns = columns_of(session, catalog.id)
    columns.sort(key=lambda column: place.get(column.key, len(place)))
    for number, column in enumerate(columns, 1):
        column.position = number
    catalogs.touch(session, catalog.id)


def move_column(session: Session, catalog: Catalog, column: Column, step: int) -> None:
    """Move a column by so many places, as far as there are places."""
    keys = [other.key for other in columns_of(session, catalog.id)]
    place = keys.index(column.key)
    keys.insert(max(0, place + step), keys.pop(place))
    reorder_columns(session, catalog, keys)


def _usual_visibility(catalog: Catalog) -> str:
    return "internal" if catalog.first_published_at else "unset"


def _visibility(catalog: Catalog, visibility: str) -> str:
    """Take `unset`, public once the catalog is published, for what it means by now."""
    is_due = visibility == "unset" and catalog.first_published_at is not None
    return "public" if is_due else known_visibility(visibility)


def _free_key(key: str | None, name: str, taken: set[str]) -> str:
    if key is None:
        return column_key(name, taken)
    if not _KEY.fullmatch(key):
        raise Invalid("key", Message("A key has small letters, digits and _, a letter first."))
    if key in taken:
        raise Invalid("key", Message("Another column has this key."))
    return key
