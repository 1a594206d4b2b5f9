"""What came of an import: counts, and everything that a person has to be told."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple, TypeAlias

from catalog.domain.picture_files import PassedOver
from catalog.domain.spreadsheets import RowError

MOST_LISTED = 1_000
"""Of errors and files that are listed one by one; the others are counted."""
_LONGEST_VALUE = 200


class Progress(NamedTuple):
    """How far the work is: `stage` is `reading`, `rows` or `pictures`."""

    stage: str
    done: int
    total: int


Report: TypeAlias = Callable[[Progress], None]


@dataclass
class Tally:
    """Counts as they grow.

    `failed` rows are not in the catalog, or are as they were before. Values that do not convert
    are in it, flagged, and are among the errors; so are pictures that could not be attached.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    """Rows with nothing in the columns that are taken."""
    failed: int = 0
    images_attached: int = 0
    images_unchanged: int = 0
    """Pictures that their rows had already."""
    images_failed: int = 0
    error_count: int = 0
    errors: list[RowError] = field(default_factory=list)
    """The first MOST_LISTED."""
    unmatched: list[str] = field(default_factory=list)
    """Files of pictures that belong to no row."""
    passed_over: list[PassedOver] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return self.created + self.updated + self.unchanged + self.skipped + self.failed

    @property
    def has_failures(self) -> bool:
        return bool(self.failed or self.error_count)

    def add_errors(self, errors: Iterable[RowError]) -> None:
        for error in errors:
            self.error_count += 1
            if len(self.errors) < MOST_LISTED:
                self.errors.append(error._replace(value=shortened(error.value)))

    def counts(self) -> dict[str, int]:
        named = ((each.name, getattr(self, each.name)) for each in fields(self))
        return {name: value for name, value in named if isinstance(value, int)}

    def report(self) -> dict[str, Any]:
        """Return the lists, in the language of this moment."""
        return {
            "errors": [[e.row, e.column, e.value, str(e.message)] for e in self.errors],
            "unmatched": self.unmatched[:MOST_LISTED],
            "passed_over": [[p.name, str(p.reason)] for p in self.passed_over[:MOST_LISTED]],
        }


def shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


@dataclass(frozen=True)
class ImportResult:
    catalog: str
    """Its slug; of a dry run into a new catalog, empty."""
    sentence: str
    """How the sheet was understood."""
    tally: Tally
    token: str = ""
    """Of the record in the history; a dry run has none."""

    def as_document(self) -> dict[str, Any]:
        """Return the promised keys, and a few more."""
        report = self.tally.report()
        names = ("row", "column", "value", "message")
        errors = [dict(zip(names, error, strict=True)) for error in report.pop("errors")]
        understood = {"catalog": self.catalog, "understood": self.sentence}
        return self.tally.counts() | {"errors": errors} | report | understood
