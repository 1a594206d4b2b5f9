"""The one boto3 client: how it is made, and what every upload is checked for."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

from catalog.storage.base import ChecksumMismatch

CONNECT_SECONDS = 3
READ_SECONDS = 15
TRIES = 2
CONNECTIONS = 32
CHECKSUM_KEY = "sha256"
"""Name of the metadata entry that every object carries."""


@dataclass(frozen=True)
class S3Config:
    bucket: str
    endpoint_url: str = ""
    """Empty: Amazon."""
    region: str = "us-east-1"
    prefix: str = ""
    """Put before every key; ends with a slash when not empty."""
    addressing_style: str = "auto"
    access_key: str = ""
    """Empty: boto3's usual chain (profile, instance role)."""
    secret_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Signing:
    """What is needed to write an object's address without asking anyone."""

    base_url: str
    """Address of the bucket (and of nothing in it), ends with a slash."""
    prefix: str
    region: str
    access_key: str
    secret_key: str = field(repr=False)
    token: str = field(default="", repr=False)


class S3Connection:
    """The client with its credentials; making one asks the store nothing."""

    def __init__(self, config: S3Config) -> None:
        # Half of a worker's memory is boto3: an installation without a bucket never loads it.
        import boto3.session  # noqa: PLC0415 - reason above

        session = boto3.session.Session(
            aws_access_key_id=config.access_key or None,
            aws_secret_access_key=config.secret_key or None,
        )
        self.client: Any = session.client(
            "s3",
            region_name=config.region,
            endpoint_url=config.endpoint_url or None,
            config=_client_config(config),
        )
        self.client.meta.events.register("before-send.s3.PutObject", _check_upload)
        self._credentials = session.get_credentials()
        self._config = config

    def signing(self) -> Signing | None:
        """Return the present credentials, None while there are none.

        Where they come from an instance role this may ask for new ones.
        """
        if self._credentials is None:
            return None
        keys = self._credentials.get_frozen_credentials()
        return Signing(
            base_url=self._base_url,
            prefix=self._config.prefix,
            region=self.client.meta.region_name,
            access_key=keys.access_key or "",
            secret_key=keys.secret_key or "",
            token=keys.token or "",
        )

    @cached_property
    def _base_url(self) -> str:
        # The client knows every partition's and style's host name; the signature is thrown away.
        params = {"Bucket": self._config.bucket, "Key": "k"}
        address: str = self.client.generate_presigned_url("get_object", Params=params)
        return address.partition("?")[0].removesuffix("k")


def _client_config(config: S3Config) -> Any:
    from botocore.config import Config  # noqa: PLC0415 - loaded with the client

    style = config.addressing_style
    if style == "auto" and config.endpoint_url:
        style = "path"
    s3_options: Any = {"addressing_style": style, "payload_signing_enabled": True}
    return Config(
        signature_version="s3v4",
        connect_timeout=CONNECT_SECONDS,
        read_timeout=READ_SECONDS,
        retries={"total_max_attempts": TRIES, "mode": "standard"},
        max_pool_connections=CONNECTIONS,
        # The default turns uploads over HTTPS into chunks with a trailer, which many stores refuse.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        s3=s3_options,
    )


def _check_upload(request: Any, **_: Any) -> None:
    """Stop an upload whose signed digest is not the checksum recorded with it."""
    signed = _header(request, "X-Amz-Content-SHA256")
    if signed != _header(request, f"x-amz-meta-{CHECKSUM_KEY}"):
        raise ChecksumMismatch(unquote(urlsplit(request.url).path))


def _header(request: Any, name: str) -> str:
    value = request.headers.get(name, "")
    return value.decode() if isinstance(value, bytes) else value
