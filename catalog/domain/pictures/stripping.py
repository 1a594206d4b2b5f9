"""Taking metadata out of originals, for installations that keep none (`IMAGE_ORIGINALS=strip`)."""

from pathlib import Path

from catalog.domain.pictures import gif, heif, jpeg, png, tiff, webp
from catalog.domain.pictures.facts import orientation_of
from catalog.domain.pictures.kinds import AVIF, GIF, HEIC, HEIF, JPEG, PNG, TIFF, WEBP
from catalog.domain.pictures.reading import opened

_TURNABLE = {JPEG: jpeg.stripped, PNG: png.stripped, WEBP: webp.stripped}
_UPRIGHT = {
    GIF: gif.stripped,
    TIFF: tiff.stripped,
    AVIF: heif.stripped,
    HEIC: heif.stripped,
    HEIF: heif.stripped,
}


def strip_metadata(path: Path) -> None:
    """Take everything out of the file that is not the picture, in place and at once.

    No pixel changes, for no kind of picture: nothing is encoded anew. How the picture is turned
    stays written in it, and its colour profile. Raises Invalid for what is refused or damaged.
    """
    with opened(path) as (kind, image):
        data = path.read_bytes()
        if kind in _TURNABLE:
            data = _TURNABLE[kind](data, orientation_of(image))
        elif kind in _UPRIGHT:
            data = _UPRIGHT[kind](data)
    fresh = path.with_name(f"{path.name}.stripped")
    fresh.write_bytes(data)
    fresh.replace(path)
