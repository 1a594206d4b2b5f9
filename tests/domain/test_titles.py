"""Which column names a row."""

from typing import NamedTuple

import pytest

from catalog.domain.titles import title_and_others


class Facts(NamedTuple):
    key: str
    type: str = "text"
    options: dict[str, object] = {}  # noqa: RUF012 - nobody changes it


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        ([Facts("accession_number"), Facts("title"), Facts("creator")], "title"),
        ([Facts("codigo"), Facts("nombre")], "nombre"),
        ([Facts("pictures", "images"), Facts("year", "integer"), Facts("place")], "place"),
        ([Facts("pictures", "images"), Facts("year", "integer")], "year"),
        ([Facts("name", "long_text"), Facts("code")], "code"),
    ],
)
def test_a_row_is_called_by_its_name_before_its_number(columns: list[Facts], title: str) -> None:
    named, others = title_and_others(columns)
    assert named is not None
    assert named.key == title
    assert others == [column for column in columns if column.key != title]


def test_pictures_alone_name_nothing() -> None:
    assert title_and_others([Facts("pictures", "images")])[0] is None
