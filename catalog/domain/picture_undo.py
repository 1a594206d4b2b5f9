"""Taking back what was done to pictures: their order, their going and coming, their words."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Row
from catalog.domain.changes import Alteration
from catalog.domain.images import Cell, count_step, listed, pictures_of_cell, put_pictures

_CONTENT = {"sha256", "filename"}
"""Replaced content is gone: its change is never taken back."""


def is_of_pictures(alteration: Alteration) -> bool:
    return any(name in state for name in ("images", "image") for state in _states(alteration))


def revert_pictures(session: Session, alterations: Sequence[Alteration]) -> list[Alteration]:
    """Take each back that nothing came after, the newest first; return what that changed."""
    return [done for change in alterations if (done := _reverted(session, change))]


def _reverted(session: Session, change: Alteration) -> Alteration | None:
    row = session.scalar(
        select(Row)
        .where(Row.id == change.row_id, Row.deleted_at.is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or change.column_id is None:
        return None
    revert = _words if "image" in change.old else _list
    if not revert(session, Cell(row.id, change.column_id), change):
        return None
    count_step(row)
    session.flush()
    return Alteration(row.id, change.column_id, change.new, change.old, row.version)


def _list(session: Session, cell: Cell, change: Alteration) -> bool:
    before = pictures_of_cell(session, cell)
    if listed(before) != change.new:
        return False
    put_pictures(session, cell, before, change.old.get("images", ()))
    return True


def _words(session: Session, cell: Cell, change: Alteration) -> bool:
    found = [
        image
        for image in pictures_of_cell(session, cell)
        if image.public_id == change.old["image"] and not _CONTENT & change.old.keys()
    ]
    words = {name: change.old[name] for name in change.old if name != "image"}
    if not found or any(getattr(found[0], name) != change.new[name] for name in words):
        return False
    for name, value in words.items():
        setattr(found[0], name, value)
    return True


def _states(alteration: Alteration) -> tuple[dict[str, Any], dict[str, Any]]:
    return alteration.old, alteration.new
