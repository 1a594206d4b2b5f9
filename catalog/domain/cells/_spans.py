"""The span of days that a cataloger's text means, in Spanish or English."""

import re
from functools import lru_cache
from typing import cast

from catalog.domain.cells._dates_in_words import Found, bare_century, first_date
from catalog.domain.cells._moments import EARLIEST, LATEST, Span, day_after, day_before
from catalog.domain.text import fold

# Word -> the fractions of a century or decade that it means.
_PARTS = {
    r"early|(?:a )?(?:principios?|comienzos?|inicios?)|first third|(?:primer|1er\.?) tercio": (
        0,
        1 / 3,
    ),
    r"mid(?:dle)?|(?:a )?mediados?|second third|segundo tercio": (1 / 3, 2 / 3),
    r"late|end|(?:a )?(?:fin(?:es)?|final(?:es)?)|last third|(?:ultimo|tercer) tercio": (2 / 3, 1),
    r"(?:first|1st) half|(?:primera|1a\.?) mitad": (0, 1 / 2),
    r"(?:second|2nd|last|latter) half|(?:segunda|2a\.?) mitad": (1 / 2, 1),
    r"(?:first|1st) quarter|primer cuarto": (0, 1 / 4),
    r"(?:second|2nd) quarter|segundo cuarto": (1 / 4, 1 / 2),
    r"(?:third|3rd) quarter|tercer cuarto": (1 / 2, 3 / 4),
    r"(?:fourth|4th|last) quarter|(?:cuarto|ultimo) cuarto": (3 / 4, 1),
}
_PART_READERS = tuple((re.compile(words), fractions) for words, fractions in _PARTS.items())
_PART = "|".join(f"(?:{words})" for words in _PARTS)

_UNTIL = r"no later than|until|up to|hasta|no posterior al?|no despues del?"
_SINCE = r"no earlier than|since|from|desde|a partir del?|no anterior al?|no antes del?"
_BEFORE = r"before|prior to|pre-?|antes del?|(?:anterior|previo) al?|ante"
_AFTER = r"after|post-?|despues del?|posterior al?|tras"
_CIRCA = (
    r"circa|ca?\b[.,]?|hacia|aprox(?:imadamente|\.)?|about|around|alrededor de|en torno al?|sobre"
    r"|probably|possibly|likely|perhaps|probablemente|posiblemente|quiza"
)
# What stands right before a date: "antes de c. 1900", "c. second half of the".
_LEAD = re.compile(
    rf"(?:(?<!\w)(?:(?P<until>{_UNTIL})|(?P<since>{_SINCE})|(?P<before>{_BEFORE})|(?P<after>{_AFTER}))"
    r"[ :]*(?:el |la |the |ano |year )*)?"
    rf"(?:(?<!\w)(?P<circa>{_CIRCA})[ :(]*(?:el |la |the |ano )*)?"
    rf"(?:(?<!\w)(?:(?P<from>{_PART})[ -]*(?:to|and|a|y|o|or|-)[ -]*)?(?P<part>{_PART})"
    r"[ -]*(?:(?:of|the|del?|los|las?|el)\b[ -]*)*)?$"
)
_JOINT = re.compile(
    r"[ ?)]*(?:-|/|&|\b(?:to|al?|y|e|and|or|o|hasta)\b)[ (]*(?:(?:el|la|los|del?|the) )*"
)
_TRAIL = re.compile(
    rf" ?(?:(?P<circa>\?|\(\?\)|\(?(?:{_CIRCA})(?: ?\?)?$)"
    r"|(?:or|o|y) (?P<earlier>earlier|before|anterior(?:es)?|antes)\b"
    r"|(?:(?:or|o|y) )?(?P<later>later|after|posterior(?:es)?|despues|en adelante|onwards?)\b)"
)


@lru_cache(maxsize=8192)
def read(text: str) -> Span | None:
    """Return what the first date or range in the text means, or None when there is none."""
    text = fold(text)
    first = first_date(text)
    if not first:
        return None
    lead = _lead(text[: first.begin])
    span, end = _with_second(text, first, _narrowed(first.span, lead))
    return _trailed(_bounded(span, lead), text[end:])


def _lead(text: str) -> re.Match[str]:
    # All of it is optional, so something is always found, be it nothing at the very end.
    return cast("re.Match[str]", _LEAD.search(text))


def _narrowed(span: Span, lead: re.Match[str]) -> Span:
    """Apply "late", "early to mid" and "c." to a date."""
    if lead["part"]:
        begin, finish = _fractions(lead["part"])
        if lead["from"]:
            begin = min(begin, _fractions(lead["from"])[0])
        span = span.part(begin, finish)
    return span._replace(circa=bool(lead["circa"]))


def _fractions(words: str) -> tuple[float, float]:
    return next(fractions for reader, fractions in _PART_READERS if reader.fullmatch(words))


def _with_second(text: str, first: Found, span: Span) -> tuple[Span, int]:
    """Return the range that begins with the span, and where it ends; or the span alone."""
    joint = _JOINT.match(text, first.end)
    if not joint:
        return span, first.end
    second = _second(text, first, joint.end())
    lead = _lead(text[joint.end() : second.begin]) if second else None
    if not second or not lead or lead.start() > 0:
        return span, first.end
    if second.is_before_christ and first.is_century and not first.is_before_christ:
        span = span.before_christ()
    return span.until(_narrowed(second.span, lead)), second.end


def _second(text: str, first: Found, start: int) -> Found | None:
    dates = (bare_century(text, start) if first.is_century else None, first_date(text, start))
    return min((date for date in dates if date), key=lambda date: date.begin, default=None)


def _bounded(span: Span, lead: re.Match[str]) -> Span:
    """Apply "before", "until", "since" and "after"."""
    if lead["before"]:
        return Span(EARLIEST, day_before(span.start), span.circa)
    if lead["until"]:
        return Span(EARLIEST, span.end, span.circa)
    if lead["since"]:
        return Span(span.start, LATEST, span.circa)
    if lead["after"]:
        return Span(day_after(span.end), LATEST, span.circa)
    return span


def _trailed(span: Span, rest: str) -> Span:
    """Apply what follows: "?", "or later"."""
    found = _TRAIL.match(rest)
    if not found:
        return span
    if found["earlier"]:
        return Span(EARLIEST, span.end, span.circa)
    if found["later"]:
        return Span(span.start, LATEST, span.circa)
    return span._replace(circa=True)
