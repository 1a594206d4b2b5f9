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


def make_studio(database: Database, folder: Path, **environ: str) -> Studio:
    names = {"CATALOG_SECRET_KEY": "secret", "CATALOG_LANGUAGE": "en", "S3_BUCKET_NAME": "b"}
    settings = load({**names, "S3_PUBLIC_BASE_URL": BUCKET, **environ}, folder)
    s3 = MemoryStorage()
    local = LocalStorage(settings.pictures_dir)
    storages = Storages(local, s3, Breaker(), PublicAddresses(BUCKET))
    with database.writing() as session:
        catalog, column, row = make_place(session)
        return Studio(database, settings, storages, s3, row.id, column.id, catalog.id)


def make_place(session: Session, **facts: Any) -> tuple[Catalog, Column, Row]:
    """Add a catalog with one column, of pictures, and one row."""
    catalog = create_catalog(session, None, "Joyas")
    column = Column(catalog_id=catalog.id, key="pictures", name="Fotos", type="images", **facts)
    row = Row(catalog_id=catalog.id, position=1)
    session.add_all([column, row])
    session.flush()
    return catalog, column, row
