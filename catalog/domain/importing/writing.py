"""Putting decided rows into the catalog: in bulk, with a change for each in the change log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Table, bindparam, update
from sqlalchemy.orm import Session

from catalog.db import bulk
from catalog.db.base import now
from catalog.db.models import Change, ChangeSet, Row
from catalog.domain import changes
from catalog.domain.changes import Alteration
from catalog.domain.documents import fields_of, state_of
from catalog.domain.importing.deciding import Batch, ChangedRow, NewRow
from catalog.domain.importing.opening import Opened
from catalog.domain.rows import STEP, last_position

_ROW: Table = Row.__table__  # type: ignore[assignment]
_CHANGE: Table = Change.__table__  # type: ignore[assignment]

_ROW_NAMES = (
    "id",
    "catalog_id",
    "short_id",
    "status",
    "position",
    "version",
    "values",
    "invalid",
    "sort_keys",
    "search_text",
    "public_search_text",
    "created_at",
    "updated_at",
)
_CHANGE_NAMES = ("change_set_id", "row_id", "column_id", "old", "new", "row_version")
_CHANGED = ("values", "invalid", "sort_keys", "search_text", "public_search_text")
_UPDATE = (
    update(_ROW)
    .where(_ROW.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in (*_CHANGED, "version", "updated_at")})
)

_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class WrittenRow:
    number: int
    row_id: int


class Writer:
    """Writes batches into one catalog as one change set; each in the transaction it is given."""

    def __init__(self, opened: Opened) -> None:
        self._catalog_id = opened.catalog_id
        self._change_set_id = opened.change_set_id
        self._column_ids = opened.column_ids

    def write(self, session: Session, batch: Batch) -> list[WrittenRow]:
        """Return every row of the batch with its number in the sheet, the unchanged ones too."""
        written = [WrittenRow(number, row_id) for number, row_id in batch.same]
        if batch.new:
            written += self._add(session, batch.new)
        if batch.changed:
            written += self._change(session, batch.changed)
        return written

    def _add(self, session: Session, rows: Sequence[NewRow]) -> list[WrittenRow]:
        ids = bulk.next_ids(session, _ROW, len(rows))
        encoded = [(_json(row.document.values), _json(row.document.invalid)) for row in rows]
        bulk.insert_many(session, _ROW, _ROW_NAMES, self._rows(session, rows, ids, encoded))
        added = (
            (self._change_set_id, row_id, None, "{}", _added(row.status, *texts), 1)
            for row, row_id, texts in zip(rows, ids, encoded, strict=True)
        )
        bulk.insert_many(session, _CHANGE, _CHANGE_NAMES, added)
        return [WrittenRow(row.number, row_id) for row, row_id in zip(rows, ids, strict=True)]

    def _rows(
        self,
        session: Session,
        rows: Sequence[NewRow],
        ids: Sequence[int],
        encoded: Sequence[tuple[str, str]],
    ) -> Iterable[tuple[Any, ...]]:
        moment = bulk.stored_moment(session, now())
        position = last_position(session, self._catalog_id)
        together = zip(rows, ids, bulk.short_ids(len(rows)), encoded, strict=True)
        for row, row_id, short_id, (values, invalid) in together:
            position += STEP
            yield (
                row_id,
                self._catalog_id,
                short_id,
                row.status,
                position,
                1,
                values,
                invalid,
                _json(row.document.sort_keys),
                row.document.search_text,
                row.document.public_search_text,
                moment,
                moment,
            )

    def _change(self, session: Session, rows: Sequence[ChangedRow]) -> list[WrittenRow]:
        moment = now()
        session.connection().execute(
            _UPDATE,
            [
                {
                    "row_id": changed.row.id,
                    "version": changed.row.version + 1,
                    "updated_at": moment,
                    **fields_of(changed.document),
                }
                for changed in rows
            ],
        )
        change_set = session.get_one(ChangeSet, self._change_set_id)
        changes.add_to(session, change_set, self._alterations(rows))
        return [WrittenRow(changed.number, changed.row.id) for changed in rows]

    def _alterations(self, rows: Iterable[ChangedRow]) -> Iterable[Alteration]:
        for changed in rows:
            row = changed.row
            for key, state in changed.states.items():
                column_id = self._column_ids[key]
                yield Alteration(row.id, column_id, state_of(row, key), state, row.version + 1)


def _json(value: object) -> str:
    return _encoder.encode(value).decode()


def _added(status: str, values: str, invalid: str) -> str:
    """Return what the change log says of an added row: see `rows.row_state`."""
    return f'{{"status":{_json(status)},"values":{values},"invalid":{invalid}}}'
