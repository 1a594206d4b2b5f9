"""One piece of work at a time: a move, a retirement, a deletion, each in short transactions.

No transaction is open while a storage is asked.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from catalog.db.base import now
from catalog.db.session import Database
from catalog.domain.bundles import CopyDamaged, check_bundle
from catalog.domain.mover import claim as claiming
from catalog.domain.mover import deletions, repair
from catalog.domain.mover import retire as retiring
from catalog.domain.mover.copy import bring
from catalog.domain.mover.failing import note_failure
from catalog.domain.mover.flip import flip
from catalog.domain.mover.leases import Claim, Owner, release
from catalog.domain.mover.steps import crash_at
from catalog.domain.verify import Copy, mark, state_of, suspects
from catalog.errors import StorageError
from catalog.settings import Settings
from catalog.storage.base import FileMissing, StorageUnavailable
from catalog.storage.storages import Storages

log = logging.getLogger("catalog.mover")


class Work:
    """What one mover does; safe to use from many threads. `clock` tells the time."""

    def __init__(
        self,
        database: Database,
        storages: Storages,
        settings: Settings,
        owner: Owner,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.database = database
        self.storages = storages
        self.settings = settings
        self.owner = owner
        self.clock = clock
        self.is_worried = False
        """S3 failed a move, and nobody has asked since how it is."""

    def next_moves(self, limit: int) -> list[Claim]:
        """Lease images to move; none while S3, which every move needs, is not there."""
        if not self._s3_answers():
            return []
        with self.database.reading() as session:
            if not claiming.has_work(session, self.owner.node, self.clock()):
                return []
        with self.database.writing() as session:
            claims = claiming.claim_images(session, self.owner, limit, self.clock())
        crash_at("claimed")
        return claims

    def next_repairs(self, limit: int) -> list[Claim]:
        """Lease images whose copy that counts is damaged while another one is good."""
        if not self._s3_answers():
            return []
        with self.database.reading() as session:
            if not repair.has_repairs(session, self.owner.node, self.clock()):
                return []
        with self.database.writing() as session:
            return repair.claim_repairs(session, self.owner, limit, self.clock())

    def next_suspects(self, limit: int) -> list[Copy]:
        """Return copies that failed somebody who read them, to be read again."""
        if not self._s3_answers():
            return []
        with self.database.reading() as session:
            return suspects(session, self.owner.node, limit)

    def recheck(self, copy: Copy) -> None:
        state = state_of(copy, self.storages)
        with self.database.writing() as session:
            mark(session, copy, state)

    def move(self, claim: Claim) -> bool:
        """Bring one image to its target; return whether it was flipped."""
        try:
            how = self._bring(claim)
        except Exception as error:  # noqa: BLE001 - one image's trouble must not stop the others
            self._note(claim, error)
            return False
        with self.database.writing() as session:
            flipped = flip(session, claim, how, self.settings.images, self.clock())
        crash_at("flipped")
        return flipped

    def _bring(self, claim: Claim) -> str:
        target = self.storages.at(claim.target)
        if claim.is_repair:
            return repair.prove_other_copy(claim, target)
        return bring(claim, self.storages.at(claim.source), target)

    def give_back(self, claim: Claim) -> None:
        """Leave a move that was not begun to others."""
        with self.database.writing() as session:
            release(session, claim, self.clock(), due_at=None)

    def next_retirements(self, limit: int) -> list[retiring.Retirement]:
        if not self._s3_answers():
            return []
        with self.database.reading() as session:
            if not retiring.has_retirements(session, self.owner.node, self.clock()):
                return []
        with self.database.writing() as session:
            return retiring.claim_retirements(session, self.owner, limit, self.clock())

    def retire(self, item: retiring.Retirement) -> None:
        """Remove one source copy, if the copy that counts proves right once more."""
        try:
            check_bundle(self.storages.at(item.kept), item.parts())
        except StorageUnavailable:
            return  # nobody can tell: it is due again when the lease is over
        except (FileMissing, CopyDamaged) as error:
            state = "missing" if isinstance(error, FileMissing) else "corrupt"
            log.warning("Image %s: its copy on %s is %s", item.public_id, item.kept, state)
            with self.database.writing() as session:
                retiring.keep_instead(session, item, state)
            return
        crash_at("retire verified")
        with self.database.writing() as session:
            started = retiring.start_retiring(session, item, self.clock())
        crash_at("retiring")
        if started:
            self._finish_retiring(item)

    def _finish_retiring(self, item: retiring.Retirement) -> None:
        storage = self.storages.at(item.place.location)
        order = deletions.Order(0, item.place.location, item.prefix, 0)
        trouble = deletions.carry_out(storage, order)
        if trouble:
            log.warning("Image %s: %s", item.public_id, trouble)
            return
        crash_at("retire removed")
        with self.database.writing() as session:
            retiring.finish_retiring(session, item)
        crash_at("retired")

    def next_deletions(self, limit: int) -> list[deletions.Order]:
        locations = ["local", "s3"] if self._s3_answers() else ["local"]
        with self.database.reading() as session:
            if not deletions.has_deletions(session, locations, self.owner.node, self.clock()):
                return []
        with self.database.writing() as session:
            orders = deletions.claim_deletions(session, self.owner, locations, limit, self.clock())
        crash_at("deletion claimed")
        return orders

    def delete(self, order: deletions.Order) -> None:
        with self.database.writing() as session:
            if deletions.is_needed(session, order):
                return deletions.close(session, order, "kept: in use", self.clock())
        trouble = deletions.carry_out(self.storages.at(order.location), order)
        with self.database.writing() as session:
            if trouble:
                deletions.put_off(session, order, trouble, self.clock())
            else:
                deletions.close(session, order, "removed", self.clock())
        return crash_at("deletion done")

    def _s3_answers(self) -> bool:
        return self.storages.s3 is not None and self.storages.breaker.is_closed

    def _note(self, claim: Claim, error: Exception) -> None:
        is_known = isinstance(error, StorageError)
        self.is_worried |= isinstance(error, StorageUnavailable)
        log.warning("Image %s: %s", claim.public_id, error, exc_info=None if is_known else error)
        with self.database.writing() as session:
            note_failure(session, claim, error, self.clock())
