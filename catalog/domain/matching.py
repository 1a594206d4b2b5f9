"""Which picture files belong to which row: by the names that cells hold, or by the row's code."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import NamedTuple

from catalog.domain.picture_files import PictureFile
from catalog.domain.text import fold, natural_key

_PICTURES = frozenset(
    {".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".avif", ".tif", ".tiff", ".bmp"}
)
_SEPARATORS = " _-.,()[]"


class Named(NamedTuple):
    """What a name in a cell was found to be; `file` is None when none, or several, are meant."""

    file: PictureFile | None
    is_ambiguous: bool = False


class FileNames:
    """Files by name; case, accents and how accents are composed do not count."""

    def __init__(self, files: Iterable[PictureFile]) -> None:
        self._by_path: dict[str, list[PictureFile]] = defaultdict(list)
        self._by_name: dict[str, list[PictureFile]] = defaultdict(list)
        for file in files:
            self._by_path[fold(file.path)].append(file)
            self._by_name[fold(file.name)].append(file)

    def __contains__(self, name: str) -> bool:
        return _file_name(name) in self._by_name

    def find(self, name: str) -> Named:
        """Return the file that a cell names: with its folders as written, else by name alone."""
        path = fold(name.replace("\\", "/")).removeprefix("./")
        found = self._by_path.get(path) or self._by_name.get(_file_name(name), [])
        if len(found) > 1:
            found = [file for file in found if file.name == PurePosixPath(name).name] or found
        return Named(found[0]) if len(found) == 1 else Named(None, is_ambiguous=bool(found))


def _file_name(name: str) -> str:
    return fold(name.replace("\\", "/").rpartition("/")[2])


def files_by_code(
    files: Iterable[PictureFile], codes: Collection[str]
) -> Mapping[str, list[PictureFile]]:
    """Return the files whose names begin with a code, in the order of what follows it.

    Of several codes the longest counts, and no code goes on in letters or digits: A-1 is not the
    code of "A-12.jpg". `codes` are folded; so are the keys of the answer. "A-12" comes before
    "A-12_1", "A-12_2", "A-12_10", "A-12 detalle".
    """
    found: dict[str, list[tuple[str, str, PictureFile]]] = defaultdict(list)
    for file in files:
        stem = stem_of(file.name)
        for code, suffix in _readings(stem):
            if code in codes:
                found[code].append((natural_key(suffix), file.path, file))
                break
    return {code: [file for *_, file in sorted(named)] for code, named in found.items()}


def stem_of(name: str) -> str:
    """Return the folded name without the ending that says it is a picture."""
    path = PurePosixPath(fold(name))
    return path.stem if path.suffix in _PICTURES else path.name


def _readings(stem: str) -> Iterator[tuple[str, str]]:
    """Give every (code, suffix) that a name may be made of, the longest code first."""
    yield stem, ""
    for place in range(len(stem) - 1, 0, -1):
        if stem[place] in _SEPARATORS:
            yield stem[:place].rstrip(" "), stem[place:].strip(_SEPARATORS)
