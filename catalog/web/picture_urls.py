"""Where a browser finds a picture: made while a page is rendered, without asking anybody."""

from collections.abc import Mapping
from time import time
from typing import Any, Protocol

from litestar.datastructures import State

from catalog.domain.image_parts import ORIGINAL, part_key
from catalog.errors import CatalogError
from catalog.settings import Settings
from catalog.storage.storages import Storages
from catalog.storage.urls import WINDOW_SECONDS, window_start
from catalog.web.templating import static

SIZES = ("thumb", "small", "card", "large", "full")
"""Renditions, the smallest first."""
PLACEHOLDER = "placeholder.svg"


class Picture(Protocol):
    """An image or a record of one."""

    @property
    def public_id(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def storage_location(self) -> str: ...
    @property
    def is_internal(self) -> bool: ...
    @property
    def parts(self) -> Mapping[str, Any]: ...


class PictureUrls:
    """Addresses as this installation gives them; its methods are globals of every template."""

    def __init__(self, settings: Settings, storages: Storages) -> None:
        self._is_direct = settings.images.delivery == "direct"
        self._addresses = storages.addresses
        self._breaker = storages.breaker

    def get_image_url(
        self,
        image: Picture | None,
        rendition: str = "thumb",
        use_s3: bool = True,  # noqa: FBT001, FBT002 - templates say it so
    ) -> str:
        """Return the store's address of a rendition, or the application's own.

        The own one while the picture is not on S3 or S3 is in trouble, without `use_s3`, and for
        what only members may see. Never raises: without a picture it is the placeholder's.
        """
        if image is None or not image.parts:
            return static(PLACEHOLDER)
        name = known_rendition(image, rendition)
        if use_s3 and self._is_on_s3(image, name):
            return self._store_address(image, name) or media_address(image, name)
        return media_address(image, name)

    def srcset(self, image: Picture | None, *renditions: str, use_s3: bool = True) -> str:
        """Return addresses with their widths; renditions of the same width are given once."""
        if image is None or not image.parts:
            return ""
        names = [known_rendition(image, name) for name in renditions or SIZES]
        by_width = {image.parts[name]["width"]: name for name in reversed(names)}
        return ", ".join(
            f"{self.get_image_url(image, by_width[width], use_s3)} {width}w"
            for width in sorted(by_width)
        )

    def _is_on_s3(self, image: Picture, name: str) -> bool:
        return (
            self._is_direct
            and image.storage_location == "s3"
            and name != ORIGINAL
            and not image.is_internal
            and self._breaker.is_closed
        )

    def _store_address(self, image: Picture, name: str) -> str | None:
        if self._addresses is None:
            return None
        try:
            key = part_key(image.public_id, image.version, name, image.parts[name])
        except (CatalogError, KeyError):
            return None  # a page never fails for one picture
        return self._addresses.address(key)


def known_rendition(image: Picture, name: str) -> str:
    """Return the name, or that of the next larger rendition there is, or of the largest."""
    if name in image.parts:
        return name
    place = SIZES.index(name) if name in SIZES else len(SIZES)
    candidates = (*SIZES[place:], *reversed(SIZES[:place]))
    return next((other for other in candidates if other in image.parts), ORIGINAL)


def media_address(image: Picture, rendition: str = "thumb") -> str:
    """Return the permanent address of a rendition, the same wherever its bytes are."""
    name = known_rendition(image, rendition)
    part = image.parts[name]
    return f"/media/{image.public_id}/{name}/{part['sha256'][:8]}.{part['ext']}"


def addresses_stamp(state: State) -> tuple[Any, ...]:
    """Return what changes whenever pages would name other addresses for the same pictures."""
    storages: Storages = state.storages
    return storages.breaker.is_closed, window_start(time(), WINDOW_SECONDS)
