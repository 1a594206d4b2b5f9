"""What an address asks for."""

from urllib.parse import parse_qsl

from catalog.web.current import AnyRequest

MOST_PARAMETERS = 200


def asked(request: AnyRequest) -> list[tuple[str, str]]:
    """Return the parameters in the order in which they stand: Litestar's own lose it."""
    return parse_qsl(request.url.query, keep_blank_values=True)[:MOST_PARAMETERS]
