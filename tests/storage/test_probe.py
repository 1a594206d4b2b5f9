"""What the probe says of good and bad buckets."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from catalog.storage.probe import Outcome, ProbeReport, probe
from catalog.storage.s3 import S3Storage
from catalog.storage.seaweed import SeaweedServer
from tests.services.seaweed import CANNOT_LIST
from tests.storage.contract import keys_of
from tests.storage.faults import Fault, FaultProxy, fault_proxy

pytestmark = pytest.mark.s3


@pytest.fixture(scope="module")
def proxy(seaweed: SeaweedServer) -> Iterator[FaultProxy]:
    with fault_proxy(seaweed.config()) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def troubled(proxy: FaultProxy, seaweed: SeaweedServer) -> S3Storage:
    return S3Storage(replace(seaweed.config(prefix="probed/"), endpoint_url=proxy.url))


@pytest.fixture
def faults(proxy: FaultProxy) -> FaultProxy:
    proxy.forget()
    return proxy


def outcomes(report: ProbeReport) -> dict[str, str]:
    return {check.name: check.outcome.value for check in report.checks}


def test_a_good_bucket_passes_and_stays_empty(bucket: S3Storage) -> None:
    report = probe(bucket)
    assert set(outcomes(report).values()) == {"passed"}
    assert report.passed
    assert keys_of(bucket) == []


def test_a_wrong_secret_fails_with_its_remedy(bucket: S3Storage) -> None:
    report = probe(S3Storage(replace(bucket.config, secret_key="wrong")))
    assert not report.passed
    found = outcomes(report)
    assert (found["list"], found["write"]) == ("failed", "failed")
    assert (found["read"], found["type"], found["delete"]) == ("skipped",) * 3
    check = report.check("write")
    assert str(check.detail) == "wrong secret key"
    assert "AWS_SECRET_ACCESS_KEY" in str(check.remedy)


def test_a_key_that_may_not_list(seaweed: SeaweedServer) -> None:
    report = probe(S3Storage(seaweed.config(prefix="cannot-list/", identity=CANNOT_LIST)))
    assert outcomes(report)["list"] == "failed"
    assert "s3:ListBucket" in str(report.check("list").remedy)
    assert outcomes(report)["write"] == "passed"
    assert outcomes(report)["read"] == "passed"
    assert not report.passed


def test_a_key_that_may_not_write(troubled: S3Storage, faults: FaultProxy) -> None:
    faults.rule = lambda method, _path: Fault.DENIED if method == "PUT" else None
    report = probe(troubled)
    found = outcomes(report)
    assert (found["list"], found["write"], found["read"]) == ("passed", "failed", "skipped")
    assert "s3:PutObject" in str(report.check("write").remedy)


def test_a_lying_store_is_caught(troubled: S3Storage, faults: FaultProxy) -> None:
    faults.rule = lambda method, _path: Fault.LIE if method == "PUT" else None
    report = probe(troubled)
    assert outcomes(report)["write"] == "passed"
    assert outcomes(report)["read"] == "failed"
    assert not report.passed


def test_a_store_that_keeps_what_it_should_remove(troubled: S3Storage, faults: FaultProxy) -> None:
    faults.rule = lambda method, _path: Fault.KEY_ERRORS if method == "POST" else None
    assert outcomes(probe(troubled))["delete"] == "failed"


@pytest.mark.parametrize(
    ("skew", "outcome"), [(5, "passed"), (-300, "noted"), (300, "noted"), (1200, "failed")]
)
def test_a_clock_that_is_off(
    troubled: S3Storage, faults: FaultProxy, skew: float, outcome: str
) -> None:
    faults.skew_seconds = skew
    check = probe(troubled).check("clock")
    assert check.outcome.value == outcome
    if outcome != "passed":
        assert str(check.detail).startswith("this machine's clock is ")


def test_nobody_there(troubled: S3Storage, faults: FaultProxy) -> None:
    faults.always(Fault.DROP)
    report = probe(S3Storage(troubled.config))
    assert outcomes(report) == {
        "list": "failed",
        "write": "failed",
        "read": "skipped",
        "type": "skipped",
        "delete": "skipped",
        "clock": "noted",
        "versions": "noted",
    }
    assert report.check("clock").outcome is Outcome.NOTED
