"""Finding what was typed among the choices of a column."""

from functools import lru_cache

from catalog.domain.cells._base import Options, invalid, shortened
from catalog.domain.text import fold


def chosen(text: str, options: Options) -> str:
    """Return the choice that was meant; raise `Invalid` naming it when the column has none such."""
    choices: list[str] = options.get("choices") or []
    if text in choices:
        return text
    choice = _by_folded(tuple(choices)).get(fold(text))
    if choice is None:
        raise invalid("“%(text)s” is not one of the choices.", text=shortened(text))
    return choice


@lru_cache(maxsize=256)
def _by_folded(choices: tuple[str, ...]) -> dict[str, str]:
    """Map folded spellings to choices; those that fold alike ("pina", "piña") want exact typing."""
    folded = [fold(choice) for choice in choices]
    return {
        key: choice
        for key, choice in zip(folded, choices, strict=True)
        if key and folded.count(key) == 1
    }
