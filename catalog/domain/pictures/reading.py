"""Opening pictures that strangers made: bounded in pixels, frames and number at a time."""

import errno
import logging
import os
import struct
import threading
import warnings
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import pillow_heif
from PIL import Image

from catalog.domain.pictures import jpeg
from catalog.domain.pictures.boxes import boxes
from catalog.domain.pictures.kinds import AVIF, HEIF, JPEG, WEBP, Kind, sniff
from catalog.errors import Invalid
from catalog.i18n import Message

MAX_PIXELS = 100 * 1000 * 1000
LARGE_PIXELS = 25 * 1000 * 1000
MAX_SCANS = 100  # a progressive JPEG has about ten; thousands keep a decoder busy for hours

# What decoders raise for bytes that are not what they claim to be.
DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
)

# Decoders raise OSError without a number; a wild offset cannot be sought. The rest is the disk's.
_OF_THE_FILE = (None, errno.EINVAL)

_CUT_SHORT = Message("The file is cut short: the end of the picture is missing. Send it again.")
_DAMAGED = Message("The file is damaged and cannot be read as a picture.")
_TOO_MANY_PIXELS = Message(
    "The picture is too large: at most %(millions)d million pixels.",
    {"millions": MAX_PIXELS // 10**6},
)

pillow_heif.register_heif_opener()
# Pillow checks the size in the header, before it takes memory: above this it warns, above twice
# this it raises. Both are the same refusal here.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)
# Odd metadata in a good picture is nobody's news.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
logging.getLogger("PIL").setLevel(logging.CRITICAL)

_slots = threading.BoundedSemaphore(os.cpu_count() or 1)
_held = threading.local()
_large = threading.Lock()


@contextmanager
def decoding_slot() -> Iterator[None]:
    """Wait for one of as many slots as there are processors; a thread that has one keeps it."""
    if getattr(_held, "slot", False):
        yield
        return
    with _slots:
        _held.slot = True
        try:
            yield
        finally:
            _held.slot = False


def room_for(image: Image.Image) -> AbstractContextManager[object]:
    """Let one large picture at a time be decoded: it takes hundreds of megabytes."""
    return _large if image.width * image.height > LARGE_PIXELS else nullcontext()


@contextmanager
def opened(path: Path) -> Iterator[tuple[Kind, Image.Image]]:
    """Open a picture of an accepted kind; its header is read, its pixels are not.

    Raises Invalid for what is refused, also when the picture turns out damaged within the block.
    Trouble of the disk stays the OSError that it is.
    """
    kind = sniff(path)
    with _refusing(path, kind):
        _check_scans(path, kind)
        with Image.open(path, formats=[kind.format]) as image:
            yield kind, image


@contextmanager
def _refusing(path: Path, kind: Kind) -> Iterator[None]:
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Invalid("file", _TOO_MANY_PIXELS) from error
    except DAMAGE as error:
        if isinstance(error, OSError) and error.errno not in _OF_THE_FILE:
            raise
        cut = "truncated" in str(error).lower() or _ends_early(path, kind)
        raise Invalid("file", _CUT_SHORT if cut else _DAMAGED) from error


def _ends_early(path: Path, kind: Kind) -> bool:
    """Containers state their length, where their decoders only say that something is wrong."""
    data = path.read_bytes()
    if kind is WEBP:
        return int.from_bytes(data[4:8], "little") + 8 > len(data)
    if kind.format in (AVIF.format, HEIF.format):
        return max((box.end for box in boxes(data, 0, len(data))), default=0) != len(data)
    return False


def _check_scans(path: Path, kind: Kind) -> None:
    if kind is not JPEG:
        return
    scans = sum(segment.marker == jpeg.SOS for segment in jpeg.segments(path.read_bytes()))
    if scans > MAX_SCANS:
        raise Invalid("file", _DAMAGED)
