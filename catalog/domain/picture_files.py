"""Picture files that come along with a sheet: those of a folder, or of a ZIP archive.

An archive is read in place: nothing of it is ever written under the names it gives.
"""

import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, Protocol

from catalog.domain.pictures.kinds import MAX_BYTES
from catalog.errors import Invalid
from catalog.i18n import Message

MOST_FILES = 50_000
LARGEST_DIRECTORY = 32 << 20
"""Bytes of an archive's list of files; a longer one is refused before it is read."""

_END_OF_DIRECTORY = b"PK\x05\x06"
_LONGEST_END = 22 + 0xFFFF

_OF_SYSTEMS = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_ENCRYPTED = 0x1
_IN_UTF_8 = 0x800
_FAULTS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError)
"""What reading a damaged or unusual member raises."""


class OpenFile(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def close(self) -> None: ...


class PassedOver(NamedTuple):
    """A file that was not taken, and why."""

    name: str
    reason: Message | str


@dataclass(frozen=True)
class PictureFile:
    path: str
    """Within the folder or archive, parted by slashes, in NFC."""
    open: Callable[[], OpenFile] = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class PictureFiles:
    files: Sequence[PictureFile]
    passed_over: Sequence[PassedOver]


class DamagedFile(Invalid):
    """A member of an archive cannot be unpacked."""

    def __init__(self) -> None:
        super().__init__("file", Message("It is damaged in the archive."))


@contextmanager
def picture_files(path: Path) -> Iterator[PictureFiles]:
    """Give the files of a folder, those of its folders too, or of a ZIP archive.

    Files of systems, links, names that lead out of the archive and members that are locked or too
    large are passed over, with the reason. Raises `Invalid("images", ...)` for anything else.
    """
    if path.is_dir():
        yield _of_folder(path)
        return
    if not path.is_file() or not _is_archive(path):
        values = {"name": path.name}
        raise Invalid("images", Message("“%(name)s” is no folder and no ZIP archive.", values))
    try:
        with zipfile.ZipFile(path) as archive:
            yield _of_archive(archive)
    except zipfile.BadZipFile as error:
        values = {"name": path.name}
        raise Invalid("images", Message("The archive “%(name)s” is damaged.", values)) from error


def _of_folder(folder: Path) -> PictureFiles:
    files: list[PictureFile] = []
    passed_over: list[PassedOver] = []
    for path in sorted(folder.rglob("*")):  # does not go into links to folders
        name = _composed(path.relative_to(folder).as_posix())
        if path.is_symlink():
            passed_over.append(PassedOver(name, Message("It is a link.")))
        elif _is_of_system(name):
            continue
        elif path.is_file():
            files.append(PictureFile(name, _opener(path)))
        _check_count(len(files))
    return PictureFiles(files, passed_over)


def _opener(path: Path) -> Callable[[], OpenFile]:
    return lambda: path.open("rb")


def _is_archive(path: Path) -> bool:
    """Tell by the end of the file, and refuse a list of files that would fill the memory."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _LONGEST_END))
        tail = file.read()
    place = tail.rfind(_END_OF_DIRECTORY)
    if place < 0 or len(tail) - place < 22:
        return False
    if int.from_bytes(tail[place + 12 : place + 16], "little") > LARGEST_DIRECTORY:
        raise _too_many()
    return True


def _of_archive(archive: zipfile.ZipFile) -> PictureFiles:
    files: list[PictureFile] = []
    passed_over: list[PassedOver] = []
    _check_count(len(archive.infolist()))
    for member in archive.infolist():
        name = _composed(_name(member)).replace("\\", "/")
        if member.is_dir():
            continue
        reason = _refusal(member, name)
        if reason:
            passed_over.append(PassedOver(name, reason))
        else:
            files.append(PictureFile(name, _unpacker(archive, member)))
    return PictureFiles(files, passed_over)


def _name(member: zipfile.ZipInfo) -> str:
    """Names without the mark of UTF-8 are of a Mac, which forgets it, or of an old Windows."""
    if member.flag_bits & _IN_UTF_8 or member.filename.isascii():
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _refusal(member: zipfile.ZipInfo, name: str) -> Message | None:
    if _leads_out(name):
        return Message("Its name leads out of the archive.")
    if _is_of_system(name):
        return Message("It is a file of the system, not a picture.")
    return _refusal_of_kind(member)


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.parts or path.is_absolute() or ".." in path.parts or ":" in path.parts[0]


def _refusal_of_kind(member: zipfile.ZipInfo) -> Message | None:
    if stat.S_ISLNK(member.external_attr >> 16):
        return Message("It is a link.")
    if member.flag_bits & _ENCRYPTED:
        return Message("It is locked with a password.")
    if member.file_size > MAX_BYTES:
        return Message("It has more than %(size)s MB.", {"size": MAX_BYTES // 1_000_000})
    return None


def _is_of_system(name: str) -> bool:
    parts = PurePosixPath(name.lower()).parts
    return any(part in _OF_SYSTEMS or part.startswith(".") for part in parts)


def _unpacker(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Callable[[], OpenFile]:
    def unpacked() -> OpenFile:
        try:
            return _Member(archive.open(member))
        except _FAULTS as error:
            raise DamagedFile from error

    return unpacked


class _Member:
    """A member being unpacked; damage is said in our words."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._file.read(size)
        except _FAULTS as error:
            raise DamagedFile from error

    def close(self) -> None:
        self._file.close()


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _check_count(count: int) -> None:
    if count > MOST_FILES:
        raise _too_many()


def _too_many() -> Invalid:
    values = {"n": f"{MOST_FILES:,}"}
    return Invalid("images", Message("There are more than %(n)s files in it.", values))
