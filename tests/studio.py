"""A place to take pictures in: a database, storages, a row with a column of pictures."""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.db.models import Catalog, Column, Image, ImageCopy, Row
from catalog.db.session import Database
from catalog.domain import uploads
from catalog.domain.catalogs import create_catalog
from catalog.domain.image_parts import part_keys
from catalog.domain.images import Cell
from catalog.settings import Settings, load
from catalog.storage.breaker import Breaker
from catalog.storage.local import LocalStorage
from catalog.storage.memory import MemoryStorage
from catalog.storage.storages import Storages
from catalog.storage.urls import PublicAddresses
from tests.images import picture

BUCKET = "https://cdn.example.org/pictures"


@dataclass
class Studio:
    """`s3` is in memory; nothing is asked of it unless the test does."""

    database: Database
    settings: Settings
    storages: Storages
    s3: MemoryStorage
    row_id: int
    column_id: int
    catalog_id: int

    @property
    def cell(self) -> Cell:
        return Cell(self.row_id, self.column_id)

    @property
    def local(self) -> LocalStorage:
        return self.storages.local

    def attach(self, data: bytes | None = None, filename: str = "ring.jpg", **more: Any) -> Image:
        place = {"row_id": self.row_id, "column_id": self.column_id}
        source = BytesIO(picture() if data is None else data)
        given: dict[str, Any] = {**place, "source": source, "filename": filename, **more}
        return uploads.attach_image(self.database, self.storages, self.settings, **given)

    def replace(self, image: Image, data: bytes, filename: str = "new.jpg") -> Image:
        return uploads.replace_image(
            self.database,
            self.storages,
            self.settings,
            public_id=image.public_id,
            source=BytesIO(data),
            filename=filename,
        )

    def change(self, kind: type[Any], number: int, **facts: Any) -> None:
        with self.database.writing() as session:
            record = session.get_one(kind, number)
            for name, value in facts.items():
                setattr(record, name, value)

    def publish(self) -> None:
        """Let visitors see the pictures."""
        self.change(Catalog, self.catalog_id, visibility="public")
        self.change(Column, self.column_id, visibility="public")

    def move_to_s3(self, image: Image, *, keep_local: bool = False) -> None:
        """Do what the mover does, in one step."""
        for name, key in part_keys(image.public_id, image.version, image.parts).items():
            with self.local.open(key) as stream:
                part = image.parts[name]
                self.s3.save(key, stream.read(), media_type="x", checksum=part["sha256"])
            if not keep_local:
                self.local.delete([key])
        self.change(Image, image.id, storage_location="s3")
        with self.database.writing() as session:
            session.add(ImageCopy(image_id=image.id, location="s3", state="verified"))
            if not keep_local:
                here = session.get_one(ImageCopy, (image.id, "local", self.settings.node))
                session.delete(here)

    def copies(self, image: Image) -> list[tuple[str, str]]:
        chosen = select(ImageCopy.location, ImageCopy.state).where(ImageCopy.image_id == image.id)
        with self.database.reading() as session:
            return [(copy.location, copy.state) for copy in session.execute(chosen)]

    def stored(self) -> dict[str, str]:
        """Return what lies on this machine's disk: key -> checksum of the bytes."""
        return {file.key: digest_of(self.local, file.key) for file in self.local.list()}


def digest_of(storage: LocalStorage | MemoryStorage, key: str) -> str:
    with storage.open(key) as stream:
        return sha256(stream.read()).hexdigest()


def make_studio(
    database: Database, folder: Path, catalog: Catalog | None = None, **environ: str
) -> Studio:
    """Open one in a new folder, on a row of the catalog or of one of its own."""
    names = {"CATALOG_SECRET_KEY": "secret", "CATALOG_LANGUAGE": "en", "S3_BUCKET_NAME": "b"}
    settings = load({**names, "S3_PUBLIC_BASE_URL": BUCKET, **environ}, folder)
    s3 = MemoryStorage()
    local = LocalStorage(settings.pictures_dir)
    storages = Storages(local, s3, Breaker(), PublicAddresses(BUCKET))
    with database.writing() as session:
        catalog = catalog or create_catalog(session, None, "Joyas")
        column, row = make_place(session, catalog)
        return Studio(database, settings, storages, s3, row.id, column.id, catalog.id)


def make_place(session: Session, catalog: Catalog) -> tuple[Column, Row]:
    """Add a column of pictures and a row."""
    column = Column(catalog_id=catalog.id, key="pictures", name="Fotos", type="images")
    row = Row(catalog_id=catalog.id, position=1)
    session.add_all([column, row])
    session.flush()
    return column, row
