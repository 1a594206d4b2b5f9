"""Drawing the demo's pictures and putting them onto its rows, as if somebody uploaded them."""

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO

from catalog.db.models import Image
from catalog.db.session import Database
from catalog.domain.accounts import Person
from catalog.domain.demo.words import DemoCatalog, DemoRow
from catalog.domain.images import Words, update_image
from catalog.domain.pictures.drawings import Piece, draw
from catalog.domain.uploads import attach_image
from catalog.errors import CatalogError
from catalog.settings import Settings
from catalog.storage.storages import Storages

log = logging.getLogger("catalog.demo")


@dataclass(frozen=True)
class Place:
    """A row whose pictures are still to be drawn."""

    row_id: int
    column_id: int
    name: str
    """Different for each row: of the files, and the seed of the drawings."""
    piece: Piece
    row: DemoRow
    catalog: DemoCatalog

    def drawings(self) -> Iterator[tuple[str, bytes, Words]]:
        """Yield filename, content and words of each picture, in order."""
        for number, view in enumerate(self.row.views, 1):
            last = number == len(self.row.views)
            words = Words(
                alt=self.catalog.views[view] % {"alt": self.row.alt},
                caption=self.row.caption if last else "",
                credit=self.catalog.credit,
            )
            yield f"{self.name}_{number}.jpg", draw(self.piece, view, self.name), words


@dataclass(frozen=True)
class House:
    """What an upload needs."""

    database: Database
    storages: Storages
    settings: Settings
    person: Person | None

    def attach_all(self, places: Sequence[Place]) -> None:
        """Attach every picture, on all processors; a refused one is left out with a warning."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(self._attach, places))

    def _attach(self, place: Place) -> None:
        try:
            for filename, data, words in place.drawings():
                self._attach_one(place, filename, data, words)
        except CatalogError as error:
            log.warning("pictures of the demo are left out: %s", error)

    def _attach_one(self, place: Place, filename: str, data: bytes, words: Words) -> None:
        image = attach_image(
            self.database,
            self.storages,
            self.settings,
            row_id=place.row_id,
            column_id=place.column_id,
            source=BytesIO(data),
            filename=filename,
            person=self.person,
        )
        with self.database.writing() as session:
            update_image(session, session.get_one(Image, image.id), self.person, **words)
