"""The storage page's parts in words and widths: what its templates lay out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from catalog.domain.amounts import Moment, Number, Size
from catalog.domain.health import S3Health, WorkerFacts
from catalog.domain.storage_status import StorageStatus
from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.i18n import gettext as _
from catalog.storage.local import LocalStorage

LOW_ON_SPACE = 2 * 1024**3
"""Bytes. Below it the disk is worth a warning."""


class Tile(NamedTuple):
    """One number of the census; `part` colours it, `href` lists its pictures."""

    state: str
    label: str
    part: str
    images: str
    size: str
    is_zero: bool
    is_problem: bool

    @property
    def href(self) -> str:
        return f"/admin/storage/images?state={self.state}"


class Segment(NamedTuple):
    """A stretch of the bar; `x` and `width` are hundredths of it."""

    part: str
    x: str
    width: str


@dataclass(frozen=True)
class HealthPart:
    """One thing that should be well. `badge` is `ok`, `warning` or `danger`."""

    icon: str
    title: str
    badge: str
    state: str
    facts: Sequence[tuple[str, str]]
    remedy: str = ""
    is_s3: bool = False

    @property
    def badge_icon(self) -> str:
        return {"ok": "check", "warning": "warning", "danger": "error"}[self.badge]


def tiles(status: StorageStatus) -> list[Tile]:
    labels = state_labels()
    return [
        Tile(
            state,
            labels[state],
            part,
            str(Number(status.census[state].images)),
            str(Size(status.census[state].bytes)),
            is_zero=not status.census[state].images,
            is_problem=part == "problem" and bool(status.census[state].images),
        )
        for state, part in _PARTS.items()
    ]


def state_labels() -> dict[str, str]:
    return {
        "local_only": _("Local only"),
        "both": _("Local and S3"),
        "s3_only": _("S3 only"),
        "waiting": _("Waiting"),
        "degraded": _("Degraded"),
        "unknown": _("Unknown"),
        "lost": _("Lost"),
        "trash": _("In the trash"),
    }


def state_meanings() -> dict[str, str]:
    return {
        "local_only": _("The only good copy is on local disk."),
        "both": _("There are good copies on local disk and on S3."),
        "s3_only": _("The only good copy is on S3."),
        "waiting": _("They are to be moved and have not been yet."),
        "degraded": _("The copy that should be shown is damaged or missing; another one is shown."),
        "unknown": _("No copy is known to be good; verify them."),
        "lost": _("No good copy is left anywhere."),
        "trash": _("They are removed for good when their time in the trash is over."),
    }


def segments(status: StorageStatus) -> list[Segment]:
    """Return the bar of where pictures are, in proportion to their number."""
    counts = [(part, status.census[state].images) for state, part in _BAR.items()]
    total = sum(count for _part, count in counts)
    found, x = [], 0.0
    for part, count in counts:
        if count:
            width = 100 * count / total
            found.append(Segment(part, f"{x:.2f}", f"{width:.2f}"))
            x += width
    return found


def health_parts(status: StorageStatus, local: LocalStorage, zone: ZoneInfo) -> list[HealthPart]:
    return [_disk(local), _s3(status.health, zone), _workers(status.workers, zone)]


def _disk(local: LocalStorage) -> HealthPart:
    title = _("Local disk")
    try:
        free = local.free_bytes()
    except StorageError as error:
        return HealthPart("disk", title, "danger", str(error), [], _remedy(error))
    facts = [(_("Free"), str(Size(free)))]
    if free < LOW_ON_SPACE:
        remedy = _("Free some space: uploads need it.")
        return HealthPart("disk", title, "warning", _("Nearly full"), facts, remedy)
    return HealthPart("disk", title, "ok", _("Healthy"), facts)


def _remedy(error: StorageError) -> str:
    return str(getattr(error, "remedy", None) or "")


def _s3(health: S3Health, zone: ZoneInfo) -> HealthPart:
    label, badge = _s3_states()[health.state]
    facts: list[tuple[str, str]] = []
    if health.since and not health.answers and health.state != "off":
        facts.append((_("Since"), str(Moment(health.since, zone))))
    if health.reason:
        facts.append((_("Cause"), str(health.reason)))
    if health.latency_ms is not None:
        facts.append((_("Answers within"), f"{Number(round(health.latency_ms))} ms"))
    if health.last_success:
        facts.append((_("Last success"), str(Moment(health.last_success, zone))))
    if health.clock_skew_s is not None:
        facts.append((_("Clocks apart"), f"{Number(abs(round(health.clock_skew_s)))} s"))
    remedy = str(health.remedy or "")
    return HealthPart("cloud", "S3", badge, label, facts, remedy, is_s3=health.state != "off")


def _s3_states() -> dict[str, tuple[str, str]]:
    return {
        "off": (_("Not set up"), "warning"),
        "healthy": (_("Healthy"), "ok"),
        "slow": (_("Slow"), "warning"),
        "throttled": (_("Throttled"), "warning"),
        "unreachable": (_("Unreachable"), "danger"),
        "misconfigured": (_("Wrongly set up"), "danger"),
    }


def _workers(workers: Sequence[WorkerFacts], zone: ZoneInfo) -> HealthPart:
    living = [worker for worker in workers if worker.is_fresh]
    facts = [(worker.name, str(Moment(worker.heartbeat_at, zone))) for worker in workers[:4]]
    if living:
        return HealthPart("activity", _("Movers"), "ok", _("Running"), facts)
    remedy = str(Message("No mover is running. Start catalog serve or catalog worker."))
    return HealthPart("activity", _("Movers"), "danger", _("Silent"), facts, remedy)


_PARTS = {
    "local_only": "local",
    "both": "both",
    "s3_only": "s3",
    "waiting": "waiting",
    "degraded": "problem",
    "unknown": "problem",
    "lost": "problem",
    "trash": "",
}
_BAR = {"s3_only": "s3", "both": "both", "local_only": "local", "lost": "problem"}
