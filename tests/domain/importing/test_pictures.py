"""Pictures that come along with a sheet: from folders and archives, by name and by code."""

import stat
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from catalog.domain.picture_files import picture_files
from catalog.domain.queries.images import image_by_legacy_name
from catalog.errors import Invalid
from tests.desk import Desk, counted, listed
from tests.images import picture

RING = picture()
SHEET = "Código;Nombre;Foto\nA-12;Anillo;anillo.jpg\nA-13;Broche;\nA-1;Collar;\n"


END = b"PK\5\6"


def sized(number: int) -> bytes:
    """Return a picture that differs from those of other numbers."""
    return picture(size=(60 + number, 40))


def folder_of(desk: Desk, files: Mapping[str, bytes]) -> Path:
    folder = desk.folder / "fotos"
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def archive_of(desk: Desk, files: Mapping[str, bytes]) -> Path:
    path = desk.folder / "fotos.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("packed", [folder_of, archive_of])
def test_files_are_found_by_name_and_by_code(desk: Desk, packed: object) -> None:
    names = ["ANILLO.jpg", "otras/A-13_10.jpg", "A-13_2.JPG", "A-13.jpg", "A-13 detalle.jpeg"]
    assert callable(packed)
    images = packed(desk, {name: sized(place) for place, name in enumerate(names)})
    result = desk.bring(SHEET, images=images)
    assert counted(result) == {"created": 3, "images_attached": 5}
    assert desk.columns("hoja") == {"Código": "text", "Nombre": "text", "Foto": "images"}
    assert desk.pictures("hoja") == [
        (0, "foto", "ANILLO.jpg"),
        (1, "foto", "A-13.jpg"),
        (1, "foto", "A-13_2.JPG"),
        (1, "foto", "A-13_10.jpg"),
        (1, "foto", "A-13 detalle.jpeg"),
    ]


def test_a_code_does_not_go_on_in_digits(desk: Desk) -> None:
    images = folder_of(desk, {"A-1 (2).jpg": RING, "A-120.jpg": RING, "sin código.jpg": RING})
    result = desk.bring("Código;Nombre\nA-1;a\nA-12;b\n", images=images)
    assert desk.pictures("hoja") == [(0, "pictures", "A-1 (2).jpg")]
    assert result.tally.unmatched == ["A-120.jpg", "sin código.jpg"]
    assert list(desk.columns("hoja")) == ["Código", "Nombre", "Pictures"]


def test_accents_are_the_same_however_they_are_composed(sqlite_desk: Desk) -> None:
    name = unicodedata.normalize("NFD", "Niño_piñata.jpg")
    images = folder_of(sqlite_desk, {name: RING})
    sqlite_desk.bring("Nombre;Foto\na;NIÑO_PIÑATA.JPG\n", images=images)
    assert sqlite_desk.pictures("hoja") == [(0, "foto", "Niño_piñata.jpg")]


def test_a_missing_file_is_named_and_the_others_come(sqlite_desk: Desk) -> None:
    images = folder_of(sqlite_desk, {"uno.jpg": RING})
    result = sqlite_desk.bring(
        "Nombre;Foto\na;uno.jpg; dos.jpg\n".replace("uno.jpg; dos", '"uno.jpg; dos').replace(
            "dos.jpg\n", 'dos.jpg"\n'
        ),
        images=images,
    )
    assert counted(result) == {
        "created": 1,
        "images_attached": 1,
        "images_failed": 1,
        "error_count": 1,
    }
    message = "There is no such file among the pictures."
    assert listed(result) == [(2, "Foto", "dos.jpg", message)]


def test_a_bad_file_is_named_and_the_others_come(sqlite_desk: Desk) -> None:
    images = folder_of(sqlite_desk, {"A-1.jpg": RING, "A-2.jpg": b"", "A-3.jpg": b"<html>"})
    result = sqlite_desk.bring("Código;Nombre\nA-1;a\nA-2;b\nA-3;c\n", images=images)
    assert (result.tally.images_attached, result.tally.images_failed) == (1, 2)
    assert [error[:3] for error in listed(result)] == [
        (3, "Pictures", "A-2.jpg"),
        (4, "Pictures", "A-3.jpg"),
    ]


