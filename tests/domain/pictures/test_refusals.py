"""Files that are no pictures, or that would hurt: refused with the reason, quickly."""

import random
import resource
import time
from contextlib import suppress
from pathlib import Path

import pytest

from catalog.domain.pictures import kinds
from catalog.domain.pictures.facts import MAX_FRAMES, inspect
from catalog.domain.pictures.reading import MAX_SCANS
from catalog.domain.pictures.stripping import strip_metadata
from catalog.domain.renditions import make_renditions
from catalog.errors import Invalid
from tests import images

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")

CUT_SHORT = "The file is cut short: the end of the picture is missing. Send it again."
DAMAGED = "The file is damaged and cannot be read as a picture."


@pytest.fixture
def original(tmp_path: Path) -> Path:
    return tmp_path / "original.jpg"


def refusal(path: Path) -> str:
    """Return the sentence, the same whoever looks first."""
    with pytest.raises(Invalid) as caught:
        make_renditions(path, path.parent)
    assert caught.value.field == "file"
    return str(caught.value)


@pytest.mark.parametrize(("data", "reason"), images.STRANGERS.values(), ids=images.STRANGERS)
def test_strangers_are_told_what_they_are(original: Path, data: bytes, reason: str) -> None:
    original.write_bytes(data)
    assert reason in refusal(original)
    with pytest.raises(Invalid, match=reason):
        inspect(original)


@pytest.mark.parametrize("bomb", images.BOMBS.values(), ids=images.BOMBS)
def test_bombs_are_refused_from_the_header(original: Path, bomb: images.Maker) -> None:
    original.write_bytes(bomb())
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with pytest.raises(Invalid, match="at most 100 million pixels"):
        inspect(original)
    assert refusal(original) == "The picture is too large: at most 100 million pixels."
    assert time.perf_counter() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kB


@pytest.mark.parametrize("size", [(10_001, 10_000), (20_001, 10_000)])
def test_the_limit_is_the_same_where_pillow_only_warns(
    original: Path, size: tuple[int, int]
) -> None:
    original.write_bytes(images.png_bomb(*size))
    assert "at most 100 million pixels" in refusal(original)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
@pytest.mark.parametrize("kind", images.FORMATS)
def test_files_cut_short_say_so(original: Path, kind: str, share: float) -> None:
    data = images.picture(kind, size=(300, 200))
    original.write_bytes(data[: int(len(data) * share)])
    assert refusal(original) == CUT_SHORT


@pytest.mark.parametrize("compression", ["tiff_lzw", "tiff_adobe_deflate", "jpeg"])
def test_compressed_tiffs_cut_short_are_refused(original: Path, compression: str) -> None:
    data = images.picture("TIFF", size=(300, 200), compression=compression)
    original.write_bytes(data[: len(data) // 2])
    assert refusal(original) in (CUT_SHORT, DAMAGED)


def test_a_wild_offset_is_damage_not_a_broken_disk(original: Path) -> None:
    data = bytearray(images.picture("TIFF", big_tiff=True))
    data[8:16] = (2**63 - 1).to_bytes(8, "little")
    original.write_bytes(data)
    assert refusal(original) == DAMAGED


def test_frames_and_scans_are_counted_before_they_are_decoded(original: Path) -> None:
    original.write_bytes(images.many_frames(MAX_FRAMES))
    assert inspect(original).frames == MAX_FRAMES
    original.write_bytes(images.many_frames(MAX_FRAMES + 1))
    with pytest.raises(Invalid, match="too many frames: at most 2000"):
        inspect(original)
    original.write_bytes(images.many_scans(MAX_SCANS + 1))
    assert refusal(original) == DAMAGED


def test_a_file_that_is_too_big_is_not_read(
    original: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original.write_bytes(images.picture())
    monkeypatch.setattr(kinds, "MAX_BYTES", 100)
    assert refusal(original) == "The file is too big: at most 100 MB."


@pytest.mark.parametrize("kind", images.FORMATS)
def test_damage_of_any_sort_is_a_refusal_or_a_picture(original: Path, kind: str) -> None:
    """Nothing but Invalid comes out, whatever is in the file."""
    good = images.oriented(6, kind, gps=True) if kind != "BMP" else images.picture(kind)
    chance = random.Random(kind)  # noqa: S311 - the same damage every time
    for _ in range(40):
        data = bytearray(good)
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        original.write_bytes(data)
        for work in (inspect, strip_metadata, lambda path: make_renditions(path, path.parent)):
            with suppress(Invalid):
                work(original)
