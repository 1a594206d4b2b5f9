"""S3Storage against a real server, and against the same one with trouble before it."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from catalog.storage import s3, s3_client
from catalog.storage.base import (
    ByteRange,
    ChecksumMismatch,
    FailureClass,
    FileMissing,
    FileTaken,
    StorageUnavailable,
)
from catalog.storage.s3 import S3Storage
from catalog.storage.s3_client import S3Config
from catalog.storage.seaweed import SeaweedServer
from tests.storage.clocks import HandClock
from tests.storage.contract import BODY, StorageContract, a_key, keys_of, put, read, sha256
from tests.storage.faults import Fault, FaultProxy, fault_proxy

pytestmark = pytest.mark.s3


class TestS3Storage(StorageContract):
    @pytest.fixture
    def storage(self, bucket: S3Storage) -> S3Storage:
        return bucket


@pytest.fixture(scope="module")
def proxy(seaweed: SeaweedServer) -> Iterator[FaultProxy]:
    with fault_proxy(seaweed.config()) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def impatient(proxy: FaultProxy, seaweed: SeaweedServer) -> Iterator[S3Storage]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(s3_client, "READ_SECONDS", 0.5)
        yield S3Storage(replace(seaweed.config(), endpoint_url=proxy.url))


@pytest.fixture
def faults(proxy: FaultProxy) -> Iterator[FaultProxy]:
    """A proxy in front of the server that passes all on, until a test says otherwise."""
    proxy.forget()
    yield proxy
    proxy.forget()


@pytest.fixture
def troubled(
    impatient: S3Storage, bucket: S3Storage, faults: FaultProxy, monkeypatch: pytest.MonkeyPatch
) -> S3Storage:
    """The same place as `bucket`, reached through the proxy by an impatient client."""
    monkeypatch.setattr(impatient, "config", replace(impatient.config, prefix=bucket.config.prefix))
    monkeypatch.setattr(impatient, "_create_only", True)
    return impatient


def failure_of(storage: S3Storage, key: str) -> FailureClass:
    with pytest.raises(StorageUnavailable) as caught:
        storage.stat(key)
    return caught.value.failure


def test_an_object_can_be_read_without_the_database(bucket: S3Storage) -> None:
    key = a_key()
    put(bucket, key, metadata={"public-id": "k3v9q2m7"})
    facts = bucket.stat(key)
    assert facts.metadata == {"sha256": sha256(BODY), "public-id": "k3v9q2m7"}
    assert facts.checksum == sha256(BODY)
    assert facts.cache_control == "public, max-age=31536000, immutable"
    with bucket.open(key) as stream:
        assert hashlib.sha256(stream.read()).hexdigest() == facts.checksum


def test_keys_lie_under_the_prefix(bucket: S3Storage, seaweed: SeaweedServer) -> None:
    put(bucket, "a/1.jpg")
    everything = S3Storage(seaweed.config())
    assert f"{bucket.config.prefix}a/1.jpg" in keys_of(everything, bucket.config.prefix)
    assert keys_of(bucket) == ["a/1.jpg"]


def test_lists_and_deletes_by_pages(bucket: S3Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s3, "DELETE_BATCH", 3)
    list_objects = bucket._client.list_objects_v2
    monkeypatch.setattr(
        bucket._client, "list_objects_v2", lambda **asked: list_objects(**{**asked, "MaxKeys": 3})
    )
    keys = [f"images/{number:02}.jpg" for number in range(10)]
    for key in keys:
        put(bucket, key, b"x")
    assert keys_of(bucket, "images/") == keys
    assert keys_of(bucket, "images/", keys[6]) == keys[7:]
    assert bucket.delete(keys) == dict.fromkeys(keys)
    assert keys_of(bucket) == []


def test_measures_the_clock_of_the_store(troubled: S3Storage, faults: FaultProxy) -> None:
    troubled.check_bucket()
    assert abs(troubled.clock_skew or 99.0) < 3
    faults.skew_seconds = 500
    troubled.check_bucket()
    assert troubled.clock_skew == pytest.approx(500, abs=3)


@pytest.mark.parametrize(
    ("fault", "reading", "writing"),
    [
        (Fault.DROP, FailureClass.TRANSIENT, FailureClass.AMBIGUOUS),
        (Fault.HANG, FailureClass.TRANSIENT, FailureClass.AMBIGUOUS),
        (Fault.ERROR, FailureClass.TRANSIENT, FailureClass.TRANSIENT),
        (Fault.UNAVAILABLE, FailureClass.TRANSIENT, FailureClass.TRANSIENT),
        (Fault.SLOW_DOWN, FailureClass.THROTTLED, FailureClass.THROTTLED),
        (Fault.NO_BUCKET, FailureClass.CONFIGURATION, FailureClass.CONFIGURATION),
        (Fault.SKEWED, FailureClass.CLOCK, FailureClass.CLOCK),
    ],
)
def test_trouble_never_makes_a_file_missing(
    troubled: S3Storage,
    faults: FaultProxy,
    fault: Fault,
    reading: FailureClass,
    writing: FailureClass,
) -> None:
    key = a_key()
    put(troubled, key)
    faults.always(fault)
    for call in (lambda: troubled.open(key), lambda: list(troubled.list())):
        with pytest.raises(StorageUnavailable) as caught:
            call()
        assert caught.value.failure is reading
    with pytest.raises(StorageUnavailable) as caught:
        put(troubled, a_key())
    assert caught.value.failure is writing
    error = troubled.delete([key])[key]
    assert isinstance(error, StorageUnavailable)
    assert error.failure is writing
    faults.always(None)
    assert read(troubled, key) == BODY


@pytest.mark.parametrize("fault", [Fault.NO_BUCKET, Fault.NO_KEY, Fault.DENIED, Fault.SKEWED])
def test_a_head_without_words_is_looked_into(
    troubled: S3Storage, faults: FaultProxy, fault: Fault
) -> None:
    """A HEAD has no body to say which 404 or 403 it is: the bucket is asked."""
    key = a_key()
    put(troubled, key)
    faults.always(fault)
    assert (
        failure_of(troubled, key)
        is {
            Fault.NO_BUCKET: FailureClass.CONFIGURATION,
            Fault.NO_KEY: FailureClass.CONFIGURATION,
            Fault.DENIED: FailureClass.OBJECT,
            Fault.SKEWED: FailureClass.CLOCK,
        }[fault]
    )


def test_a_denied_object_in_a_good_bucket_is_not_missing(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    key = a_key()
    put(troubled, key)
    faults.rule = lambda _method, path: Fault.DENIED if key in path else None
    assert failure_of(troubled, key) is FailureClass.OBJECT
    with pytest.raises(StorageUnavailable, match="access denied"):
        troubled.open(key)


def test_a_missing_file_is_believed_for_a_minute(bucket: S3Storage, faults: FaultProxy) -> None:
    clock = HandClock()
    storage = S3Storage(replace(bucket.config, endpoint_url=faults.url), clock=clock)
    for _ in range(60):
        with pytest.raises(FileMissing):
            storage.open(a_key())
    assert len(faults.of("GET")) == 61  # one look at the bucket for a page of pictures
    clock.pass_by(61)
    faults.rule = lambda _method, path: Fault.NO_BUCKET if "list-type" in path else None
    with pytest.raises(StorageUnavailable) as caught:
        storage.open(a_key())
    assert caught.value.failure is FailureClass.CONFIGURATION


def test_a_bucket_that_goes_takes_no_picture_with_it(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    key = a_key()
    put(troubled, key)
    troubled.check_bucket()
    faults.always(Fault.NO_BUCKET)
    assert failure_of(troubled, key) is FailureClass.CONFIGURATION


def test_an_answer_lost_after_a_good_upload_is_neither_failure_nor_duplicate(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    key = a_key()
    faults.once(Fault.DROP_ANSWER, "PUT")
    put(troubled, key)
    assert read(troubled, key) == BODY
    assert keys_of(troubled) == [key]
    assert len(faults.of("PUT")) == 2


def test_a_lie_about_an_upload_is_found_by_reading_back(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    key = a_key()
    faults.once(Fault.LIE, "PUT")
    put(troubled, key)
    with pytest.raises(FileMissing):
        troubled.stat(key)


def test_an_answer_cut_short_is_noticed(troubled: S3Storage, faults: FaultProxy) -> None:
    key = a_key()
    put(troubled, key)
    faults.always(Fault.CUT_SHORT)
    with troubled.open(key) as stream, pytest.raises(StorageUnavailable) as caught:
        stream.read()
    assert caught.value.failure is FailureClass.TRANSIENT


def test_a_store_that_ignores_ranges_is_not_followed(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    key = a_key()
    put(troubled, key)
    faults.always(Fault.NO_RANGES)
    with pytest.raises(StorageUnavailable, match="ranges"):
        troubled.open(key, ByteRange(10, 20))


def test_errors_of_single_keys_leave_the_deletion_open(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    keys = sorted([a_key(), a_key()])
    for key in keys:
        put(troubled, key)
    faults.always(Fault.KEY_ERRORS)
    results = troubled.delete(keys)
    assert [type(results[key]) for key in keys] == [StorageUnavailable] * 2
    faults.always(None)
    assert keys_of(troubled) == keys


def test_a_store_without_batches_is_asked_key_by_key(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    keys = [a_key(), a_key()]
    for key in keys:
        put(troubled, key)
    faults.rule = lambda method, _path: Fault.NOT_IMPLEMENTED if method == "POST" else None
    assert troubled.delete(keys) == dict.fromkeys(keys)
    assert keys_of(troubled) == []


def test_a_store_without_create_only_still_takes_uploads(
    troubled: S3Storage, faults: FaultProxy
) -> None:
    faults.once(Fault.NOT_IMPLEMENTED, "PUT")
    for _ in range(2):
        key = a_key()
        put(troubled, key)
        assert read(troubled, key) == BODY
    assert len(faults.of("PUT")) == 3


def test_a_damaged_object_is_not_taken_for_the_same(bucket: S3Storage) -> None:
    key = a_key()
    bucket._client.put_object(
        **bucket._name(key), Body=b"damaged", Metadata={"sha256": sha256(b"damaged")}
    )
    with pytest.raises(FileTaken):
        put(bucket, key)


def test_other_bytes_than_announced_are_never_sent(troubled: S3Storage, faults: FaultProxy) -> None:
    with pytest.raises(ChecksumMismatch):
        troubled.save(a_key(), BODY, media_type="image/jpeg", checksum=sha256(b"other"))
    assert faults.requests == []


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"access_key": "UNKNOWN"}, "unknown access key"),
        ({"secret_key": "wrong"}, "wrong secret key"),
        ({"bucket": "no-such-bucket"}, "no such bucket"),
    ],
)
def test_wrong_settings_are_told_apart(
    bucket: S3Storage, change: dict[str, str], cause: str
) -> None:
    storage = S3Storage(replace(bucket.config, **change))
    for call in (
        lambda: storage.stat("1.jpg"),
        lambda: storage.open("1.jpg"),
        lambda: put(storage, "1.jpg"),
        lambda: list(storage.list()),
    ):
        with pytest.raises(StorageUnavailable, match=cause) as caught:
            call()
        assert caught.value.failure is FailureClass.CONFIGURATION
        assert caught.value.remedy is not None
    error = storage.delete(["1.jpg"])["1.jpg"]
    assert isinstance(error, StorageUnavailable)


@pytest.mark.parametrize(
    "change",
    [
        {"endpoint_url": "not an address"},
        {"endpoint_url": "http://"},
        {"region": "not a region"},
        {"addressing_style": "sideways"},
        {"bucket": "Not_A_Bucket!"},
    ],
)
def test_a_wrong_setting_never_stops_the_start(bucket: S3Storage, change: dict[str, str]) -> None:
    storage = S3Storage(replace(bucket.config, **change))
    with pytest.raises(StorageUnavailable) as caught:
        storage.stat("1.jpg")
    assert caught.value.failure is FailureClass.CONFIGURATION


def test_nobody_there() -> None:
    storage = S3Storage(S3Config("b", "http://127.0.0.1:9", access_key="K", secret_key="S"))
    with pytest.raises(StorageUnavailable, match="no connection") as caught:
        put(storage, "1.jpg")
    assert caught.value.failure is FailureClass.TRANSIENT


def test_no_credentials(monkeypatch: pytest.MonkeyPatch, bucket: S3Storage) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    storage = S3Storage(replace(bucket.config, access_key="", secret_key=""))
    assert storage.signing is None
    with pytest.raises(StorageUnavailable, match="no credentials") as caught:
        storage.stat("1.jpg")
    assert caught.value.failure is FailureClass.CONFIGURATION
