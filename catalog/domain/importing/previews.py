"""What an import would do: columns, the first rows as they will be, problems, counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from catalog.domain.cells import Locale
from catalog.domain.documents import CellState, ColumnLike, Document, state_of, text_of
from catalog.domain.importing.deciding import Batch, ChangedRow
from catalog.domain.importing.pictures import match
from catalog.domain.importing.planning import NO_POSITION, Plan, PlannedColumn
from catalog.domain.importing.results import ImportResult, Tally
from catalog.domain.picture_files import PictureFiles
from catalog.domain.spreadsheets import Understanding
from catalog.i18n import Message

FIRST_ROWS = 20


class PreviewCell(NamedTuple):
    text: str
    is_invalid: bool = False
    """It does not convert: its text is kept, flagged."""
    before: str | None = None
    """What the cell holds until then; None when it does not change."""


@dataclass(frozen=True)
class PreviewRow:
    number: int
    """In the sheet."""
    is_new: bool
    cells: Sequence[PreviewCell]


@dataclass(frozen=True)
class ImportPreview:
    understanding: Understanding
    columns: Sequence[PlannedColumn]
    """All of the sheet, in its order; those left out too."""
    shown: Sequence[PlannedColumn]
    """Of which the cells of `rows` are."""
    rows: Sequence[PreviewRow]
    """The first that are new or change."""
    tally: Tally
    key: PlannedColumn | None
    sheets: Sequence[str]
    """Of a workbook."""
    slug: str

    @property
    def is_whole(self) -> bool:
        """Tell whether every row was looked at, or only the first."""
        return self.tally.rows >= self.understanding.row_count

    @property
    def sentence(self) -> Message:
        return self.understanding.sentence()

    def as_result(self) -> ImportResult:
        return ImportResult(self.slug, str(self.sentence), self.tally)


@dataclass
class Previewing:
    """Gathers a preview from the batches of an import that is not written."""

    plan: Plan
    tally: Tally
    _rows: list[PreviewRow] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)

    def add(self, batch: Batch) -> None:
        if self.plan.gallery:
            numbers = [row.number for row in batch.new] + [row.number for row in batch.changed]
            numbers += [number for number, _ in batch.same]
            self._numbers |= {number: number for number in numbers}
        if len(self._rows) >= FIRST_ROWS:
            return
        new = [self._new(row.number, row.document) for row in batch.new[:FIRST_ROWS]]
        changed = [self._changed(row) for row in batch.changed[:FIRST_ROWS]]
        first = sorted(new + changed, key=lambda row: row.number)
        self._rows += first[: FIRST_ROWS - len(self._rows)]

    def add_pictures(self, pictures: PictureFiles) -> None:
        """Count what would be attached; the files themselves are judged when they come in."""
        matches = match(self.plan, pictures.files, self._numbers)
        self.tally.images_attached += len(matches.attachments)
        self.tally.images_failed += len(matches.errors)
        self.tally.add_errors(matches.errors)
        self.tally.unmatched += matches.unmatched
        self.tally.passed_over += pictures.passed_over

    def result(self) -> ImportPreview:
        return ImportPreview(
            understanding=self.plan.understanding,
            columns=[column for column in self.plan.columns if column.position != NO_POSITION],
            shown=self.plan.read,
            rows=self._rows,
            tally=self.tally,
            key=self.plan.key,
            sheets=self.plan.sheet.names,
            slug=self.plan.target.slug,
        )

    def _new(self, number: int, document: Document) -> PreviewRow:
        cells = [self._cell(column, state_of(document, column.key)) for column in self.plan.read]
        return PreviewRow(number, is_new=True, cells=cells)

    def _changed(self, changed: ChangedRow) -> PreviewRow:
        cells = []
        for column in self.plan.read:
            cell = self._cell(column, state_of(changed.document, column.key))
            if column.key in changed.states:
                before = text_of(state_of(changed.row, column.key), column, self._locale)
                cell = cell._replace(before=before)
            cells.append(cell)
        return PreviewRow(changed.number, is_new=False, cells=cells)

    @property
    def _locale(self) -> Locale:
        return self.plan.target.locale

    def _cell(self, column: ColumnLike, state: CellState) -> PreviewCell:
        return PreviewCell(text_of(state, column, self._locale), "invalid" in state)
