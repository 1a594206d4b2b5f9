"""Taking bytes away for good: everything below a prefix, and a look whether it is gone."""

from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.base import Storage


class StillThere(StorageError):
    """The store said that it removed a file, and lists it still."""


def remove_prefix(storage: Storage, prefix: str) -> None:
    """Remove every file below the prefix and confirm it; raise what kept one of them.

    Doing it twice is harmless. Renditions that are no longer in the records go too.
    """
    keys = [file.key for file in storage.list(prefix)]
    if not keys:
        return
    trouble = [error for error in storage.delete(keys).values() if error is not None]
    if trouble:
        raise trouble[0]
    if next(storage.list(prefix), None) is not None:
        raise StillThere(Message("the file is still there after it was removed"))
