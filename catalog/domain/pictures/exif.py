"""The one EXIF entry that outlives stripping: how the picture is turned."""

import struct

_ORIENTATION, _SHORT = 0x0112, 3


def orientation_only(orientation: int) -> bytes:
    """Return a TIFF block that says how the picture is turned and nothing more."""
    header = struct.pack(">2sHI", b"MM", 42, 8)
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return header + struct.pack(">H", 1) + entry + struct.pack(">I", 0)
