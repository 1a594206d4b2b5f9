"""Names of a picture's parts, the original and its renditions, and the keys they lie under."""

from collections.abc import Mapping
from typing import Any

from catalog.storage.keys import image_key

ORIGINAL = "original"

Part = Mapping[str, Any]
"""{"suffix", "ext", "sha256", "size", "media_type", "width", "height"}."""
Parts = Mapping[str, Part]


def part_key(public_id: str, version: int, name: str, part: Part) -> str:
    return image_key(public_id, version, name, part["suffix"], part["ext"])


def part_keys(public_id: str, version: int, parts: Parts) -> dict[str, str]:
    """Return part name -> key, in the order of the parts."""
    return {name: part_key(public_id, version, name, part) for name, part in parts.items()}
