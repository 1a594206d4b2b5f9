"""What a picture says about itself before it is decoded."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image

from catalog.domain.pictures import gif
from catalog.domain.pictures.kinds import GIF, TIFF, Kind
from catalog.domain.pictures.reading import DAMAGE, opened
from catalog.errors import Invalid
from catalog.i18n import Message

MAX_FRAMES = 2000

_TOO_MANY_FRAMES = Message(
    "The picture has too many frames: at most %(most)d.",
    {"most": MAX_FRAMES},
)
_GPS_VERSION = 0  # says nothing about a place


@dataclass(frozen=True)
class PictureFacts:
    """`width` and `height` are those of the upright picture; `frames` counts pages, too."""

    media_type: str
    extension: str
    width: int
    height: int
    frames: int
    has_gps: bool


def inspect(path: Path) -> PictureFacts:
    """Read the header only, so it is quick for any size; raises Invalid for what is refused.

    A picture whose header is right can still be damaged further on: `make_renditions` tells.
    """
    with opened(path) as (kind, image):
        width, height = upright_size(image)
        has_gps = _has_gps(image)
        frames = _frames(path, kind, image)
    if frames > MAX_FRAMES:
        raise Invalid("file", _TOO_MANY_FRAMES)
    return PictureFacts(kind.media_type, kind.extension, width, height, frames, has_gps)


def exif_of(image: Image.Image) -> Image.Exif:
    """Return what can be read of the EXIF block; a broken one is as good as none."""
    try:
        return image.getexif()
    except DAMAGE:
        return Image.Exif()


def orientation_of(image: Image.Image) -> int:
    """Return 1 to 8, as EXIF counts; 1 for TIFF and HEIC, which stand upright once decoded."""
    if image.format in (TIFF.format, "HEIF"):
        return 1
    value = exif_of(image).get(ExifTags.Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if orientation_of(image) >= 5 else (width, height)


def _has_gps(image: Image.Image) -> bool:
    try:
        place = exif_of(image).get_ifd(ExifTags.IFD.GPSInfo)
    except DAMAGE:
        return True  # there is a block, though nobody can read it
    xmp = image.info.get("xmp", b"")
    text = xmp.encode() if isinstance(xmp, str) else xmp
    return bool(place.keys() - {_GPS_VERSION}) or b"GPSLatitude" in text


def _frames(path: Path, kind: Kind, image: Image.Image) -> int:
    """Count frames or pages, giving up soon after MAX_FRAMES."""
    if kind is GIF:
        return gif.frames(path.read_bytes(), MAX_FRAMES + 1)
    if kind is TIFF:
        return _pages(image)
    return getattr(image, "n_frames", 1)


def _pages(image: Image.Image) -> int:
    count = 1
    with suppress(EOFError):
        while count <= MAX_FRAMES:
            image.seek(count)
            count += 1
    return count
