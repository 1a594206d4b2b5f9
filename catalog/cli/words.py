"""States as people read them; `--json` gives them as they are kept."""

from collections.abc import Mapping

from catalog.i18n import Message

RUN_STATES: Mapping[str, Message] = {
    "planned": Message("Planned"),
    "running": Message("Working"),
    "paused": Message("Paused"),
    "cancelled": Message("Stopped"),
    "finished": Message("Finished"),
    "failed": Message("Failed"),
}
S3_STATES: Mapping[str, Message] = {
    "off": Message("Not set up"),
    "healthy": Message("Healthy"),
    "slow": Message("Slow"),
    "throttled": Message("Throttled"),
    "unreachable": Message("Unreachable"),
    "misconfigured": Message("Wrongly set up"),
}
