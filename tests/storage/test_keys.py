"""Keys: lower-case ASCII, opaque, the same on disk and in the bucket."""

import re

import pytest

from catalog.storage.keys import (
    InvalidKey,
    check_key,
    image_key,
    image_prefix,
    is_key,
    random_suffix,
)

SUFFIX = "0123456789abcdef"


def test_an_image_key_has_the_documented_form() -> None:
    key = image_key("k3v9q2m7", 3, "thumb", SUFFIX, "webp")
    assert re.fullmatch(r"images/[0-9a-f]{2}/k3v9q2m7/3/thumb-0123456789abcdef\.webp", key)
    assert key.startswith(image_prefix("k3v9q2m7", 3))
    assert key.startswith(image_prefix("k3v9q2m7"))
    assert check_key(key) == key


def test_keys_spread_over_folders_and_stay_where_they_are() -> None:
    shards = {image_prefix(f"p{number}").split("/")[1] for number in range(2000)}
    assert len(shards) == 256
    assert image_prefix("k3v9q2m7") == "images/7d/k3v9q2m7/"


def test_suffixes_are_random() -> None:
    suffixes = {random_suffix() for _ in range(1000)}
    assert len(suffixes) == 1000
    assert all(re.fullmatch("[0-9a-f]{16}", suffix) for suffix in suffixes)


@pytest.mark.parametrize(
    ("public_id", "version", "part", "suffix", "extension"),
    [
        ("../../etc", 1, "thumb", SUFFIX, "webp"),
        ("UPPER", 1, "thumb", SUFFIX, "webp"),
        ("", 1, "thumb", SUFFIX, "webp"),
        ("a" * 65, 1, "thumb", SUFFIX, "webp"),
        ("ok", -1, "thumb", SUFFIX, "webp"),
        ("ok", 1, "../thumb", SUFFIX, "webp"),
        ("ok", 1, "thumb", "guessable", "webp"),
        ("ok", 1, "thumb", SUFFIX, "we/bp"),
        ("ok", 1, "thumb", SUFFIX, ".webp"),
        ("ok\n", 1, "thumb", SUFFIX, "webp"),
    ],
)
def test_nothing_hostile_enters_a_key(
    public_id: str, version: int, part: str, suffix: str, extension: str
) -> None:
    with pytest.raises(InvalidKey):
        image_key(public_id, version, part, suffix, extension)


@pytest.mark.parametrize("key", ["a", "a.jpg", "a/b/c-1_2.tar.gz", "0/1", "a" * 200])
def test_good_keys(key: str) -> None:
    assert is_key(key)


@pytest.mark.parametrize(
    "key",
    [
        "",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        "/a",
        "a/",
        "a//b",
        "A.jpg",
        "a b.jpg",
        "á.jpg",
        "a\u0301.jpg",
        "\u202egpj.a",
        "a\x00b",
        "a\n",
        "a\\b",
        ".hidden",
        "a/.hidden",
        "-flag",
        "c:/a",
        "a%2e%2e",
        "a+b",
        "a" * 201,
        "a/" * 300 + "a",
    ],
)
def test_bad_keys(key: str) -> None:
    with pytest.raises(InvalidKey):
        check_key(key)
