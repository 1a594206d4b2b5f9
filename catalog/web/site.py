"""Addresses as other sites and programs need them: whole, and of the application's own host."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from catalog.domain.queries.images import ImageRecord
from catalog.web.current import AnyRequest, settings_of
from catalog.web.picture_urls import media_address
from catalog.web.words import day

PREVIEW = "large"
"""The rendition that previews of a page show."""


@dataclass(frozen=True)
class Site:
    base_url: str
    """Scheme and host, perhaps a path; no final slash."""
    zone: ZoneInfo

    def absolute(self, path: str) -> str:
        return f"{self.base_url}{path}"

    def day(self, moment: datetime) -> str:
        """Return the day in words of the reader's language."""
        return day(moment.astimezone(self.zone).date())

    def media(self, image: ImageRecord, rendition: str = PREVIEW) -> str:
        """Return the permanent address of a picture, wherever its bytes are."""
        return self.absolute(media_address(image, rendition))

    def media_urls(self, image: ImageRecord) -> dict[str, str]:
        return {name: self.media(image, name) for name in image.parts if name != "original"}


def site_of(request: AnyRequest) -> Site:
    """Return the site as CATALOG_BASE_URL says, else as the visitor addressed it."""
    settings = settings_of(request)
    addressed = f"{request.url.scheme}://{request.url.netloc}"
    return Site(settings.base_url or addressed, settings.time_zone)
