"""What became of each image of a run; a later success replaces an earlier failure."""

from datetime import datetime

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from catalog.db.models import MoveOutcome
from catalog.domain.mover.leases import Claim


def record_outcome(
    session: Session,
    run_id: int,
    claim: Claim,
    outcome: str,
    now: datetime,
    detail: str | None = None,
) -> None:
    """Note it. The caller holds the image's lease, so nobody else notes it meanwhile."""
    values = {"outcome": outcome, "bytes": claim.size, "detail": detail, "at": now}
    where = (MoveOutcome.run_id == run_id, MoveOutcome.image_id == claim.image_id)
    known = session.execute(
        update(MoveOutcome).where(*where).values(values).returning(MoveOutcome.id)
    ).first()
    if known is None:
        session.execute(
            insert(MoveOutcome).values(run_id=run_id, image_id=claim.image_id, **values)
        )
