"""The storage locations of one installation, made once at start-up from its settings."""

from dataclasses import dataclass

from catalog.i18n import Message
from catalog.settings import Bucket, Settings, bad
from catalog.storage.base import Storage, StorageLocation
from catalog.storage.breaker import Breaker
from catalog.storage.guarded import GuardedStorage
from catalog.storage.local import LocalStorage
from catalog.storage.s3 import S3Storage
from catalog.storage.s3_client import S3Config
from catalog.storage.urls import Addresses, PublicAddresses, SignedAddresses


@dataclass(frozen=True)
class Storages:
    local: LocalStorage
    s3: Storage | None
    """None without a bucket. Asked only while `breaker` allows."""
    breaker: Breaker
    """How S3 is, as this process sees it; closed for ever without a bucket."""
    addresses: Addresses | None
    """Of objects on S3, for pages; None without a bucket."""

    def at(self, location: str) -> Storage:
        """Return the storage of a location; raises LookupError for s3 without a bucket."""
        if location == StorageLocation.LOCAL:
            return self.local
        if self.s3 is None:
            message = "no bucket is set"
            raise LookupError(message)
        return self.s3


def open_storages(settings: Settings) -> Storages:
    """Make the storages. Nothing is asked of S3: a wrong bucket shows later, never at the start."""
    local, breaker = LocalStorage(settings.pictures_dir), Breaker()
    if settings.bucket is None:
        return Storages(local, None, breaker, None)
    s3 = S3Storage(config_of(settings.bucket))
    guarded = GuardedStorage(s3, breaker, skew=lambda: s3.clock_skew)
    return Storages(local, guarded, breaker, _addresses(settings.bucket, s3))


def config_of(bucket: Bucket) -> S3Config:
    return S3Config(
        bucket=bucket.name,
        endpoint_url=bucket.endpoint_url,
        region=bucket.region,
        prefix=bucket.prefix,
        addressing_style=bucket.addressing_style,
        access_key=bucket.access_key,
        secret_key=bucket.secret_key,
    )


def _addresses(bucket: Bucket, s3: S3Storage) -> Addresses:
    if bucket.cloudfront_key_pair_id:
        return _cloudfront(bucket)
    if bucket.public_base_url:
        return PublicAddresses(bucket.public_base_url, bucket.prefix)
    return SignedAddresses(lambda: s3.signing)


def _cloudfront(bucket: Bucket) -> Addresses:
    """Raises SettingError: a key that signs nothing would show as broken pictures only."""
    from catalog.storage import cloudfront  # noqa: PLC0415 - few installations need it

    name = "CLOUDFRONT_PRIVATE_KEY_FILE"
    try:
        key = cloudfront.load_key(bucket.cloudfront_private_key)
    except ValueError as error:
        fault = Message("it is not an RSA private key in PEM")
        raise bad(name, "...", fault, "/run/secrets/cloudfront.pem") from error
    public = PublicAddresses(bucket.public_base_url, bucket.prefix)
    return cloudfront.CloudFrontAddresses(public, bucket.cloudfront_key_pair_id, key)
