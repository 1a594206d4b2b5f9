"""Addresses: the same as boto3's own for the same moment, and the same all through a window."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.auth
import botocore.compat
import httpx
import pytest
from botocore.config import Config

from catalog.storage import urls
from catalog.storage.s3 import S3Storage
from catalog.storage.s3_client import S3Config, Signing
from catalog.storage.seaweed import SeaweedServer
from catalog.storage.urls import PublicAddresses, SignedAddresses, presign, window_start
from tests.storage.contract import BODY, a_key, put

KEY = "images/7f/k3v9q2m7/1/original-0123456789abcdef.jpg"
SIGNED_AT = 1_790_000_000
SIGNING = Signing("https://s3.test/pictures/", "", "eu-south-2", "KEY", "secret")


@pytest.fixture
def boto_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let boto3 sign at SIGNED_AT."""
    moment = datetime.fromtimestamp(SIGNED_AT, UTC).replace(tzinfo=None)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: moment)


def boto_address(config: S3Config, key: str, valid: int, token: str | None = None) -> str:
    style = config.addressing_style
    if style == "auto" and config.endpoint_url:
        style = "path"
    client = boto3.client(
        "s3",
        region_name=config.region,
        endpoint_url=config.endpoint_url or None,
        aws_access_key_id=config.access_key,
        aws_secret_access_key=config.secret_key,
        aws_session_token=token,
        config=Config(signature_version="s3v4", s3={"addressing_style": style}),
    )
    return str(
        client.generate_presigned_url(
            "get_object",
            Params={"Bucket": config.bucket, "Key": config.prefix + key},
            ExpiresIn=valid,
        )
    )


@pytest.mark.usefixtures("boto_moment")
@pytest.mark.parametrize(
    ("endpoint", "region", "style", "bucket", "prefix"),
    [
        *product(
            [""],
            ["us-east-1", "eu-south-2", "cn-north-1"],
            ["auto", "virtual", "path"],
            ["pictures", "pictures.example.org"],
            ["", "museum/2024/"],
        ),
        ("http://127.0.0.1:8333", "us-east-1", "auto", "pictures", ""),
        ("https://s3.example.org/store", "us-east-1", "path", "pictures", "a b+c/ñ/"),
        ("https://s3.example.org", "auto", "virtual", "pictures", "x/"),
    ],
)
def test_equals_the_address_of_boto3(
    endpoint: str, region: str, style: str, bucket: str, prefix: str
) -> None:
    config = S3Config(bucket, endpoint, region, prefix, style, "AKID/+x", "secret+/=")
    signing = S3Storage(config).signing
    assert signing is not None
    assert presign(signing, KEY, SIGNED_AT, 7200) == boto_address(config, KEY, 7200)


@pytest.mark.usefixtures("boto_moment")
def test_carries_the_token_of_temporary_credentials() -> None:
    config = S3Config("pictures", region="eu-south-2", access_key="KEY", secret_key="secret")
    signing = S3Storage(config).signing
    assert signing is not None
    token = "FwoGZXIvYXdzE//+=&"
    ours = presign(replace(signing, token=token), KEY, SIGNED_AT, 900)
    theirs = boto_address(config, KEY, 900, token)
    assert parse_qs(urlsplit(ours).query).keys() == parse_qs(urlsplit(theirs).query).keys()
    assert parse_qs(urlsplit(ours).query)["X-Amz-Security-Token"] == [token]


def addresses_at(now: Callable[[], float], signing: Signing | None = SIGNING) -> SignedAddresses:
    return SignedAddresses(lambda: signing, window=3600, now=now)


def test_is_the_same_within_a_window_and_lives_on_after_it() -> None:
    start = window_start(SIGNED_AT, 3600) + urls.LAG_SECONDS
    moments = iter([start, start + 1800, start + 3599, start + 3600])
    addresses = addresses_at(lambda: next(moments))
    first, second, third, following = (addresses.address(KEY) or "" for _ in range(4))
    assert first == second == third != following
    query = parse_qs(urlsplit(first).query)
    signed_at = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%S%z").timestamp()
    assert signed_at == start - urls.LAG_SECONDS
    assert query["X-Amz-Expires"] == ["7200"]


def test_signs_once_in_a_window(monkeypatch: pytest.MonkeyPatch) -> None:
    signed: list[str] = []
    monkeypatch.setattr(urls, "presign", lambda _s, key, *_: signed.append(key) or f"/{key}")
    addresses = addresses_at(lambda: SIGNED_AT)
    assert [addresses.address(KEY) for _ in range(3)] == [f"/{KEY}"] * 3
    assert signed == [KEY]


def test_remembers_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urls, "REMEMBERED", 10)
    addresses = addresses_at(lambda: SIGNED_AT)
    for number in range(35):
        addresses.address(f"images/{number}.jpg")
    assert len(addresses._known) <= 10


def test_follows_new_credentials_at_once() -> None:
    present = SIGNING
    addresses = SignedAddresses(lambda: present, now=lambda: SIGNED_AT)
    before = addresses.address(KEY)
    present = replace(SIGNING, access_key="OTHER")
    after = addresses.address(KEY)
    assert before != after
    assert "OTHER" in (after or "")


def test_has_no_address_without_credentials() -> None:
    addresses = addresses_at(lambda: SIGNED_AT, None)
    assert addresses.address(KEY) is None
    assert addresses.origin is None


def test_temporary_credentials_have_short_windows() -> None:
    addresses = SignedAddresses(lambda: replace(SIGNING, token="t"), now=lambda: SIGNED_AT)
    query = parse_qs(urlsplit(addresses.address(KEY) or "").query)
    assert int(query["X-Amz-Expires"][0]) == 2 * urls.TOKEN_WINDOW_SECONDS


@pytest.mark.parametrize(
    ("base", "prefix", "address", "origin"),
    [
        ("https://cdn.test", "", f"https://cdn.test/{KEY}", "https://cdn.test"),
        ("https://cdn.test/a/", "m/", f"https://cdn.test/a/m/{KEY}", "https://cdn.test"),
        ("http://[::1]:9/b", "ñ/", f"http://[::1]:9/b/%C3%B1/{KEY}", "http://[::1]:9"),
    ],
)
def test_public_addresses(base: str, prefix: str, address: str, origin: str) -> None:
    addresses = PublicAddresses(base, prefix)
    assert addresses.address(KEY) == address
    assert addresses.origin == origin


def test_origin_of_signed_addresses() -> None:
    assert addresses_at(lambda: SIGNED_AT).origin == "https://s3.test"


@pytest.mark.s3
def test_a_browser_gets_the_picture_from_the_real_server(
    bucket: S3Storage, seaweed: SeaweedServer
) -> None:
    key = a_key()
    put(bucket, key)
    address = SignedAddresses(lambda: bucket.signing).address(key)
    assert address is not None
    assert address.startswith(seaweed.endpoint_url)
    answer = httpx.get(address)
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert httpx.get(address.replace("Signature=", "Signature=0")).status_code == 403
    assert httpx.get(address.partition("?")[0]).status_code == 403
