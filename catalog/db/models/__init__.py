"""All tables."""

from catalog.db.models.catalog import Catalog, Membership
from catalog.db.models.change import Change, ChangeSet
from catalog.db.models.column import Column
from catalog.db.models.image import Deletion, Image, ImageCopy
from catalog.db.models.imports import Import
from catalog.db.models.migration_run import MigrationRun, MoveOutcome, Worker
from catalog.db.models.row import Row
from catalog.db.models.user import ApiToken, ResetLink, Session, SignInAttempt, User

__all__ = [
    "ApiToken",
    "Catalog",
    "Change",
    "ChangeSet",
    "Column",
    "Deletion",
    "Image",
    "ImageCopy",
    "Import",
    "Membership",
    "MigrationRun",
    "MoveOutcome",
    "ResetLink",
    "Row",
    "Session",
    "SignInAttempt",
    "User",
    "Worker",
]
