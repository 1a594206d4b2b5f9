"""Signed CloudFront addresses: the same for everyone within a window, signed once, then kept."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from catalog.storage.urls import REMEMBERED, WINDOW_SECONDS, PublicAddresses, window_start


def load_key(pem: str) -> RSAPrivateKey:
    """Raises ValueError for what is not an RSA private key in PEM, without a password."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except TypeError as error:
        message = "the key is locked with a password"
        raise ValueError(message) from error
    if not isinstance(key, RSAPrivateKey):
        message = "the key is not an RSA key"
        raise ValueError(message)  # noqa: TRY004 - what was given is wrong, not its Python type
    return key


class CloudFrontAddresses:
    """Addresses of a distribution that asks for signatures; valid for two windows."""

    def __init__(
        self,
        public: PublicAddresses,
        key_pair_id: str,
        key: RSAPrivateKey,
        *,
        window: int = WINDOW_SECONDS,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._public = public
        self._window = window
        self._now = now
        self._known: dict[str, str] = {}
        self._known_for = 0
        # CloudFront knows no other digest: the address is the message, and it is short-lived.
        self._signer = CloudFrontSigner(
            key_pair_id,
            lambda message: key.sign(message, PKCS1v15(), SHA1()),  # noqa: S303 - see above
        )

    @property
    def origin(self) -> str:
        return self._public.origin

    def address(self, key: str) -> str:
        begun = window_start(self._now(), self._window)
        if self._known_for != begun or len(self._known) >= REMEMBERED:
            self._known, self._known_for = {}, begun
        known = self._known
        if key not in known:
            until = datetime.fromtimestamp(begun + 2 * self._window, UTC)
            address = self._public.address(key)
            known[key] = self._signer.generate_presigned_url(address, date_less_than=until)
        return known[key]
