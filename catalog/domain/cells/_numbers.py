"""Numbers as people write them, kept exactly: canonical text such as "-1234.5", never a float."""

import re
from typing import NamedTuple

from catalog.domain.cells._base import Locale, Options, invalid, shortened
from catalog.domain.text import fold
from catalog.errors import Invalid

MOST_DIGITS = 60
EXAMPLES = {",": "1234,50", ".": "1234.50"}

_PLAIN = re.compile(r"(-?)([0-9]{1,18})(?:[.,]([0-9]{1,18}))?")
_WRITTEN = re.compile(r"[0-9]+(?:[., '][0-9]+)*|[.,][0-9]+", re.ASCII)
_MARKS = re.compile(r"[., ']")
_TYPOGRAPHIC = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
        **dict.fromkeys("−–‒﹣－", "-"),
        **dict.fromkeys("’′", "'"),
        "＋": "+",
    }
)

# Exponents are written from here, so that keys of the smallest numbers have no minus.
_MIDDLE = 5000
_COMPLEMENT = str.maketrans("0123456789", "9876543210")


class Parts(NamedTuple):
    """A number taken apart; `doubtful` when its only mark might have been of thousands."""

    sign: str
    whole: str
    fraction: str
    doubtful: bool = False

    def canonical(self) -> str:
        whole = self.whole.lstrip("0") or "0"
        fraction = self.fraction.rstrip("0")
        number = f"{whole}.{fraction}" if fraction else whole
        return number if number == "0" else self.sign + number


def tidy(text: str) -> str:
    """Return the text trimmed, with the spaces, minus and apostrophe of a typewriter."""
    return (text if text.isascii() else text.translate(_TYPOGRAPHIC)).strip()


def decimal_mark(options: Options, locale: Locale) -> str:
    mark: str = options.get("decimal_mark") or locale.decimal_mark
    return mark


def take_apart(text: str, mark: str, example: str = "") -> Parts:
    """Read a tidy number; the decimal mark decides only where two readings are right.

    "1.234,56", "1,234.56" and "1234.5" mean the same everywhere, "1.234" does not. Raises
    `Invalid`, with the example, for anything else than one number.
    """
    plain = _PLAIN.fullmatch(text)
    if plain and not _like_thousands(plain[2], plain[3] or ""):
        return Parts(plain[1], plain[2], plain[3] or "")
    example = example or EXAMPLES[mark]
    sign, body = _signed(text)
    if not _WRITTEN.fullmatch(body):
        raise _not_a_number(example)
    if sum(map(str.isdigit, body)) > MOST_DIGITS:
        raise invalid("Numbers have up to %(limit)s digits.", limit=MOST_DIGITS)
    whole, fraction, doubtful = _split(body, mark, example)
    return Parts(sign, _ungrouped(whole, example), fraction, doubtful)


def _signed(text: str) -> tuple[str, str]:
    if text[:1] in {"-", "+"}:
        return ("-" if text[0] == "-" else ""), text[1:].lstrip()
    return "", text


def _split(body: str, mark: str, example: str) -> tuple[str, str, bool]:
    """Split at the decimal mark, if any; the flag says that it might have been of thousands."""
    marks = _MARKS.findall(body)
    last = marks[-1] if marks else " "
    if last == " " or marks.count(last) > 1:
        return body, "", False
    whole, fraction = body.rsplit(last, 1)
    if last == "'":
        raise in_doubt(body, example)
    if len(marks) > 1 or not _like_thousands(whole, fraction):
        return whole or "0", fraction, False
    return (whole, fraction, True) if last == mark else (body, "", False)


def _like_thousands(whole: str, fraction: str) -> bool:
    return len(fraction) == 3 and 0 < len(whole) <= 3 and whole[0] != "0"


def _ungrouped(whole: str, example: str) -> str:
    """Take out the marks of thousands, which must stand where they belong and be all the same."""
    if whole.isdigit():
        return whole
    first, *groups = _MARKS.split(whole)
    regular = 0 < len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in groups)
    if not regular or len(set(_MARKS.findall(whole))) > 1:
        raise _not_a_number(example)
    return first + "".join(groups)


def _not_a_number(example: str) -> Invalid:
    return invalid("Write a number such as %(example)s.", example=example)


def in_doubt(text: str, example: str) -> Invalid:
    """Return the refusal of a number with two readings: guessing would make it 1000 times wrong."""
    return invalid(
        "“%(text)s” may mean thousands or decimals. Write it like %(example)s.",
        text=shortened(text),
        example=example,
    )


def written(number: str, options: Options, locale: Locale, *, places: int = 0) -> str:
    """Write a canonical number in the catalog's manner, with at least so many decimals.

    Thousands are not marked: years and codes read better so, and a digit added while editing
    "12.000" would turn it into another number.
    """
    whole, _, fraction = number.partition(".")
    fraction = fraction.ljust(places, "0")
    return f"{whole}{decimal_mark(options, locale)}{fraction}" if fraction else whole


def number_key(number: str) -> str:
    """Return a sort key of a canonical number: sign, size, then its digits."""
    sign, digits = ("-", number[1:]) if number[0] == "-" else ("", number)
    whole, _, fraction = digits.partition(".")
    if whole == "0":
        significant = fraction.lstrip("0")
        exponent = len(significant) - len(fraction)
    else:
        significant, exponent = whole + fraction, len(whole)
    if not significant:
        return "1"
    key = f"{_MIDDLE + exponent:04}{significant.rstrip('0')}"
    # Of two negative numbers the longer is the smaller: "~" is above every digit.
    return f"0{key.translate(_COMPLEMENT)}~" if sign else f"2{key}"


def number_words(number: object, shown: str) -> str:
    """Return what may be searched: the number as shown, and as programs write it."""
    return "" if number is None else fold(f"{shown} {number}" if shown != number else shown)