def test_names_alike_in_two_folders_want_their_folder(sqlite_desk: Desk) -> None:
    images = folder_of(sqlite_desk, {"a/uno.jpg": RING, "b/uno.jpg": RING, "dos.jpg": RING})
    sheet = "Nombre;Foto\nx;b/uno.jpg\ny;uno.jpg\nz;dos.jpg\n"
    result = sqlite_desk.bring(sheet, images=images)
    assert result.tally.images_attached == 2
    message = "Several files have this name: write it with its folder."
    assert listed(result) == [(3, "Foto", "uno.jpg", message)]


def test_pictures_that_are_there_are_not_doubled(desk: Desk) -> None:
    images = folder_of(desk, {"anillo.jpg": RING, "A-13_1.jpg": sized(7)})
    desk.bring(SHEET, images=images, key="Código")
    again = desk.bring(SHEET, images=images, key="Código", slug="hoja")
    assert counted(again) == {"unchanged": 3, "images_unchanged": 2}
    assert len(desk.pictures("hoja")) == 2


def test_names_that_came_in_as_text_find_their_pictures_later(desk: Desk) -> None:
    desk.bring(SHEET, key="Código")
    assert desk.columns("hoja")["Foto"] == "text"
    images = folder_of(desk, {"anillo.jpg": RING})
    desk.bring(SHEET, images=images, key="Código", slug="hoja")
    assert desk.columns("hoja")["Foto"] == "text"
    assert desk.pictures("hoja") == [(0, "pictures", "anillo.jpg")]


def test_names_of_files_without_files_leave_a_column_of_pictures_alone(desk: Desk) -> None:
    images = folder_of(desk, {"anillo.jpg": RING})
    desk.bring(SHEET, images=images, key="Código")
    looked = desk.look(SHEET, key="Código", slug="hoja")
    assert str(looked.columns[2].left_out_because) == (
        "It is a column of pictures, and none of its files came along."
    )
    desk.bring(SHEET, key="Código", slug="hoja")
    assert desk.pictures("hoja") == [(0, "foto", "anillo.jpg")]


def test_names_of_the_former_site_are_kept(desk: Desk) -> None:
    name = "3f75f6c5822d4f40aacc1667c7bf0024_anillo oro.png"
    images = folder_of(desk, {name: RING})
    desk.bring(f"Nombre;Imagen\nAnillo;{name}\n", images=images)
    with desk.database.reading() as session:
        assert image_by_legacy_name(session, name) is not None


def test_a_trial_counts_the_pictures(desk: Desk) -> None:
    images = folder_of(desk, {"anillo.jpg": RING, "A-13_1.jpg": RING, "nada.jpg": RING})
    looked = desk.look(SHEET, images=images)
    assert counted(looked) == {"created": 3, "images_attached": 2}
    assert looked.tally.unmatched == ["nada.jpg"]
    assert desk.catalogs() == []


def test_a_hostile_archive_gives_its_good_pictures_and_nothing_else(
    sqlite_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.domain.picture_files.MAX_BYTES", 2_000_000)
    path = archive_of(sqlite_desk, {"A-1.jpg": RING, "../A-1_slip.jpg": RING, "/A-1_abs.jpg": RING})
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/._A-1.jpg", RING)
        archive.writestr("C:\\A-1_drive.jpg", RING)
        archive.writestr("..\\A-1_back.jpg", RING)
        archive.writestr("fotos/Thumbs.db", RING)
        archive.writestr("fotos/.A-1.jpg", RING)
        archive.writestr("A-1_bomb.jpg", b"\0" * 2_000_001, compress_type=zipfile.ZIP_DEFLATED)
        link = zipfile.ZipInfo("A-1_link.jpg")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    result = sqlite_desk.bring("Código;Nombre\nA-1;a\nA-2;b\n", images=path)
    assert sqlite_desk.pictures("hoja") == [(0, "pictures", "A-1.jpg")]
    assert [(name, str(reason)) for name, reason in result.tally.passed_over] == [
        ("../A-1_slip.jpg", "Its name leads out of the archive."),
        ("/A-1_abs.jpg", "Its name leads out of the archive."),
        ("__MACOSX/._A-1.jpg", "It is a file of the system, not a picture."),
        ("C:/A-1_drive.jpg", "Its name leads out of the archive."),
        ("../A-1_back.jpg", "Its name leads out of the archive."),
        ("fotos/Thumbs.db", "It is a file of the system, not a picture."),
        ("fotos/.A-1.jpg", "It is a file of the system, not a picture."),
        ("A-1_bomb.jpg", "It has more than 2 MB."),
        ("A-1_link.jpg", "It is a link."),
    ]
    made = {path.name for path in sqlite_desk.folder.rglob("*") if "A-1" in path.name}
    assert made == set()


def test_an_archive_that_lies_about_sizes_is_not_believed(sqlite_desk: Desk) -> None:
    path = archive_of(sqlite_desk, {"A-1.jpg": b""})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("A-1.jpg", RING + b"\0" * 1_000_000)
    data = path.read_bytes()
    size = (len(RING) + 1_000_000).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))
    result = sqlite_desk.bring("Código;Nombre\nA-1;a\nA-2;b\n", images=path)
    assert result.tally.images_failed == 1
    assert listed(result) == [(2, "Pictures", "A-1.jpg", "It is damaged in the archive.")]


