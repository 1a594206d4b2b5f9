"""Attaching files to the rows that a sheet brought in."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Image
from catalog.db.session import Database
from catalog.domain.filenames import clean_filename
from catalog.domain.importing.planning import Plan
from catalog.domain.importing.results import Progress, Report, Tally
from catalog.domain.importing.surveys import names_in
from catalog.domain.matching import FileNames, Named, files_by_code
from catalog.domain.picture_files import OpenFile, PictureFile
from catalog.domain.spreadsheets import Cell, RowError, as_text
from catalog.domain.text import fold
from catalog.errors import Invalid, NotFound, StorageError
from catalog.i18n import Message

_CHUNK = 1 << 18


class Attach(Protocol):
    """`uploads.attach_image` with the database, the storages and the person already given."""

    def __call__(
        self, *, row_id: int, column_id: int, source: OpenFile, filename: str
    ) -> object: ...


class Attachment(NamedTuple):
    row: int
    """Number in the sheet."""
    row_id: int
    column: str
    """Key of the column of pictures."""
    file: PictureFile


@dataclass
class Matches:
    """Files and the rows they belong to, in the order of the sheet."""

    attachments: list[Attachment] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)


def match(plan: Plan, files: Sequence[PictureFile], row_ids: Mapping[int, int]) -> Matches:
    """Find the row of each file; `row_ids` are by number of the sheet's row.

    Files that cells name belong to those rows alone; the others go by the code of a row.
    """
    matches = Matches()
    names = FileNames(files)
    rows_of_codes: dict[str, tuple[int, int]] = {}
    for number, cells in plan.sheet.numbered_rows():
        row_id = row_ids.get(number)
        if row_id is None:
            continue
        for column, name in dict.fromkeys(_names(plan, cells)):
            _by_name(matches, plan, names.find(name), (number, row_id, column, name))
        if code := _code(plan, cells):
            rows_of_codes.setdefault(code, (number, row_id))
    _by_code(matches, plan, files, rows_of_codes)
    return matches


def _names(plan: Plan, cells: Sequence[Cell]) -> Iterator[tuple[str, str]]:
    for position, column in plan.picture_columns.items():
        if position < len(cells) and (cell := cells[position]) != "":
            for name in names_in(as_text(cell, plan.target.locale)):
                yield column, name


def _code(plan: Plan, cells: Sequence[Cell]) -> str:
    position = plan.code_position
    if position is None or position >= len(cells):
        return ""
    return fold(as_text(cells[position], plan.target.locale))


def _by_name(matches: Matches, plan: Plan, found: Named, cell: tuple[int, int, str, str]) -> None:
    number, row_id, column, name = cell
    if found.file is not None:
        matches.attachments.append(Attachment(number, row_id, column, found.file))
        return
    several = Message("Several files have this name: write it with its folder.")
    missing = Message("There is no such file among the pictures.")
    message = several if found.is_ambiguous else missing
    matches.errors.append(RowError(number, plan.name_of(column), name, message))


def _by_code(
    matches: Matches,
    plan: Plan,
    files: Iterable[PictureFile],
    rows: Mapping[str, tuple[int, int]],
) -> None:
    named = {attachment.file.path for attachment in matches.attachments}
    free = [file for file in files if file.path not in named]
    found = files_by_code(free, rows) if plan.gallery else {}
    for code, of_row in found.items():
        number, row_id = rows[code]
        for file in of_row:
            matches.attachments.append(Attachment(number, row_id, plan.gallery, file))
    matched = {file.path for of_row in found.values() for file in of_row}
    matches.unmatched += [file.path for file in free if file.path not in matched]


@dataclass(frozen=True)
class Attacher:
    """How pictures are put onto rows here."""

    attach: Attach
    strips: bool = False
    """Metadata is taken out of pictures as they come in, so a file given again has other bytes."""


class _Present(NamedTuple):
    """What a cell of pictures has."""

    checksums: set[str]
    names: set[str]


class Attaching:
    """Attaches what was matched, one by one; a bad file never stops the others."""

    def __init__(self, database: Database, attacher: Attacher, plan: Plan, tally: Tally) -> None:
        self._database = database
        self._attacher = attacher
        self._names = {column.key: column.name for column in plan.documented}
        self._tally = tally
        self._before: dict[tuple[int, int], _Present] = {}

    def run(self, matches: Matches, column_ids: Mapping[str, int], report: Report) -> None:
        self._tally.unmatched += matches.unmatched
        self._tally.images_failed += len(matches.errors)
        self._tally.add_errors(matches.errors)
        total = len(matches.attachments)
        report(Progress("pictures", 0, total))
        for done, attachment in enumerate(matches.attachments, 1):
            self._one(attachment, column_ids[attachment.column])
            report(Progress("pictures", done, total))

    def _one(self, attachment: Attachment, column_id: int) -> None:
        try:
            is_new = self._bring(attachment, column_id)
        except (Invalid, NotFound, StorageError) as error:
            self._fail(attachment, error.message)
        except OSError as error:
            self._fail(attachment, error.strerror or str(error))
        else:
            self._tally.images_attached += is_new
            self._tally.images_unchanged += not is_new

    def _fail(self, attachment: Attachment, message: Message | str) -> None:
        self._tally.images_failed += 1
        column = self._names[attachment.column]
        self._tally.add_errors([RowError(attachment.row, column, attachment.file.path, message)])

    def _bring(self, attachment: Attachment, column_id: int) -> bool:
        """Return whether the picture was attached; the row may have it already."""
        file = attachment.file
        if self._has(attachment.row_id, column_id, file):
            return False
        with closing(file.open()) as opened:
            self._attacher.attach(
                row_id=attachment.row_id,
                column_id=column_id,
                source=opened,
                filename=file.name,
            )
        return True

    def _has(self, row_id: int, column_id: int, file: PictureFile) -> bool:
        present = self._present(row_id, column_id)
        if not present.checksums:
            return False
        if self._attacher.strips and clean_filename(file.name) in present.names:
            return True
        return _checksum(file) in present.checksums

    def _present(self, row_id: int, column_id: int) -> _Present:
        """Return what the cell had before this import: files that are alike may all be meant."""
        cell = (row_id, column_id)
        if cell not in self._before:
            with self._database.reading() as session:
                self._before[cell] = _present(session, row_id, column_id)
        return self._before[cell]


def _present(session: Session, row_id: int, column_id: int) -> _Present:
    found = session.execute(
        select(Image.sha256, Image.filename).where(
            Image.row_id == row_id, Image.column_id == column_id, Image.deleted_at.is_(None)
        )
    ).all()
    return _Present({image.sha256 for image in found}, {image.filename for image in found})


def _checksum(file: PictureFile) -> str:
    digest = hashlib.sha256()
    with closing(file.open()) as opened:
        while chunk := opened.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
