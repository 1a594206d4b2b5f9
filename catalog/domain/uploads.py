"""New content for pictures, in an order of steps that a crash anywhere cannot turn into a loss.

Staged and decoded without a transaction; reserved; published, durable on this machine's disk; then
one transaction writes the picture. A crash leaves files that the reservation, or the sweep of
staging folders, removes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.base import now, short_id
from catalog.db.models import Catalog, Column, Image, ImageCopy, MigrationRun, Row
from catalog.db.session import Database
from catalog.domain.accounts import Person
from catalog.domain.filenames import clean_filename, legacy_name
from catalog.domain.images import (
    STALE_PAGES,
    Cell,
    added_by_operation,
    listed,
    locked_row,
    order_deletions,
    pictures_of_cell,
    record_step,
)
from catalog.domain.picture_cache import picture_caches
from catalog.domain.publishing import Reservation, published, take_over
from catalog.domain.run_scopes import Scope, scope_of
from catalog.domain.staging import Source, StagedPicture, staged
from catalog.errors import Conflict, Invalid, NotFound
from catalog.i18n import Message
from catalog.settings import Settings
from catalog.storage.storages import Storages

MOST_PICTURES = 500
"""In one cell."""


class _House(NamedTuple):
    database: Database
    storages: Storages
    settings: Settings

    @contextmanager
    def published(
        self, public_id: str, source: Source
    ) -> Iterator[tuple[StagedPicture, Reservation]]:
        local, strip = self.storages.local, self.settings.images.originals == "strip"
        with (
            staged(local, source, strip=strip) as picture,
            published(self.database, local, self.settings.node, public_id, picture) as reserved,
        ):
            yield picture, reserved
            _keep_thumb(self.settings, picture)


def attach_image(  # noqa: PLR0913 - where to, what, and who
    database: Database,
    storages: Storages,
    settings: Settings,
    *,
    row_id: int,
    column_id: int,
    source: Source,
    filename: str,
    person: Person | None = None,
    operation_id: str | None = None,
) -> Image:
    """Put a picture at the end of a cell; it is safe on this machine's disk when this returns.

    A repeated operation returns the picture that it made. Raises Invalid("file", why) for what is
    no good picture, NotFound for the place, StorageUnavailable for trouble with the disk.
    """
    house, cell = _House(database, storages, settings), Cell(row_id, column_id)
    with database.reading() as session:
        made = _made_before(session, _checked_row(session, cell), operation_id)
    if made is not None:
        return made
    public_id = short_id()
    with house.published(public_id, source) as (picture, reserved):
        with database.writing() as session:
            take_over(session, reserved)
            row = locked_row(session, row_id)
            before = _pictures_with_room(session, cell)
            image = _new_image(cell, public_id, filename, before)
            _describe(session, house, image, picture, row.catalog_id)
            change = ("image_add", listed(before), listed([*before, image]))
            record_step(session, row, column_id, change, person, operation_id)
        return image


def replace_image(  # noqa: PLR0913 - which, by what, and who
    database: Database,
    storages: Storages,
    settings: Settings,
    *,
    public_id: str,
    source: Source,
    filename: str,
    person: Person | None = None,
) -> Image:
    """Give a picture new content; its id, words, place and addresses stay.

    What it showed before goes to the outbox. Raises as `attach_image` does, and Conflict when
    somebody else replaced it meanwhile.
    """
    house = _House(database, storages, settings)
    with database.reading() as session:
        _live_image(session, public_id)
    with house.published(public_id, source) as (picture, reserved):
        with database.writing() as session:
            take_over(session, reserved)
            row = locked_row(session, _live_image(session, public_id).row_id)
            image = _live_image(session, public_id)
            old = _content_of(image)
            _begin_version(session, image, reserved.version)
            image.filename, image.legacy_name = _names(filename)
            _describe(session, house, image, picture, row.catalog_id)
            change = ("image_replace", old, _content_of(image))
            record_step(session, row, image.column_id, change, person)
        return image


def _keep_thumb(settings: Settings, picture: StagedPicture) -> None:
    """Have the thumb at hand for the time when the picture is on S3 alone, and S3 away."""
    thumb = picture.parts["thumb"]
    cache = picture_caches(settings.data_dir).of("thumb")
    cache.put(thumb.facts["sha256"], thumb.path.read_bytes())


def _checked_row(session: Session, cell: Cell) -> Row:
    row = session.get(Row, cell.row_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(Message("There is no such row."))
    column = session.get(Column, cell.column_id)
    if column is None or column.catalog_id != row.catalog_id or column.type != "images":
        raise NotFound(Message("There is no such column of pictures."))
    _pictures_with_room(session, cell)
    return row


def _pictures_with_room(session: Session, cell: Cell) -> list[Image]:
    pictures = pictures_of_cell(session, cell)
    if len(pictures) >= MOST_PICTURES:
        message = Message("There is room for %(n)s pictures here.", {"n": MOST_PICTURES})
        raise Invalid("file", message)
    return pictures


def _made_before(session: Session, row: Row, operation_id: str | None) -> Image | None:
    added = added_by_operation(session, row.catalog_id, operation_id)
    return session.scalar(select(Image).where(Image.public_id.in_(added))) if added else None


def _live_image(session: Session, public_id: str) -> Image:
    image = session.scalar(
        select(Image)
        .where(Image.public_id == public_id, Image.deleted_at.is_(None))
        .execution_options(populate_existing=True)
    )
    if image is None:
        raise NotFound(Message("There is no such picture."))
    return image


def _new_image(cell: Cell, public_id: str, filename: str, before: list[Image]) -> Image:
    name, former = _names(filename)
    return Image(
        public_id=public_id,
        row_id=cell.row_id,
        column_id=cell.column_id,
        position=before[-1].position + 1 if before else 1,
        filename=name,
        legacy_name=former,
    )


def _names(filename: str) -> tuple[str, str | None]:
    return clean_filename(filename), legacy_name(filename)


def _begin_version(session: Session, image: Image, version: int) -> None:
    if image.version >= version:
        raise Conflict(Message("Somebody replaced this picture at the same moment."))
    order_deletions(session, image, "replaced", now() + STALE_PAGES)
    image.version = version
    image.generation += 1
    image.lease_owner = image.lease_until = None


def _describe(
    session: Session, house: _House, image: Image, picture: StagedPicture, catalog_id: int
) -> None:
    """Write down the content that was published: all of it is on this machine's disk."""
    original = picture.original
    image.sha256, image.size = original["sha256"], original["size"]
    image.media_type = original["media_type"]
    image.width, image.height = picture.facts.width, picture.facts.height
    image.colour = picture.colour
    image.parts = {name: part.facts for name, part in picture.parts.items()}
    image.rendered_at = now()
    image.storage_location = "local"
    image.wanted_location, image.run_id = _destination(session, house.settings, catalog_id)
    image.attempts, image.next_attempt_at = 0, None
    image.error_class = image.error_detail = None
    session.add(image)
    session.flush()
    session.add(_local_copy(image.id, house.settings.node))
    session.flush()


def _local_copy(image_id: int, node: str) -> ImageCopy:
    return ImageCopy(
        image_id=image_id,
        location="local",
        node=node,
        state="verified",
        verified_at=now(),
        verified_how="readback",
    )


def _destination(session: Session, settings: Settings, catalog_id: int) -> tuple[str, int | None]:
    """Return where the picture should be: where the active run takes its catalog, or by policy."""
    run = session.execute(
        select(MigrationRun.id, MigrationRun.direction, MigrationRun.scope).where(
            MigrationRun.ended_at.is_(None),
            MigrationRun.dry_run.is_(False),
            MigrationRun.state.in_(("running", "paused")),
        )
    ).first()
    if run and _covers(session, scope_of(run.scope), catalog_id):
        return run.direction, run.id
    return ("local" if settings.images.policy == "local" else "s3"), None


def _covers(session: Session, scope: Scope, catalog_id: int) -> bool:
    if scope.catalog is None or not scope.takes_uploads:
        return scope.takes_uploads
    slug = session.scalar(select(Catalog.slug).where(Catalog.id == catalog_id))
    return bool(slug == scope.catalog)


def _content_of(image: Image) -> dict[str, Any]:
    return {"image": image.public_id, "filename": image.filename, "sha256": image.sha256}