def test_names_of_an_old_windows_and_of_a_mac_are_read(sqlite_desk: Desk) -> None:
    path = archive_of(sqlite_desk, {"Ni?o.jpg": RING, "Pi??a.jpg": RING})
    data = path.read_bytes().replace(b"Ni?o", "Niño".encode("cp850"))
    path.write_bytes(data.replace(b"Pi??a", "Piña".encode()))
    with picture_files(path) as pictures:
        assert [file.name for file in pictures.files] == ["Niño.jpg", "Piña.jpg"]


def test_the_sample_archive(sqlite_desk: Desk, samples: Path) -> None:
    sheet, archive = samples / "sheets" / "joyeria.xlsx", samples / "pictures_by_code.zip"
    result = sqlite_desk.bring(sheet, images=archive)
    assert sqlite_desk.pictures("joyeria") == [
        (0, "imagen", "A-12.jpg"),
        (0, "imagen", "00012_a.jpg"),
        (2, "imagen", "00014.png.jpg"),
    ]
    assert [error[:3] for error in listed(result)] == [
        (3, "Imagen", "A-13.jpg"),
        (3, "Imagen", "A-13_detalle.jpg"),
        (5, "Imagen", "A-15.jpg"),
    ]
    assert result.tally.unmatched == [
        "fotos/A-13_1.JPG",
        "fotos/A-13_2.jpg",
        "fotos/A-13 detalle.jpeg",
        "sin codigo.jpg",
        "vacia.jpg",
    ]


def test_the_sample_archive_by_code(sqlite_desk: Desk, samples: Path) -> None:
    sheet = "Pieza;Nombre\nA-12;Anillo\nA-13;Broche\n00014;Pendientes\n"
    sqlite_desk.bring(sheet, images=samples / "pictures_by_code.zip", key="Pieza")
    assert sqlite_desk.pictures("hoja") == [
        (0, "pictures", "A-12.jpg"),
        (1, "pictures", "A-13_1.JPG"),
        (1, "pictures", "A-13_2.jpg"),
        (1, "pictures", "A-13 detalle.jpeg"),
        (2, "pictures", "00014.png.jpg"),
    ]


def test_links_in_a_folder_are_passed_over(sqlite_desk: Desk) -> None:
    folder = folder_of(sqlite_desk, {"uno.jpg": RING, ".DS_Store": b"x"})
    (folder / "dos.jpg").symlink_to("/etc/passwd")
    with picture_files(folder) as pictures:
        assert [file.path for file in pictures.files] == ["uno.jpg"]
        assert [skipped.name for skipped in pictures.passed_over] == ["dos.jpg"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no archive at all", "“fotos.zip” is no folder and no ZIP archive."),
        (b"PK\5\6" + b"\0" * 6 + b"\1\0" + b"\xff" * 10, "There are more than 50,000 files in it."),
        (
            b"junk PK\5\6" + b"\0" * 8 + b"\1\0\0\0\0\0\0\0\0\0",
            "The archive “fotos.zip” is damaged.",
        ),
    ],
)
def test_what_is_no_archive_is_refused(sqlite_desk: Desk, content: bytes, sentence: str) -> None:
    path = sqlite_desk.folder / "fotos.zip"
    path.write_bytes(content)
    with pytest.raises(Invalid) as refused, picture_files(path):
        pass
    assert str(refused.value) == sentence
