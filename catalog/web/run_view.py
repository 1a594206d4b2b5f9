"""A move of pictures in words: how far it is, how long it takes, what can be done with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from catalog.db.base import now
from catalog.domain.amounts import Moment, Number, Size
from catalog.domain.queries.migration_runs import Plan, RunProgress
from catalog.i18n import gettext as _
from catalog.i18n import ngettext

STALLED_AFTER = timedelta(seconds=60)
SPREAD = 0.25
"""Share by which the time left is told too short and too long."""


@dataclass(frozen=True)
class RunView:
    id: int
    title: str
    state: str
    state_label: str
    badge: str
    percent: int
    bar_class: str
    counts: list[tuple[str, str]]
    """Number and what it counts."""
    notes: list[str]
    is_active: bool
    is_paused: bool
    can_be_undone: bool
    has_failed: bool
    started: str
    ended: str

    @property
    def href(self) -> str:
        return f"/admin/storage/runs/{self.id}"


def run_view(run: RunProgress, zone: ZoneInfo, *, is_waiting: bool = False) -> RunView:
    """`is_waiting`: S3 does not answer, so that nothing can move."""
    label, badge = _state(run, is_waiting=is_waiting)
    paused = run.state == "paused" or is_waiting
    stalled = not paused and run.is_active and _is_stalled(run)
    return RunView(
        id=run.id,
        title=_title(run),
        state=run.state,
        state_label=label,
        badge=badge,
        percent=int(run.share * 100),
        bar_class="is-paused" if paused else "is-stalled" if stalled else "",
        counts=_counts(run),
        notes=_notes(run, zone),
        is_active=run.is_active,
        is_paused=run.state == "paused",
        can_be_undone=run.moved > 0,
        has_failed=run.failed > 0,
        started=str(Moment(run.started_at, zone)),
        ended=str(Moment(run.ended_at, zone)) if run.ended_at else "",
    )


def plan_lines(plan: Plan) -> list[tuple[str, str]]:
    lines = [
        (_("Pictures"), Number(plan.images)),
        (_("Already there"), Number(plan.already_there)),
        (_("To move"), Number(plan.to_move)),
        (_("Size"), Size(plan.bytes_to_move)),
        (_("Without a transfer"), Number(plan.without_transfer)),
        (_("Source missing"), Number(plan.source_missing)),
        (_("Source damaged"), Number(plan.source_corrupt)),
    ]
    return [(label, str(value)) for label, value in lines]


def _title(run: RunProgress) -> str:
    titles = {"s3": _("To S3"), "local": _("To local disk")}
    title = titles[run.direction]
    if "undo" in run.scope:
        return _("%(title)s, taking back move %(id)s") % {"title": title, "id": run.scope["undo"]}
    if "catalog" in run.scope:
        return _("%(title)s, catalog %(slug)s") % {"title": title, "slug": run.scope["catalog"]}
    return title


def _state(run: RunProgress, *, is_waiting: bool) -> tuple[str, str]:
    if run.state == "running":
        if is_waiting:
            return _("Waiting for S3"), "badge-warning"
        return (_("Stalled"), "badge-warning") if _is_stalled(run) else (_("Working"), "badge-ok")
    return {
        "planned": (_("Planned"), ""),
        "paused": (_("Paused"), "badge-warning"),
        "cancelled": (_("Stopped"), ""),
        "finished": (_("Finished"), "badge-ok"),
        "failed": (_("Failed"), "badge-danger"),
    }[run.state]


def _is_stalled(run: RunProgress) -> bool:
    latest = max(run.started_at, run.last_moved_at or run.started_at)
    return bool(run.left) and now() - latest > STALLED_AFTER


def _counts(run: RunProgress) -> list[tuple[str, str]]:
    counted = [
        (run.moved, ngettext("moved", "moved", run.moved)),
        (run.skipped, _("already there")),
        (run.failed, _("failed")),
        (run.left, ngettext("left", "left", run.left)),
    ]
    return [(str(Number(number)), label) for number, label in counted]


def _notes(run: RunProgress, zone: ZoneInfo) -> list[str]:
    facts = {"done": Size(run.bytes_moved), "all": Size(run.bytes_total)}
    notes = [_("%(done)s of %(all)s") % facts]
    if run.is_active and run.last_moved_at:
        notes.append(_("Last picture: %s") % Moment(run.last_moved_at, zone, seconds=True))
    left = _time_left(run, now())
    return [*notes, left] if left else notes


def _time_left(run: RunProgress, at: datetime) -> str:
    """Return a range, from the rate so far; nothing before there is one."""
    elapsed = (at - run.started_at).total_seconds()
    if run.state != "running" or not run.bytes_moved or elapsed < 5 or not run.left:
        return ""
    seconds = (run.bytes_total - run.bytes_moved) * elapsed / run.bytes_moved
    facts = {"least": _span(seconds * (1 - SPREAD)), "most": _span(seconds * (1 + SPREAD))}
    if facts["least"] == facts["most"]:
        return _("About %(most)s left") % facts
    return _("About %(least)s to %(most)s left") % facts


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return _("one minute")
    if minutes < 60:
        return _("%s min") % minutes
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}
