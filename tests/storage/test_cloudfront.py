"""Signed CloudFront addresses, checked with the public key as CloudFront does."""

import base64
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from catalog.errors import SettingError
from catalog.settings import load
from catalog.storage.cloudfront import CloudFrontAddresses
from catalog.storage.storages import open_storages
from catalog.storage.urls import PublicAddresses

KEY = rsa.generate_private_key(65537, 2048)
HOUR = 3600


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_an_address_is_signed_for_two_windows_and_stays_the_same_within_one() -> None:
    now = [100 * HOUR + 1000.0]
    public = PublicAddresses("https://cdn.example.org/fotos", "a/")
    addresses = CloudFrontAddresses(public, "K1", KEY, window=HOUR, now=lambda: now[0])
    first = addresses.address("images/ab/x.webp")
    now[0] += 1800
    assert addresses.address("images/ab/x.webp") == first
    now[0] += 1800
    assert addresses.address("images/ab/x.webp") != first
    query = parse_qs(urlsplit(first).query)
    assert (query["Key-Pair-Id"], query["Expires"]) == (["K1"], [str(102 * HOUR)])
    policy = (
        '{"Statement":[{"Resource":"https://cdn.example.org/fotos/a/images/ab/x.webp",'
        f'"Condition":{{"DateLessThan":{{"AWS:EpochTime":{102 * HOUR}}}}}}}]}}'
    )
    plain = query["Signature"][0].translate(str.maketrans("-_~", "+=/"))
    signature, digest = base64.b64decode(plain), SHA1()  # noqa: S303 - CloudFront knows no other
    KEY.public_key().verify(signature, policy.encode(), PKCS1v15(), digest)


def settings_with(key: str, **more: str) -> dict[str, str]:
    return {
        "S3_BUCKET_NAME": "fotos",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "CLOUDFRONT_KEY_PAIR_ID": "K1",
        "CLOUDFRONT_PRIVATE_KEY": key,
        **more,
    }


CDN = {"S3_PUBLIC_BASE_URL": "https://cdn.example.org"}


def test_the_settings_make_signed_addresses(tmp_path: Path) -> None:
    storages = open_storages(load(settings_with(pem(KEY), **CDN), tmp_path))
    assert storages.addresses is not None
    address = storages.addresses.address("images/ab/x.webp")
    assert address is not None
    assert address.startswith("https://cdn.example.org/images/ab/x.webp?Expires=")


@pytest.mark.parametrize("key", ["", "not a key", pem(ec.generate_private_key(ec.SECP256R1()))])
def test_a_key_that_cannot_sign_stops_the_start_unseen(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingError, match="CLOUDFRONT_PRIVATE_KEY_FILE") as refused:
        open_storages(load(settings_with(key, **CDN), tmp_path))
    assert not key or key not in str(refused.value)


def test_a_key_pair_without_a_distribution_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="S3_PUBLIC_BASE_URL"):
        load(settings_with(pem(KEY)), tmp_path)
