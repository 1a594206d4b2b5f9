"""What has been seen in one column, gathered over the whole sheet in batches."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from catalog.domain.spreadsheets import shapes
from catalog.domain.spreadsheets.sheet import Cell

MOST_CHOICES = 50
LONGEST_CHOICE = 60
LONG_TEXT = 200
SAMPLES = 5

# Once so many plain texts were seen, and this share of them, no later value can change the type.
_SETTLED_AFTER = 200
_SETTLED_SHARE = 0.3

TYPED_INTEGER = "typed_integer"
TYPED_DECIMAL = "typed_decimal"
TYPED_FINE = "typed_fine"
TYPED_BOOLEAN = "typed_boolean"
TYPED_DATE = "typed_date"


class Evidence:
    """Counts of shapes, the values while they are few, and lengths."""

    def __init__(self) -> None:
        self.filled = 0
        self.shapes: Counter[str] = Counter()
        self.currencies: set[str] = set()
        self.distinct: Counter[str] | None = Counter()
        self.longest = 0
        self.long_texts = 0
        self.has_lines = False
        self.samples: list[Cell] = []

    def add(self, cells: Iterable[Cell]) -> None:
        filled = [cell for cell in cells if cell != ""]
        if not filled:
            return
        self.filled += len(filled)
        self._sample(filled)
        texts = [cell for cell in filled if type(cell) is str]
        if len(texts) < len(filled):
            self.shapes.update(_shape_of_typed(cell) for cell in filled if type(cell) is not str)
            self.distinct = None
        if texts:
            self._add_texts(Counter(texts))

    def has_only(self, allowed: frozenset[str]) -> bool:
        return bool(self.shapes) and self.shapes.keys() <= allowed

    def has_any(self, wanted: frozenset[str]) -> bool:
        return not wanted.isdisjoint(self.shapes)

    def share(self, wanted: frozenset[str]) -> float:
        return sum(self.shapes[shape] for shape in wanted) / self.filled

    def _sample(self, filled: Sequence[Cell]) -> None:
        for cell in filled if len(self.samples) < SAMPLES else ():
            if cell not in self.samples:
                self.samples.append(cell)
            if len(self.samples) == SAMPLES:
                return

    def _add_texts(self, texts: Counter[str]) -> None:
        self._add_lengths(texts)
        self._add_distinct(texts)
        if self._is_settled():
            self.shapes[shapes.TEXT] += texts.total()
            return
        for text, count in texts.items():
            shape = shapes.shape_of(text)
            self.shapes[shape] += count
            if shape in shapes.NUMBERS and (currency := shapes.currency_of(text)):
                self.currencies.add(currency)

    def _add_lengths(self, texts: Counter[str]) -> None:
        longest = max(map(len, texts))
        self.longest = max(self.longest, longest)
        if longest > LONG_TEXT:
            self.long_texts += sum(count for text, count in texts.items() if len(text) > LONG_TEXT)
        self.has_lines = self.has_lines or any("\n" in text or "\r" in text for text in texts)

    def _add_distinct(self, texts: Counter[str]) -> None:
        if self.distinct is None:
            return
        self.distinct += texts
        if len(self.distinct) > MOST_CHOICES or self.longest > LONGEST_CHOICE:
            self.distinct = None

    def _is_settled(self) -> bool:
        texts = self.shapes[shapes.TEXT]
        return texts > _SETTLED_AFTER and texts > self.filled * _SETTLED_SHARE


def _shape_of_typed(cell: Cell) -> str:
    if isinstance(cell, bool):
        return TYPED_BOOLEAN
    if isinstance(cell, int):
        return shapes.YEAR if cell in shapes.YEARS else TYPED_INTEGER
    if isinstance(cell, dt.date):
        return TYPED_DATE
    return TYPED_DECIMAL if round(float(cell), 2) == cell else TYPED_FINE
