"""Words of headers and of dates by which columns are recognised; all folded."""

from catalog.domain.text import fold


def listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


CODE_WORDS = listed(
    "codigo codigos cod code codes ref referencia reference sku ean isbn issn upc gtin barcode "
    "telefono tel tlf telf phone movil mobile fax cp postal zip postcode dni nif cif nie vat "
    "signatura inventario inventory accession expediente matricula"
)
"""Of headers above digits that are no quantities: 00012 and 12 are two codes."""

PRICE_WORDS = listed(
    "precio precios price prices importe importes pvp coste costes costo costos cost tarifa"
)
"""Of headers above amounts. Not "valor" and "total": they often stand above other things."""

DATE_WORDS = listed(
    "fecha fechas date dates datacion dating epoca epocas periodo period cronologia"
)
"""Of headers above years that are dates."""

_CENTURY = "siglo siglos s ss sig century centuries cent"
_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre "
    "diciembre ene abr ago dic january february march april may june july august september "
    "october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
_AROUND = (
    "c ca circa cca hacia sobre alrededor aprox approx approximately aproximadamente about around "
    "antes anterior before despues posterior after desde from hasta until till entre between "
    "principios comienzos inicios mediados finales fines early mid middle late later tarde "
    "primera primer primeros primeras segunda segundo ultima ultimo ultimos ultimas tercer tercio "
    "cuarto mitad half quarter third first second last decada decadas decade anos ano year years "
    "probablemente probably posiblemente possibly quizas perhaps era epoca periodo period "
    "bc bce ce ad ac dc ane cristo no earlier than "
    "fechado fechada dated impreso impresa printed designed manufactured made cast published "
    "a al de del of the los las el la y and or o e to in en n d th st nd rd"
)
_UNDATED = (
    "s/f", "s.f.", "s. f.", "sin fecha", "sin datar", "n.d.", "n. d.", "no date", "not dated",
    "undated", "unknown", "desconocida", "desconocido",
)  # fmt: skip

CENTURY_WORDS = listed(_CENTURY)
MONTH_WORDS = listed(_MONTHS)
DATING_WORDS = CENTURY_WORDS | MONTH_WORDS | listed(_AROUND)
"""What may stand beside the figures of a date."""

UNDATED = frozenset(_UNDATED)

BOOLEAN_WORDS = listed("si sí no yes true false verdadero falso")
MARKS = listed("x ✓ ✔ ☑")


def has_word(header: str, words: frozenset[str]) -> bool:
    """Tell whether a header has one of the words; "C.P." is "cp"."""
    folded = fold(header).replace(".", "")
    letters = "".join(letter if letter.isalnum() else " " for letter in folded)
    return not words.isdisjoint(letters.split())
