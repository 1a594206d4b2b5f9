"""Names that people, cameras and attackers give to files."""

import pytest

from catalog.domain.filenames import clean_filename, content_disposition, legacy_name

HEX = "3f75f6c5822d4f40aacc1667c7bf0024"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Foto 1.JPG", "Foto 1.JPG"),
        ("Año_pingüino.jpg", "Año_pingüino.jpg"),
        ("An\u0303o.jpg", "Año.jpg"),
        ("a+b & c #1 100%.jpg", "a+b & c #1 100%.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\plato.png", "plato.png"),
        ("a\x00b\n\x7fc.png", "ab c.png"),
        ("foto\u202egpj.exe", "fotogpj.exe"),
        ("\u2066x\u2069\u200f.png", "x.png"),
        ("dos  \t espacios .png ", "dos espacios .png"),
        ("roto\udcff.png", "roto.png"),
        (".jpg", ".jpg"),
        ("日本語.png", "日本語.png"),
    ],
)
def test_what_is_read_is_what_there_is(name: str, expected: str) -> None:
    assert clean_filename(name) == expected


@pytest.mark.parametrize("name", ["", " ", ".", "..", "fotos/", "\u202e", "\x00"])
def test_a_name_is_never_empty(name: str) -> None:
    assert clean_filename(name) == "picture"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x" * 300 + ".jpeg", "x" * 250 + ".jpeg"),
        ("ñ" * 300 + ".jpg", "ñ" * 125 + ".jpg"),
        ("x" * 300, "x" * 255),
        ("x" * 251 + ".jpg", "x" * 251 + ".jpg"),
    ],
)
def test_a_long_name_keeps_its_extension(name: str, expected: str) -> None:
    assert clean_filename(name) == expected
    assert len(expected.encode()) <= 255


@pytest.mark.parametrize(
    ("name", "inline", "expected"),
    [
        ("plato.jpg", True, 'inline; filename="plato.jpg"'),
        ("plato.jpg", False, 'attachment; filename="plato.jpg"'),
        (
            "Año 1.jpg",
            False,
            "attachment; filename=\"Ano 1.jpg\"; filename*=UTF-8''A%C3%B1o%201.jpg",
        ),
        (
            'el "r" 100%;.jpg',
            True,
            "inline; filename=\"el _r_ 100_;.jpg\"; filename*=UTF-8''el%20%22r%22%20100%25%3B.jpg",
        ),
        (
            "日本.png",
            True,
            "inline; filename=\"picture.png\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.png",
        ),
        ("日本", True, "inline; filename=\"picture\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC"),
        ("a\r\nSet-Cookie: x", True, 'inline; filename="a Set-Cookie: x"'),
    ],
)
def test_a_name_in_a_header(name: str, inline: bool, expected: str) -> None:  # noqa: FBT001 - a parameter
    assert content_disposition(name, inline=inline) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (f"{HEX}_anillo oro.png", f"{HEX}_anillo oro.png"),
        (f"imagenes_subidas/{HEX}_a.png", f"{HEX}_a.png"),
        (f"{HEX}_n\u0303.png", f"{HEX}_ñ.png"),
        (f"{HEX.upper()}_a.png", f"{HEX.upper()}_a.png"),
        (f"{HEX}_", None),
        (f"{HEX}.png", None),
        (f"{HEX[1:]}_a.png", None),
        (f"g{HEX[1:]}_a.png", None),
        ("sin_registro.jpg", None),
    ],
)
def test_names_that_the_former_site_gave(name: str, expected: str | None) -> None:
    assert legacy_name(name) == expected
