"""Which kinds of picture are taken, judged by the bytes; names and client types are not asked."""

import re
from dataclasses import dataclass
from pathlib import Path

from catalog.errors import Invalid
from catalog.i18n import Message

MAX_BYTES = 100 * 1000 * 1000

_HEAD = 1024


@dataclass(frozen=True)
class Kind:
    format: str  # Pillow's name of it
    media_type: str
    extension: str


JPEG = Kind("JPEG", "image/jpeg", "jpg")
PNG = Kind("PNG", "image/png", "png")
WEBP = Kind("WEBP", "image/webp", "webp")
GIF = Kind("GIF", "image/gif", "gif")
AVIF = Kind("AVIF", "image/avif", "avif")
HEIC = Kind("HEIF", "image/heic", "heic")
HEIF = Kind("HEIF", "image/heif", "heif")
TIFF = Kind("TIFF", "image/tiff", "tiff")
BMP = Kind("BMP", "image/bmp", "bmp")
KINDS = (JPEG, PNG, WEBP, GIF, AVIF, HEIC, HEIF, TIFF, BMP)

_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"II(\*\0|\+\0)|MM(\0\*|\0\+)"), TIFF),
    # two letters are little proof: the size of the header that follows is one of seven
    (re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL), BMP),
)

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"},
)
_HEIF_BRANDS = frozenset({b"mif1", b"msf1"})

_EMPTY = Message("The file is empty.")
_TOO_BIG = Message(
    "The file is too big: at most %(megabytes)d MB.",
    {"megabytes": MAX_BYTES // 10**6},
)
_SVG = Message("SVG drawings are not accepted, as they can carry programs. Save it as PNG.")
_PAGE = Message("This is a web page, not a picture.")
_PDF = Message("This is a PDF, not a picture. Save the page as JPEG or PNG.")
_VIDEO = Message("This is a video, not a picture.")
_UNKNOWN = Message(
    "This is not a picture we know. JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF and BMP are accepted."
)

# The first that matches names the reason; all of it is looked at in lower case.
_REASONS = (
    (re.compile(rb"%pdf-"), _PDF),
    (re.compile(rb"<svg[\s>:]"), _SVG),
    (re.compile(rb"^[\s\xef\xbb\xbf]*<(!doctype html|html|head|body|script|title)\b"), _PAGE),
    (re.compile(rb"^....ftyp|^\x1a\x45\xdf\xa3|^riff....avi ", re.DOTALL), _VIDEO),
)


def sniff(path: Path) -> Kind:
    """Say what the file is, by its first bytes; raises Invalid with the reason it is refused."""
    size = path.stat().st_size
    if size == 0:
        raise Invalid("file", _EMPTY)
    if size > MAX_BYTES:
        raise Invalid("file", _TOO_BIG)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    kind = _by_signature(head) or _by_brand(head)
    if kind is None:
        raise Invalid("file", _reason(head))
    return kind


def _by_signature(head: bytes) -> Kind | None:
    return next((kind for pattern, kind in _SIGNATURES if pattern.match(head)), None)


def _by_brand(head: bytes) -> Kind | None:
    """AVIF and HEIC share one container; `mif1` alone leaves open which of them it is."""
    if head[4:8] != b"ftyp":
        return None
    major = head[8:12]
    end = int.from_bytes(head[:4], "big")
    brands = {head[at : at + 4] for at in range(16, min(end, len(head)), 4)}
    if major in _AVIF_BRANDS:
        return AVIF
    if major in _HEIC_BRANDS:
        return HEIC
    if major not in _HEIF_BRANDS:
        return None
    return AVIF if brands & _AVIF_BRANDS else HEIF


def _reason(head: bytes) -> Message:
    text = head.lower()
    return next((reason for pattern, reason in _REASONS if pattern.search(text)), _UNKNOWN)
