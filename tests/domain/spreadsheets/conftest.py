from collections.abc import Callable
from pathlib import Path

import pytest

from catalog.domain.spreadsheets import Sheet, read

SHEETS = Path(__file__).parents[2] / "samples" / "sheets"


@pytest.fixture
def sheets() -> Path:
    """The folder of spreadsheets as people send them."""
    return SHEETS


@pytest.fixture
def sheet_of(tmp_path: Path) -> Callable[..., Sheet]:
    """Write a text (or bytes) as a file and read it as a sheet."""

    def make(content: str | bytes, filename: str = "sheet.csv", **choices: str) -> Sheet:
        path = tmp_path / filename
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read(path, filename, **choices)

    return make
