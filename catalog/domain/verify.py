"""Reading every copy of every image, and noting what was found: right, missing, corrupt, untold."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import Session

from catalog.db.base import now
from catalog.db.models import Image, ImageCopy
from catalog.db.session import Database
from catalog.domain.bundles import CopyDamaged, check_bundle, look_at_bundle, parts_of
from catalog.domain.image_copies import Place, update_copy
from catalog.domain.image_states import SURE
from catalog.domain.run_scopes import Scope
from catalog.storage.base import FileMissing, StorageUnavailable
from catalog.storage.storages import Storages

BATCH = 200
THREADS = 8
MOST_FINDINGS = 1000
"""Of which the report keeps the names; all are counted."""
_CHECKED = ("present", "verified", "suspect", "missing", "corrupt")


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy to look at, as the database has it."""

    place: Place
    state: str
    public_id: str
    version: int
    filename: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A copy that is not right; `state` is `missing`, `corrupt` or `unknown`."""

    public_id: str
    filename: str
    location: str
    state: str


@dataclass
class VerifyReport:
    copies: int = 0
    right: int = 0
    missing: int = 0
    corrupt: int = 0
    unknown: int = 0
    """The store did not answer; nothing was noted."""
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return self.copies == self.right


def copies_to_verify(session: Session, node: str, scope: Scope) -> int:
    """Return how many copies this machine can look at."""
    copies = _query(node, scope).with_only_columns(func.count())
    return int(session.scalar(copies) or 0)


def verify_copies(
    database: Database,
    storages: Storages,
    node: str,
    scope: Scope,
    *,
    by_reading: bool = True,
    on_progress: Callable[[int], None] = lambda _count: None,
) -> VerifyReport:
    """Look at every copy that this machine reaches, and mark it with what was found.

    `by_reading`: every byte is read and hashed; otherwise only what the stores tell is compared.
    """
    report = VerifyReport()
    check = check_bundle if by_reading else look_at_bundle
    with ThreadPoolExecutor(THREADS, thread_name_prefix="verify") as pool:
        for batch in _batches(database, node, scope):
            states = list(pool.map(lambda copy: state_of(copy, storages, check), batch))
            with database.writing() as session:
                for copy, state in zip(batch, states, strict=True):
                    mark(session, copy, state, by_reading=by_reading)
            _count(report, batch, states)
            on_progress(len(batch))
    return report


def _batches(database: Database, node: str, scope: Scope) -> Iterator[list[Copy]]:
    columns = (ImageCopy.image_id, ImageCopy.location, ImageCopy.node)
    after = (0, "", "")
    while True:
        query = _query(node, scope).where(tuple_(*columns) > after).order_by(*columns).limit(BATCH)
        with database.reading() as session:
            rows = session.execute(query).all()
        if not rows:
            return
        yield [_copy(row) for row in rows]
        after = tuple(rows[-1][:3])


def _copy(row: Any) -> Copy:
    return Copy(Place(*row[:3]), *row[3:])


def _query(node: str, scope: Scope) -> Any:
    return (
        select(
            ImageCopy.image_id,
            ImageCopy.location,
            ImageCopy.node,
            ImageCopy.state,
            Image.public_id,
            Image.version,
            Image.filename,
            Image.parts,
        )
        .join(Image, Image.id == ImageCopy.image_id)
        .where(ImageCopy.state.in_(_CHECKED), ImageCopy.node.in_(("", node)), scope.condition())
    )


def suspects(session: Session, node: str, limit: int) -> list[Copy]:
    """Return copies that somebody could not read, of images that matter still."""
    query = _query(node, Scope()).where(ImageCopy.state == "suspect").limit(limit)
    return [_copy(row) for row in session.execute(query)]


def state_of(copy: Copy, storages: Storages, check: Callable[..., None] = check_bundle) -> str:
    """Look at a copy; return `verified`, `missing`, `corrupt`, or `unknown` without an answer."""
    try:
        parts = parts_of(copy.public_id, copy.version, copy.facts)
        check(storages.at(copy.place.location), parts)
    except FileMissing:
        return "missing"
    except CopyDamaged:
        return "corrupt"
    except (StorageUnavailable, LookupError):
        return "unknown"
    return "verified"


def mark(session: Session, copy: Copy, state: str, *, by_reading: bool = True) -> None:
    """Note what was found, unless the copy changed meanwhile."""
    if state == "unknown":
        return
    values: dict[str, Any] = {"state": state, "verified_at": None}
    if state == "verified":
        how = "readback" if by_reading else "head"
        values = {"state": state, "verified_at": now(), "verified_how": how}
        if not by_reading and copy.state not in SURE:
            values = {"state": "suspect"}  # a look does not clear what a reading condemned
    is_same = exists().where(Image.id == copy.place.image_id, Image.version == copy.version)
    session.execute(
        update_copy(copy.place)
        .where(ImageCopy.state == copy.state, is_same)
        .values(values)
        .execution_options(synchronize_session=False)
    )


def _count(report: VerifyReport, batch: Sequence[Copy], states: Sequence[str]) -> None:
    for copy, state in zip(batch, states, strict=True):
        report.copies += 1
        if state == "verified":
            report.right += 1
            continue
        setattr(report, state, getattr(report, state) + 1)
        if len(report.findings) < MOST_FINDINGS:
            finding = Finding(copy.public_id, copy.filename, copy.place.location, state)
            report.findings.append(finding)
