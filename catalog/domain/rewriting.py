"""Writing the documents of all rows of a catalog again, after something they follow from."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Row as Found
from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Row
from catalog.domain import catalogs
from catalog.domain.documents import CellState, ColumnLike, fields_of, with_states
from catalog.domain.row_writing import forget_rows

BATCH = 1000

FoundRow: TypeAlias = Found[int, int, dict[str, Any], dict[str, Any]]
"""id, version, values, invalid"""

Replacing: TypeAlias = Callable[[FoundRow], Mapping[str, CellState]]


def _nothing(_row: FoundRow) -> Mapping[str, CellState]:
    return {}


def rewrite_rows(
    session: Session,
    catalog: Catalog,
    columns: Sequence[ColumnLike],
    replacing: Replacing = _nothing,
) -> None:
    """Build every row's document anew, those in the trash too, with some cells replaced.

    Versions of rows go up only where a cell is replaced. Nothing goes into the change log.
    """
    session.flush()
    locale = catalogs.locale_of(catalog)
    for batch in batches_of_rows(session, catalog.id):
        updates = []
        for row in batch:
            states = replacing(row)
            document = with_states(row, states, columns, locale)
            version = row.version + bool(states)
            updates.append({"row_id": row.id, "version": version, **fields_of(document)})
        session.connection().execute(_UPDATE, updates)
    forget_rows(session)


_UPDATE = (
    update(Row.__table__)  # type: ignore[arg-type]
    .where(Row.id == bindparam("row_id"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "version",
                "values",
                "invalid",
                "sort_keys",
                "search_text",
                "public_search_text",
            )
        }
    )
)


def batches_of_rows(session: Session, catalog_id: int) -> Iterator[Sequence[FoundRow]]:
    """Give every row of the catalog, those in the trash too, in batches by id."""
    last = 0
    while True:
        found = session.execute(
            select(Row.id, Row.version, Row.values, Row.invalid)
            .where(Row.catalog_id == catalog_id, Row.id > last)
            .order_by(Row.id)
            .limit(BATCH)
        ).all()
        if not found:
            return
        yield found
        last = found[-1].id
