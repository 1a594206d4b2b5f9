"""Small pictures made by code: every kind, every fault.

All show the same thing when upright: red top left, lime top right, blue bottom left, white bottom
right, so a test can say how a picture stands and whether its colours are right.
"""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pillow_heif
from PIL import ExifTags, Image, ImageCms

pillow_heif.register_heif_opener()

Maker = Callable[[], bytes]

UPRIGHT = ("red", "lime", "blue", "white")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF", "TIFF", "BMP")

_COLOURS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "white": (255, 255, 255)}
# What turns an upright picture into one that EXIF orientation n turns back.
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def drawn(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    quadrants = Image.new("RGB", (2, 2))
    quadrants.putdata(list(_COLOURS.values()))
    return quadrants.resize(size, Image.Resampling.NEAREST).convert(mode)


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def picture(kind: str = "JPEG", size: tuple[int, int] = (120, 80), **options: Any) -> bytes:
    return encoded(drawn(size), kind, **options)


def corners(image: Image.Image) -> tuple[str, ...]:
    """Name the colours near the four corners, in reading order."""
    rgb = image.convert("RGB")
    width, height = rgb.size
    places = [(width // 4, height // 4), (width * 3 // 4, height // 4)]
    places += [(x, height * 3 // 4) for x, _ in places]
    return tuple(_nearest(rgb.getpixel(place)) for place in places)


def _nearest(colour: Any) -> str:
    def distance(name: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(colour, _COLOURS[name], strict=True))

    return min(_COLOURS, key=distance)


def exif(orientation: int = 1, *, gps: bool = False) -> bytes:
    """Return an EXIF block; HEIF gets the turn it needs only from bytes."""
    block = Image.Exif()
    block[ExifTags.Base.Orientation] = orientation
    block[ExifTags.Base.Make] = "Camera of Ana"
    if gps:
        place = block.get_ifd(ExifTags.IFD.GPSInfo)
        place[ExifTags.GPS.GPSLatitudeRef] = "N"
        place[ExifTags.GPS.GPSLatitude] = (41.0, 23.0, 5.0)
    return block.tobytes()


def oriented(orientation: int, kind: str = "JPEG", *, gps: bool = False) -> bytes:
    """Return a picture that is 120 x 80 and upright once its orientation is applied."""
    turn = _TURNED.get(orientation)
    image = drawn() if turn is None else drawn().transpose(turn)
    return encoded(image, kind, exif=exif(orientation, gps=gps))


def with_gps(kind: str = "JPEG") -> bytes:
    return encoded(drawn(), kind, exif=exif(gps=True))


def cmyk() -> bytes:
    return encoded(drawn(mode="CMYK"))


def grey16(value: int = 40_000) -> bytes:
    return encoded(Image.new("I;16", (64, 48), value), "PNG")


def transparent(mode: str = "RGBA") -> bytes:
    """Return a PNG whose left half cannot be seen."""
    image = drawn(mode="RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 60, 80))
    if mode == "P":
        image = image.quantize(8)
    return encoded(image, "PNG")


def animated(kind: str = "GIF", frames: int = 3) -> bytes:
    others = [Image.new("RGB", (120, 80), (40 * shade, 0, 99)) for shade in range(1, frames)]
    return encoded(drawn(), kind, save_all=True, append_images=others)


def other_colours() -> bytes:
    """Return a picture that is right only once its profile, red for green, is applied."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[at : at + 4]): at + 4 for at in range(132, 132 + 12 * profile[131], 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 8], profile[green : green + 8] = (
        profile[green : green + 8],
        profile[red : red + 8],
    )
    renamed = bytes(profile).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be"))
    red_band, green_band, blue_band = drawn().split()
    image = Image.merge("RGB", (green_band, red_band, blue_band))
    return encoded(image, icc_profile=renamed, quality=95, subsampling=0)


def many_frames(count: int) -> bytes:
    """Return a GIF of so many frames, by repeating its only one."""
    data = encoded(Image.new("L", (1, 1)), "GIF")
    start = data.index(b"\x2c", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    return data[:start] + data[start:-1] * count + b";"


def many_scans(count: int) -> bytes:
    """Return a JPEG whose only scan is there again and again."""
    data = picture()
    start = data.index(b"\xff\xda")
    return data[:start] + data[start:-2] * count + data[-2:]


def png_bomb(width: int = 50_000, height: int = 50_000) -> bytes:
    header = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(*chunk) for chunk in chunks)


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def gif_bomb() -> bytes:
    """The canvas is small, its first frame is not."""
    frame = struct.pack("<B4HB", 0x2C, 0, 0, 50_000, 50_000, 0)
    return b"GIF89a" + struct.pack("<2H3B", 10, 10, 0, 0, 0) + frame + b"\x08\x01\0\0;"


def tiff_bomb() -> bytes:
    tags = {256: 50_000, 257: 50_000, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 50_000, 279: 9}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    return struct.pack("<2sHIH", b"II", 42, 8, len(tags)) + entries + bytes(4)


def webp_bomb() -> bytes:
    size = (16_382).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + size + size
    return b"RIFF" + struct.pack("<I", len(body)) + body


def bmp_bomb() -> bytes:
    header = struct.pack("<I2i2H6I", 40, 50_000, 50_000, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<3I", 54, 0, 54) + header


def jpeg_bomb() -> bytes:
    data = bytearray(picture())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">2H", 50_000, 50_000)
    return bytes(data)


BOMBS = {
    "png": png_bomb,
    "gif": gif_bomb,
    "tiff": tiff_bomb,
    "webp": webp_bomb,
    "bmp": bmp_bomb,
    "jpeg": jpeg_bomb,
}

STRANGERS = {
    "zero": (b"", "The file is empty."),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG drawings"),
    "svg after xml": (b'<?xml version="1.0"?>\n<!-- x -->\n<svg width="1">', "SVG drawings"),
    "page": (b"<!DOCTYPE html><script>alert(1)</script>", "a web page"),
    "page in disguise": (b"\xef\xbb\xbf  <html><body>", "a web page"),
    "pdf": (b"%PDF-1.7\n", "a PDF"),
    "video": (b"\0\0\0\x18ftypisom\0\0\x02\0isommp42", "a video"),
    "words": (b"BMX is a sport, and this is a sentence about it.", "not a picture we know"),
    "archive": (b"PK\x03\x04" + bytes(40), "not a picture we know"),
}
