"""`domain.text.fold` in the words of PostgreSQL, made from `fold` itself so that they agree."""

import unicodedata
from functools import cache

from catalog.domain.text import fold

_MARKS = "[\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f]+"


def folded_by_postgres(expression: str) -> str:
    """Return SQL for the folded text of an expression.

    `lower` and collations are not asked: what they do depends on how the server was set up.
    """
    before, after, longer = _letters()
    sql = f"translate(normalize({expression}, NFKD), '{before}', '{after}')"
    for letter, letters in longer:
        sql = f"replace({sql}, '{letter}', '{letters}')"
    return rf"btrim(regexp_replace(regexp_replace({sql}, '{_MARKS}', '', 'g'), '\s+', ' ', 'g'))"


@cache
def _letters() -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Return letters, what each becomes (none for the last ones), and those that become several."""
    one: dict[str, str] = {}
    none: list[str] = []
    several: list[tuple[str, str]] = []
    for letter in _stable_letters():
        folded = fold(letter)
        if len(folded) == 1:
            one[letter] = folded
        elif folded:
            several.append((letter, folded))
        else:
            none.append(letter)
    before = "".join(one) + "".join(none)
    return _quoted(before), _quoted("".join(one.values())), tuple(several)


def _stable_letters() -> list[str]:
    """Return characters that are whole after NFKD and that folding changes, spaces left out."""
    characters = (chr(code) for code in range(1, 0x10000) if not 0xD800 <= code < 0xE000)
    return [
        each
        for each in characters
        if fold(each) != each
        and not each.isspace()
        and not unicodedata.combining(each)
        and unicodedata.normalize("NFKD", each) == each
    ]


def _quoted(text: str) -> str:
    return text.replace("'", "''")
