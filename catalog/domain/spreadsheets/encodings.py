"""Finding out how a text file was encoded, from all of its bytes."""

import codecs
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from catalog.i18n import Message

ENCODINGS = {
    "utf-8": Message("UTF-8"),
    "utf-16": Message("UTF-16"),
    "utf-16-le": Message("UTF-16"),
    "utf-16-be": Message("UTF-16"),
    "cp1252": Message("Windows-1252"),
    "latin-1": Message("Latin-1"),
    "mac_roman": Message("Mac Roman"),
    "cp850": Message("MS-DOS 850"),
}
"""What can be read, by the names that Python gives them."""

LENIENT = "catalog.lenient"
"""Error handler: a stray byte is read as Windows would, so that one byte never stops an import."""

_CHUNK = 1 << 20
_SAMPLE = 4 << 20

_ONE_BYTE = ("cp1252", "mac_roman", "cp850")
_WEIGHTS = {
    **dict.fromkeys("àèìòùâêîôûäëïöãõåøæßœÀÈÌÒÂÊÎÔÛÄËÏÖÃÕÅØÆ«»¿¡ºª°·–—‘’“”…", 1),
    **dict.fromkeys("ÁÉÍÓÚÑÜÇç", 2),
    **dict.fromkeys("áéíóúñü€\u00a0", 3),
}
_UNUSUAL = -2


def detect_encoding(path: Path) -> str:
    """Return the encoding, one of ENCODINGS; of those with a byte a letter the likeliest."""
    with path.open("rb") as file:
        head = file.read(_CHUNK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    return _utf_16_without_mark(head) or _of_bytes(path)


def _utf_16_without_mark(head: bytes) -> str | None:
    """Every other byte of Western text in UTF-16 is zero."""
    head = head[: len(head) // 2 * 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    enough = len(head) // 2 * 0.7
    if odd > enough and not even:
        return "utf-16-le"
    return "utf-16-be" if even > enough and not odd else None


def _of_bytes(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    is_utf_8 = True
    for chunk in _chunks(path):
        is_utf_8 = is_utf_8 and _decodes(decoder, chunk)
        if not chunk.isascii() and len(sample) < _SAMPLE:
            sample += chunk
        if not is_utf_8 and len(sample) >= _SAMPLE:
            break
    is_utf_8 = is_utf_8 and _decodes(decoder, b"", final=True)
    return "utf-8" if is_utf_8 or _is_damaged_utf_8(sample) else likeliest(bytes(sample))


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf_8(sample: bytearray) -> bool:
    """Tell UTF-8 with a few stray bytes, as files glued together have them."""
    text = sample.decode("utf-8", "surrogateescape")
    special = Counter(
        "bad" if "\udc80" <= letter <= "\udcff" else "good" for letter in text if letter > "\x7f"
    )
    return special["good"] > 10 * special["bad"]


def likeliest(sample: bytes) -> str:
    """Return the encoding in which the sample's special bytes make the commonest letters."""
    counts = Counter(byte for byte in sample if byte > 0x7F)
    return max(_ONE_BYTE, key=lambda encoding: _score(counts, encoding))


def _score(counts: Counter[int], encoding: str) -> int:
    letters = {byte: bytes([byte]).decode(encoding, "replace") for byte in counts}
    return sum(count * _WEIGHTS.get(letters[byte], _UNUSUAL) for byte, count in counts.items())


def _as_windows_would(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return "".join(
        bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in stray
    ), error.end


codecs.register_error(LENIENT, _as_windows_would)
