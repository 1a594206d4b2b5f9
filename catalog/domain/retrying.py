"""Trying again at once what failed, because somebody says that the cause is mended."""

from collections.abc import Sequence

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from catalog.db.models import Image, ImageCopy, MoveOutcome
from catalog.domain.queries.migration_runs import active_run
from catalog.domain.queries.problems import has_failed


def retry_failed(session: Session, detail: str | None = None) -> int:
    """Make failed images due, all or those with this trouble; return how many.

    Sources that were found missing or damaged are read again before anything is decided.
    """
    chosen = has_failed() if detail is None else has_failed() & (Image.error_detail == detail)
    ids = session.scalars(select(Image.id).where(chosen)).all()
    session.execute(
        update(Image)
        .where(Image.id.in_(ids), Image.lease_owner.is_(None))
        .values(attempts=0, next_attempt_at=None)
    )
    is_source = exists().where(
        Image.id == ImageCopy.image_id, Image.storage_location == ImageCopy.location
    )
    session.execute(
        update(ImageCopy)
        .where(ImageCopy.image_id.in_(ids), ImageCopy.state.in_(("missing", "corrupt")), is_source)
        .values(state="suspect")
        .execution_options(synchronize_session=False)
    )
    _forgive(session, ids)
    return len(ids)


def _forgive(session: Session, ids: Sequence[int]) -> None:
    """The active run counts them as left again."""
    run = active_run(session)
    if run is not None:
        session.execute(
            delete(MoveOutcome).where(
                MoveOutcome.run_id == run.id,
                MoveOutcome.image_id.in_(ids),
                MoveOutcome.outcome == "failed",
            )
        )
