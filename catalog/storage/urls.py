"""Addresses of objects for a page, made without asking anybody.

A signed address is the same for everyone within a window of time, so that browsers keep the
picture; it is signed once and then remembered.
"""

import hashlib
import hmac
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Protocol
from urllib.parse import quote, urlsplit

from catalog.storage.s3_client import Signing

WINDOW_SECONDS = 6 * 3600
"""The address of a picture changes this often."""
TOKEN_WINDOW_SECONDS = 20 * 60
"""The same for temporary credentials: an address dies with the credentials that signed it."""
LAG_SECONDS = 300
"""Windows begin this late, so that a store whose clock is behind ours never sees the future."""
REMEMBERED = 50_000
_ALGORITHM = "AWS4-HMAC-SHA256"


class Addresses(Protocol):
    def address(self, key: str) -> str | None:
        """Return where a browser finds the object; None while no address can be made."""
        ...

    @property
    def origin(self) -> str | None:
        """Scheme and host of all addresses, for the page's content security policy."""
        ...


class PublicAddresses:
    """Objects behind a CDN or in a public bucket; `base_url` may hold a path."""

    def __init__(self, base_url: str, prefix: str = "") -> None:
        self._base_url = f"{base_url.rstrip('/')}/{quote(prefix)}"

    @property
    def origin(self) -> str:
        return _origin(self._base_url)

    def address(self, key: str) -> str:
        return f"{self._base_url}{key}"


class SignedAddresses:
    """Presigned addresses. `signing` gives the present credentials at once, or None."""

    def __init__(
        self,
        signing: Callable[[], Signing | None],
        *,
        window: int = WINDOW_SECONDS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._signing = signing
        self._window = window
        self._now = now
        self._known: dict[str, str] = {}
        self._known_for: tuple[Signing, int] | None = None

    @property
    def origin(self) -> str | None:
        signing = self._signing()
        return _origin(signing.base_url) if signing else None

    def address(self, key: str) -> str | None:
        signing = self._signing()
        if signing is None:
            return None
        window = min(self._window, TOKEN_WINDOW_SECONDS) if signing.token else self._window
        signed_at = window_start(self._now(), window)
        known = self._addresses_of(signing, signed_at)
        if key not in known:
            known[key] = presign(signing, key, signed_at, 2 * window)
        return known[key]

    def _addresses_of(self, signing: Signing, signed_at: int) -> dict[str, str]:
        """Return what is remembered of this window. Threads may sign twice, never differently."""
        if self._known_for != (signing, signed_at) or len(self._known) >= REMEMBERED:
            self._known = {}
            self._known_for = (signing, signed_at)
        return self._known


def window_start(now: float, window: int) -> int:
    """Return when the present window began, in seconds since 1970, at least LAG_SECONDS ago."""
    return int((now - LAG_SECONDS) // window * window)


def presign(signing: Signing, key: str, signed_at: int, valid_seconds: int) -> str:
    """Return an address to GET the object with, valid from `signed_at` (seconds since 1970)."""
    moment = datetime.fromtimestamp(signed_at, UTC).strftime("%Y%m%dT%H%M%SZ")
    address = signing.base_url + quote(signing.prefix + key, safe="/-_.~")
    query = _query(signing, moment, valid_seconds)
    parts = urlsplit(address)
    request = f"GET\n{parts.path}\n{query}\nhost:{parts.netloc}\n\nhost\nUNSIGNED-PAYLOAD"
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"{_ALGORITHM}\n{moment}\n{_scope(signing, moment)}\n{digest}"
    signature = hmac.digest(_signing_key(signing, moment[:8]), text.encode(), "sha256").hex()
    return f"{address}?{query}&X-Amz-Signature={signature}"


def _query(signing: Signing, moment: str, valid_seconds: int) -> str:
    """Return the query in the byte order of its names, as it is signed."""
    values = {
        "X-Amz-Algorithm": _ALGORITHM,
        "X-Amz-Credential": f"{signing.access_key}/{_scope(signing, moment)}",
        "X-Amz-Date": moment,
        "X-Amz-Expires": str(valid_seconds),
        "X-Amz-Security-Token": signing.token,
        "X-Amz-SignedHeaders": "host",
    }
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in values.items() if value)


def _scope(signing: Signing, moment: str) -> str:
    return f"{moment[:8]}/{signing.region}/s3/aws4_request"


@lru_cache(maxsize=8)
def _signing_key(signing: Signing, day: str) -> bytes:
    key = f"AWS4{signing.secret_key}".encode()
    for part in (day, signing.region, "s3", "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
