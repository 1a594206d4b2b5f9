"""Making what an import needs before its first row: the catalog, its columns, the step it is."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column
from catalog.domain import catalogs, changes
from catalog.domain.accounts import Person
from catalog.domain.columns import add_column, columns_of
from catalog.domain.importing.orders import ImportOrder
from catalog.domain.importing.planning import Plan


class Opened(NamedTuple):
    catalog_id: int
    slug: str
    change_set_id: int
    column_ids: dict[str, int]
    """By key."""


def open_catalog(session: Session, order: ImportOrder, plan: Plan, person: Person | None) -> Opened:
    """Make the catalog if it is new, the columns that are, and begin the change set.

    Raises `Invalid` for a name that cannot be, and for too many columns.
    """
    catalog = _catalog(session, order, person)
    _add_columns(session, catalog, plan)
    change_set = changes.record(session, catalog.id, person, "import")
    if change_set is None:
        raise AssertionError("a change set without an operation is always new")
    ids = {column.key: column.id for column in columns_of(session, catalog.id)}
    return Opened(catalog.id, catalog.slug, change_set.id, ids)


def _catalog(session: Session, order: ImportOrder, person: Person | None) -> Catalog:
    if order.slug:
        return catalogs.catalog_by_slug(session, order.slug)
    language, currency = order.locale.language, order.locale.currency
    name = order.new_name
    return catalogs.create_catalog(session, person, name, language=language, currency=currency)


def _add_columns(session: Session, catalog: Catalog, plan: Plan) -> None:
    for planned in plan.columns:
        if planned.is_new:
            add_column(
                session,
                catalog,
                planned.name,
                planned.type,
                options=planned.options,
                unique=planned.unique,
                key=planned.key,
            )
        elif planned.new_choices and planned.column_id is not None:
            # Nothing that is there changes, so no row needs to be written again.
            column = session.get_one(Column, planned.column_id)
            column.options = planned.options
    session.flush()
