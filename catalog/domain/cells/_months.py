"""Names of months in Spanish and English, folded."""

_NAMES = (
    ("enero", "ene", "january", "jan"),
    ("febrero", "feb", "february"),
    ("marzo", "mar", "march"),
    ("abril", "abr", "april", "apr"),
    ("mayo", "may"),
    ("junio", "jun", "june"),
    ("julio", "jul", "july"),
    ("agosto", "ago", "august", "aug"),
    ("septiembre", "setiembre", "sept", "sep", "set", "september"),
    ("octubre", "oct", "october"),
    ("noviembre", "nov", "november"),
    ("diciembre", "dic", "december", "dec"),
)

MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
"""Alternatives for a regular expression, longest first."""

ABBREVIATED = tuple(names[-1].title()[:3] for names in _NAMES)
"""In English, "Jan" first."""
