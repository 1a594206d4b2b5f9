"""What may be said of a column: its name, type, options and who sees it."""

from typing import Any

from catalog.db.models.column import COLUMN_VISIBILITIES
from catalog.domain import cells
from catalog.domain.text import clean_words
from catalog.errors import Invalid
from catalog.i18n import Message

LONGEST_NAME = 200
LONGEST_HELP = 1000
LONGEST_CHOICE = 200
MOST_PLACES = 12


def clean_name(name: str) -> str:
    name = clean_words(name)
    if not name:
        raise Invalid("name", Message("Give the column a name."))
    if len(name) > LONGEST_NAME:
        raise Invalid("name", Message("Use at most %(n)s characters.", {"n": LONGEST_NAME}))
    return name


def clean_help(text: str) -> str:
    text = clean_words(text, lines=True)
    if len(text) > LONGEST_HELP:
        raise Invalid("help", Message("Use at most %(n)s characters.", {"n": LONGEST_HELP}))
    return text


def known_type(type_name: str) -> str:
    if type_name not in cells.TYPES:
        raise Invalid("type", Message("Choose one of the column types."))
    return type_name


def known_visibility(visibility: str) -> str:
    if visibility not in COLUMN_VISIBILITIES:
        raise Invalid("visibility", Message("Choose who sees the column."))
    return visibility


def clean_options(type_name: str, options: dict[str, Any]) -> dict[str, Any]:
    """Return those options that the type has. Raises Invalid."""
    if type_name in {"choice", "choices"}:
        return {"choices": _clean_choices(options.get("choices", []))}
    cleaned: dict[str, Any] = {}
    if type_name in {"decimal", "money"} and options.get("places") not in (None, ""):
        cleaned["places"] = _clean_places(options["places"])
    if type_name == "money" and options.get("currency"):
        cleaned["currency"] = _clean_currency(str(options["currency"]))
    return cleaned


def _clean_choices(choices: Any) -> list[str]:
    """Take a list of texts; programs send anything."""
    given = choices if isinstance(choices, list) else [None]
    named = [" ".join(choice.split()) for choice in given if isinstance(choice, str)]
    if len(named) < len(given) or any(len(name) > LONGEST_CHOICE or ";" in name for name in named):
        values = {"n": LONGEST_CHOICE}
        message = Message("A choice has up to %(n)s characters and no semicolon.", values)
        raise Invalid("choices", message)
    return list(dict.fromkeys(name for name in named if name))


def _clean_places(places: Any) -> int:
    text = str(places).strip()
    is_number = text.isascii() and text.isdigit() and len(text) < 6
    if not (is_number and int(text) <= MOST_PLACES):
        values = {"n": MOST_PLACES}
        raise Invalid("places", Message("Write how many decimals, from 0 to %(n)s.", values))
    return int(text)


def _clean_currency(currency: str) -> str:
    currency = currency.strip().upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Invalid("currency", Message("Write the currency's three letters, like EUR."))
    return currency
