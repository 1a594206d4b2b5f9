import io

import pytest

from catalog.domain.matching import FileNames, files_by_code, stem_of
from catalog.domain.picture_files import PictureFile


def files(*paths: str) -> list[PictureFile]:
    return [PictureFile(path, open=io.BytesIO) for path in paths]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("A-12.jpg", "a-12"),
        ("a-12_1.JPG", "a-12"),
        ("A-12 detalle.jpeg", "a-12"),
        ("A-12(2).png", "a-12"),
        ("A-12.tif.jpg", "a-12"),
        ("fotos/A-12_1.jpg", "a-12"),
        ("79.66.115.jpg", "79.66.115"),
        ("79.66.115_b.jpg", "79.66.115"),
        ("79.66.1155.jpg", "79.66"),
        ("A-120.jpg", "a"),
        ("Ñandú_1.jpg", "nandu"),
        ("cobre-viejo.jpg", None),
        ("12.jpg", None),
    ],
)
def test_the_code_that_a_name_begins_with(name: str, code: str | None) -> None:
    codes = {"a", "a-12", "a-1", "79.66", "79.66.115", "nandu", "cob"}
    assert list(files_by_code(files(name), codes)) == ([code] if code else [])


def test_the_order_is_that_of_what_follows_the_code() -> None:
    names = ["A-12_10.jpg", "A-12 detalle.jpg", "A-12_2.jpg", "A-12.jpg", "A-12-1.jpg"]
    found = files_by_code(files(*names), {"a-12"})
    assert [file.name for file in found["a-12"]] == [
        "A-12.jpg",
        "A-12-1.jpg",
        "A-12_2.jpg",
        "A-12_10.jpg",
        "A-12 detalle.jpg",
    ]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("uno.jpg", "a/uno.jpg"),
        ("UNO.JPG", "a/uno.jpg"),
        ("c:\\fotos\\uno.jpg", "a/uno.jpg"),
        ("b/dos.jpg", "b/dos.jpg"),
        ("./b/dos.jpg", "b/dos.jpg"),
        ("b\\dos.jpg", "b/dos.jpg"),
        ("dos.jpg", None),
        ("cinco.jpg", None),
        ("x.JPG", "x.JPG"),
    ],
)
def test_the_file_that_a_cell_names(written: str, path: str | None) -> None:
    known = FileNames(files("a/uno.jpg", "a/dos.jpg", "b/dos.jpg", "x.jpg", "x.JPG"))
    found = known.find(written)
    assert (found.file.path if found.file else None) == path
    assert found.is_ambiguous == (written == "dos.jpg")


def test_only_endings_of_pictures_are_taken_off() -> None:
    assert [stem_of(name) for name in ("A.12", "A.12.jpg", "Año.HEIC")] == ["a.12", "a.12", "ano"]
