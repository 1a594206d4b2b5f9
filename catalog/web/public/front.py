"""The front page: all public catalogs."""

from dataclasses import dataclass

from catalog.domain import public
from catalog.domain.public import PublicFacts
from catalog.domain.queries.images import ImageRecord
from catalog.domain.queries.rows import COUNT_LIMIT
from catalog.i18n import gettext as _
from catalog.i18n import ngettext
from catalog.web.deps import Session
from catalog.web.words import number


@dataclass(frozen=True)
class CatalogCard:
    name: str
    url: str
    description: str
    count: str
    covers: list[ImageRecord]


@dataclass(frozen=True)
class FrontPage:
    cards: list[CatalogCard]
    canonical_url: str


def cards(session: Session, catalogs: list[PublicFacts]) -> list[CatalogCard]:
    counts = public.row_counts(session, catalogs)
    covers = public.covers(session, catalogs)
    return [
        CatalogCard(
            name=facts.name,
            url=f"/c/{facts.slug}",
            description=facts.description,
            count=said_count(counts[facts.id]),
            covers=covers.get(facts.id, []),
        )
        for facts in catalogs
    ]


def said_count(count: int) -> str:
    """Return a count in words; COUNT_LIMIT + 1 stands for any greater one."""
    if count > COUNT_LIMIT:
        return _("More than %(n)s pieces") % {"n": number(COUNT_LIMIT)}
    return ngettext("%(n)s piece", "%(n)s pieces", count) % {"n": number(count)}
