"""From what was seen in a column to its type. Where in doubt it is text, which loses nothing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from catalog.domain.cells import Locale
from catalog.domain.spreadsheets import evidence as seen
from catalog.domain.spreadsheets import shapes, words
from catalog.domain.spreadsheets.evidence import Evidence
from catalog.domain.text import natural_key

Doubt: TypeAlias = Literal["", "number", "date"]
"""What a person should be asked about a column."""

_TYPED_NUMBERS = frozenset({seen.TYPED_INTEGER, seen.TYPED_DECIMAL, seen.TYPED_FINE})
_NUMBERS = shapes.NUMBERS | _TYPED_NUMBERS
_WITH_DECIMALS = frozenset(
    {shapes.COMMA, shapes.COMMA_FINE, shapes.POINT, shapes.POINT_FINE}
    | {seen.TYPED_DECIMAL, seen.TYPED_FINE}
)
_TOO_FINE_FOR_MONEY = frozenset({shapes.COMMA_FINE, shapes.POINT_FINE, seen.TYPED_FINE})
_DATES = shapes.DATES | {seen.TYPED_DATE}
_REAL_DATES = _DATES - {shapes.IMPOSSIBLE_DATE}
_BOOLEANS = frozenset({shapes.BOOLEAN, shapes.MARK, seen.TYPED_BOOLEAN})
_DATINGS = _REAL_DATES | {shapes.APPROXIMATE, shapes.UNDATED, shapes.YEAR}
_CODES = frozenset({shapes.CODE}) | shapes.NUMBERS

_APPROXIMATE_SHARE = 0.8
_FEWEST_VALUES_OF_CHOICES = 10
_REPEATS_OF_CHOICES = 3
_LONG_TEXT_SHARE = 0.01
_LONGEST_SHORT_TEXT = 1_000

_DOLLARS = words.listed("ARS AUD BMD BZD CAD CLP COP CUP DOP HKD MXN NZD SGD TWD USD UYU")


@dataclass(frozen=True)
class Conventions:
    """How a file writes numbers and dates, as far as its columns prove it; "" is unproven."""

    decimal_mark: str = ""
    date_order: str = ""


@dataclass(frozen=True)
class Guess:
    type: str
    options: dict[str, Any] = field(default_factory=dict)
    decimal_mark: str = ""
    date_order: str = ""
    doubt: Doubt = ""


@dataclass(frozen=True)
class Question:
    """A column to be guessed: its header, what was seen, and what is known besides."""

    header: str
    evidence: Evidence
    conventions: Conventions
    locale: Locale

    def has_word(self, of: frozenset[str]) -> bool:
        return words.has_word(self.header, of)


def prove_conventions(columns: Iterable[Evidence]) -> Conventions:
    """Return what most columns prove, as a file is written by one program."""
    columns = list(columns)
    marks = [mark for column in columns if (mark := decimal_mark_of(column)) in {",", "."}]
    orders = [order for column in columns if (order := date_order_of(column)) in {"dmy", "mdy"}]
    return Conventions(_majority(marks), _majority(orders))


def _majority(votes: list[str]) -> str:
    for vote in set(votes):
        if votes.count(vote) * 2 > len(votes):
            return vote
    return ""


def decimal_mark_of(evidence: Evidence) -> str:
    """Return the mark that this column proves, "" when none, "?" when it proves both."""
    if not evidence.has_only(_NUMBERS):
        return ""
    comma = evidence.has_any(shapes.DECIMAL_COMMA)
    point = evidence.has_any(shapes.DECIMAL_POINT)
    if comma and point:
        return "?"
    return "," if comma else "." if point else ""


def date_order_of(evidence: Evidence) -> str:
    """Return "dmy" or "mdy" if this column proves it, "" when not, "?" when it proves both."""
    if not evidence.has_only(_DATES):
        return ""
    day_first = shapes.DAY_FIRST in evidence.shapes
    month_first = shapes.MONTH_FIRST in evidence.shapes
    if day_first and month_first:
        return "?"
    return "dmy" if day_first else "mdy" if month_first else ""


def guess(question: Question) -> Guess:
    if question.evidence.filled:
        for reading in _READINGS:
            if found := reading(question):
                return found
    return _text(question)


def _number(question: Question) -> Guess | None:
    evidence = question.evidence
    if not evidence.has_only(_NUMBERS) or question.has_word(words.CODE_WORDS):
        return None
    if evidence.has_only(frozenset({shapes.YEAR})):
        return _year(question)
    own = decimal_mark_of(evidence)
    mark = own or question.conventions.decimal_mark
    is_doubtful = not own and evidence.has_any(shapes.DOUBTFUL)
    doubt: Doubt = "number" if own == "?" or is_doubtful else ""
    if own == "?" or (is_doubtful and not mark) or _is_telephone(evidence):
        return Guess("text", doubt=doubt)
    name, options = _number_type(question, mark)
    return Guess(name, options, decimal_mark=mark, doubt=doubt)


def _year(question: Question) -> Guess:
    return Guess("approximate_date" if question.has_word(words.DATE_WORDS) else "integer")


def _is_telephone(evidence: Evidence) -> bool:
    """Digits in groups, without a decimal or a currency in the whole column."""
    if shapes.SPACED not in evidence.shapes or evidence.currencies:
        return False
    return not evidence.has_any(shapes.DECIMAL_COMMA | shapes.DECIMAL_POINT | _TYPED_NUMBERS)


def _number_type(question: Question, mark: str) -> tuple[str, dict[str, Any]]:
    """Money is what has a currency beside it, or a price by its header."""
    evidence = question.evidence
    doubtful = shapes.COMMA_DOUBTFUL if mark == "," else shapes.POINT_DOUBTFUL
    has_three_decimals = doubtful in evidence.shapes
    may_be_money = not has_three_decimals and not evidence.has_any(_TOO_FINE_FOR_MONEY)
    if may_be_money and len(evidence.currencies) == 1:
        return "money", {"currency": _currency(next(iter(evidence.currencies)), question.locale)}
    if may_be_money and not evidence.currencies and question.has_word(words.PRICE_WORDS):
        return "money", {}
    if evidence.currencies:
        return "text", {}
    is_decimal = has_three_decimals or evidence.has_any(_WITH_DECIMALS)
    return ("decimal" if is_decimal else "integer"), {}


def _currency(code: str, locale: Locale) -> str:
    if code != "$":
        return code
    return locale.currency if locale.currency in _DOLLARS else "USD"


def _date(question: Question) -> Guess | None:
    evidence = question.evidence
    if not evidence.has_only(_DATES) or evidence.share(_REAL_DATES) < 0.5:
        return None
    own = date_order_of(evidence)
    if own == "?":
        return Guess("text", doubt="date")
    order = own or question.conventions.date_order
    is_doubtful = not order and shapes.EITHER_FIRST in evidence.shapes
    return Guess("date", date_order=order or "dmy", doubt="date" if is_doubtful else "")


def _boolean(question: Question) -> Guess | None:
    evidence = question.evidence
    if not evidence.has_only(_BOOLEANS):
        return None
    is_lone_mark = evidence.has_only(frozenset({shapes.MARK})) and evidence.filled < 2
    return None if is_lone_mark else Guess("boolean")


def _link(question: Question) -> Guess | None:
    return Guess("link") if question.evidence.has_only(frozenset({shapes.LINK})) else None


def _images(question: Question) -> Guess | None:
    return Guess("images") if question.evidence.has_only(frozenset({shapes.PICTURES})) else None


def _approximate(question: Question) -> Guess | None:
    """A few values of other kinds are no hindrance: this type keeps what is typed."""
    evidence = question.evidence
    is_mixed = shapes.YEAR in evidence.shapes and evidence.has_any(_REAL_DATES)
    if not (is_mixed or shapes.APPROXIMATE in evidence.shapes) or evidence.has_lines:
        return None
    is_dating = evidence.share(_DATINGS) >= _APPROXIMATE_SHARE
    return Guess("approximate_date") if is_dating else None


def _choice(question: Question) -> Guess | None:
    """Few short values that come again and again, and are no codes."""
    evidence = question.evidence
    distinct = evidence.distinct
    if distinct is None or len(distinct) < 2 or evidence.has_lines:
        return None
    fewest = max(_FEWEST_VALUES_OF_CHOICES, len(distinct) * _REPEATS_OF_CHOICES)
    is_coded = question.has_word(words.CODE_WORDS) or evidence.share(_CODES) > 0.5
    if evidence.filled < fewest or is_coded:
        return None
    return Guess("choice", {"choices": sorted(distinct, key=natural_key)})


def _text(question: Question) -> Guess:
    evidence = question.evidence
    is_long = (
        evidence.has_lines
        or evidence.longest > _LONGEST_SHORT_TEXT
        or evidence.long_texts > evidence.filled * _LONG_TEXT_SHARE
    )
    return Guess("long_text" if is_long else "text")


_READINGS: tuple[Callable[[Question], Guess | None], ...] = (
    _number,
    _date,
    _boolean,
    _link,
    _images,
    _approximate,
    _choice,
)
