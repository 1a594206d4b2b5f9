"""What can go wrong, in the words of the product; `catalog.web.errors` gives HTTP numbers."""

from catalog.i18n import Message


class CatalogError(Exception):
    """Anything the product refuses or cannot do, with a sentence for the person who asked."""

    def __init__(self, message: Message | str = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotFound(CatalogError):
    """It does not exist, or this person may not know that it does."""


class Gone(CatalogError):
    """It existed and was removed."""


class NotAllowed(CatalogError):
    """The person can see it, but may not do this to it."""


class SignInNeeded(CatalogError):
    """Nobody is signed in."""


class TooManyAttempts(CatalogError):
    """Throttled; `retry_after` is in seconds."""

    def __init__(self, message: Message | str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Invalid(CatalogError):
    """What was entered cannot be taken; `field` names where it was typed."""

    def __init__(self, field: str, message: Message | str) -> None:
        super().__init__(message)
        self.field = field


class InvalidForm(CatalogError):
    """Several fields cannot be taken: field name -> sentence."""

    def __init__(self, errors: dict[str, Message | str]) -> None:
        super().__init__(Message("Some fields need your attention."))
        self.errors = errors


class Conflict(CatalogError):
    """Somebody else changed it since it was read."""


class SettingError(CatalogError):
    """A setting stops the start: its name, what is wrong with it, and an example."""


class StorageError(CatalogError):
    """Bytes could not be stored, read or removed."""
