"""Where the files that are not Python lie: beside the package, or inside it when installed."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_INSTALLED = _PACKAGE / "_files"


def files(name: str) -> Path:
    """Return the folder `templates`, `static` or `alembic`."""
    installed = _INSTALLED / name
    return installed if installed.is_dir() else _PACKAGE.parent / name
