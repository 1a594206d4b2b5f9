"""What is sent to the store, looked at on the wire and by an imitation of Amazon."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from moto import mock_aws

from catalog.storage.base import FailureClass, FileMissing, StorageUnavailable
from catalog.storage.s3 import S3Storage
from catalog.storage.s3_client import S3Config
from tests.storage.contract import BODY, StorageContract, a_key, put, sha256

CONFIG = S3Config(
    "pictures", region="eu-south-2", prefix="museum/", access_key="KEY", secret_key="secret"
)


class EmptyBody:
    def stream(self, **_: Any) -> list[bytes]:
        return []


@pytest.fixture
def sent(request: pytest.FixtureRequest) -> list[dict[str, str]]:
    return []


def watched(config: S3Config, sent: list[dict[str, str]]) -> S3Storage:
    """Return a storage whose uploads end here instead of on the network."""

    def catch(request: Any, **_: Any) -> AWSResponse:
        headers = {
            name.lower(): value.decode() if isinstance(value, bytes) else str(value)
            for name, value in request.headers.items()
        }
        body = request.body
        content = body if isinstance(body, bytes) else body.read()
        sent.append({**headers, ":url": request.url, ":body": content.hex()})
        return AWSResponse(request.url, 200, {"etag": "x"}, EmptyBody())

    storage = S3Storage(config)
    storage._client.meta.events.register_last("before-send.s3.PutObject", catch)
    return storage


@pytest.mark.parametrize("endpoint", ["", "https://s3.example.org", "http://127.0.0.1:1"])
@pytest.mark.parametrize("kind", ["bytes", "file", "path", "stream"])
def test_uploads_have_a_plain_length_and_a_signed_digest(
    tmp_path: Any, sent: list[dict[str, str]], endpoint: str, kind: str
) -> None:
    path = tmp_path / "picture.jpg"
    path.write_bytes(BODY)
    storage = watched(replace(CONFIG, endpoint_url=endpoint), sent)
    with path.open("rb") as file:
        body = {"bytes": BODY, "path": path, "file": file, "stream": file}[kind]
        storage.save(a_key(), body, media_type="image/jpeg", checksum=sha256(BODY))
    [request] = sent
    assert request["content-length"] == str(len(BODY))
    assert request["x-amz-content-sha256"] == sha256(BODY)
    assert "x-amz-content-sha256" in request["authorization"]
    assert bytes.fromhex(request[":body"]) == BODY
    unwanted = {"transfer-encoding", "content-encoding", "x-amz-trailer", "x-amz-acl"}
    assert not unwanted & request.keys()
    assert not [name for name in request if name.startswith("x-amz-checksum")]


def test_uploads_carry_type_cache_header_and_facts(sent: list[dict[str, str]]) -> None:
    put(watched(CONFIG, sent), "a/1.jpg", metadata={"public-id": "k3v9q2m7"})
    [request] = sent
    assert request[":url"] == "https://pictures.s3.eu-south-2.amazonaws.com/museum/a/1.jpg"
    assert request["content-type"] == "image/jpeg"
    assert request["cache-control"] == "public, max-age=31536000, immutable"
    assert request["x-amz-meta-sha256"] == sha256(BODY)
    assert request["x-amz-meta-public-id"] == "k3v9q2m7"
    assert request["if-none-match"] == "*"


def test_custom_endpoints_get_path_style(sent: list[dict[str, str]]) -> None:
    put(watched(replace(CONFIG, endpoint_url="https://s3.example.org"), sent), "a/1.jpg")
    assert sent[0][":url"] == "https://s3.example.org/pictures/museum/a/1.jpg"


def test_storage_without_a_bucket_loads_no_client_library() -> None:
    program = (
        "import json, sys\n"
        "import catalog.storage.s3, catalog.storage.urls, catalog.storage.guarded\n"
        "import catalog.storage.local, catalog.storage.seaweed, catalog.storage.probe\n"
        "print(json.dumps(sorted({'boto3', 'botocore'} & set(sys.modules))))\n"
    )
    output = subprocess.check_output([sys.executable, "-c", program], text=True)
    assert json.loads(output) == []


@pytest.fixture(scope="module")
def imitation() -> Iterator[S3Storage]:
    with mock_aws():
        client = boto3.client("s3", region_name="eu-south-2")
        client.create_bucket(
            Bucket="pictures", CreateBucketConfiguration={"LocationConstraint": "eu-south-2"}
        )
        yield S3Storage(CONFIG)


@pytest.fixture
def amazon(imitation: S3Storage) -> Iterator[S3Storage]:
    yield imitation
    imitation.delete([file.key for file in imitation.list()])


class TestImitatedAmazon(StorageContract):
    @pytest.fixture
    def storage(self, amazon: S3Storage) -> S3Storage:
        return amazon


def test_a_missing_bucket_makes_no_picture_missing(amazon: S3Storage) -> None:
    storage = S3Storage(replace(CONFIG, bucket="other"))
    for call in (storage.stat, storage.open):
        with pytest.raises(StorageUnavailable, match="no such bucket") as caught:
            call("a/1.jpg")
        assert caught.value.failure is FailureClass.CONFIGURATION
    with pytest.raises(FileMissing):
        amazon.stat("a/1.jpg")


def test_sees_whether_the_bucket_keeps_versions(amazon: S3Storage) -> None:
    assert not amazon.bucket_is_versioned()
    amazon._client.put_bucket_versioning(
        Bucket="pictures", VersioningConfiguration={"Status": "Enabled"}
    )
    assert amazon.bucket_is_versioned()
