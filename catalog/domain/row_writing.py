"""Writing cells of one row: the document, the version and what the change log will say."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from catalog.db.base import now
from catalog.db.models import Catalog, Column, Row
from catalog.domain import catalogs
from catalog.domain.changes import Alteration
from catalog.domain.documents import CellState, fields_of, state_of, with_states
from catalog.errors import Conflict
from catalog.i18n import Message


def alterations_of(
    row: Row, columns: Sequence[Column], states: Mapping[str, CellState]
) -> list[Alteration]:
    """Return what putting these states into the row's cells will change, if anything."""
    ids = {column.key: column.id for column in columns}
    return [
        Alteration(row.id, ids[key], old, state, row.version + 1)
        for key, state in states.items()
        if (old := state_of(row, key)) != state
    ]


def write_states(
    session: Session,
    catalog: Catalog,
    row: Row,
    columns: Sequence[Column],
    states: Mapping[str, CellState],
    **attributes: Any,
) -> None:
    """Put states into the row's cells, and values into other attributes; its version goes up.

    Raises Conflict when another transaction changed the row since it was read.
    """
    document = with_states(row, states, columns, catalogs.locale_of(catalog))
    written = {
        **fields_of(document),
        "version": row.version + 1,
        "updated_at": now(),
        **attributes,
    }
    _write(session, row, written)


def _write(session: Session, row: Row, written: dict[str, Any]) -> None:
    """Write by one statement that names the version read, since rows are read without locks."""
    result = session.execute(
        update(Row)
        .where(Row.id == row.id, Row.version == row.version)
        .values(written)
        .execution_options(synchronize_session=False)
        .returning(Row.id)
    )
    if result.first() is None:
        raise Conflict(Message("Somebody changed this row at the same moment. Try again."))
    for name, value in written.items():
        set_committed_value(row, name, value)


def forget_rows(session: Session) -> None:
    """Have rows read anew: statements changed them behind the session's back."""
    for known in session.identity_map.values():
        if isinstance(known, Row):
            session.expire(known)
