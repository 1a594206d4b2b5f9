"""The catalog that a sheet is brought into, as it is when the work begins."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column
from catalog.domain.catalogs import locale_of
from catalog.domain.cells import Locale
from catalog.domain.queries.columns import columns_of, taken_keys
from catalog.domain.text import fold


@dataclass(frozen=True)
class KnownColumn:
    """A column of the catalog, without ties to a database session."""

    id: int
    key: str
    name: str
    type: str
    options: dict[str, Any]
    visibility: str
    required: bool
    unique: bool


@dataclass(frozen=True)
class Target:
    """`catalog_id` is None for a catalog that is yet to be made."""

    locale: Locale = field(default_factory=Locale)
    catalog_id: int | None = None
    name: str = ""
    slug: str = ""
    columns: Sequence[KnownColumn] = ()
    taken_keys: frozenset[str] = frozenset()
    """Of removed columns too: they may come back."""
    new_visibility: str = "unset"
    """Of columns that are added."""
    may_add_columns: bool = True
    """Columns and choices are the owner's to add; others bring in what fits."""

    def column_named(self, name: str) -> KnownColumn | None:
        """Return the column of this name or key; case and accents do not count."""
        wanted = fold(name)
        by_name = (column for column in self.columns if fold(column.name) == wanted)
        by_key = (column for column in self.columns if column.key == name)
        return next(by_name, None) or next(by_key, None)


def target_of(session: Session, catalog: Catalog, *, may_add_columns: bool = True) -> Target:
    return Target(
        locale=locale_of(catalog),
        catalog_id=catalog.id,
        name=catalog.name,
        slug=catalog.slug,
        columns=[_known(column) for column in columns_of(session, catalog.id)],
        taken_keys=frozenset(taken_keys(session, catalog.id)),
        new_visibility="internal" if catalog.first_published_at else "unset",
        may_add_columns=may_add_columns,
    )


def _known(column: Column) -> KnownColumn:
    return KnownColumn(
        column.id,
        column.key,
        column.name,
        column.type,
        column.options,
        column.visibility,
        column.required,
        column.unique,
    )
