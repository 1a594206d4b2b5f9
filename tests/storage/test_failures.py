"""What S3 answers, and what each answer means."""

import inspect

import botocore.exceptions
import botocore.parsers
import pytest
from botocore.exceptions import ClientError

from catalog.errors import StorageError
from catalog.storage import failures
from catalog.storage.base import FailureClass, StorageUnavailable
from catalog.storage.failures import as_unavailable, classify, s3_errors

LIBRARY = {
    name
    for module in (botocore.exceptions, botocore.parsers)
    for name, _ in inspect.getmembers(module, inspect.isclass)
}


def answer(code: str, status: int, date: str = "") -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": "made up"},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "HTTPHeaders": {"date": date} if date else {},
                "RequestId": "",
                "HostId": "",
                "RetryAttempts": 0,
            },
        },
        "PutObject",
    )


@pytest.mark.parametrize(
    ("code", "status", "failure"),
    [
        ("InvalidAccessKeyId", 403, FailureClass.CONFIGURATION),
        ("SignatureDoesNotMatch", 403, FailureClass.CONFIGURATION),
        ("AccessDenied", 403, FailureClass.CONFIGURATION),
        ("ExpiredToken", 400, FailureClass.CONFIGURATION),
        ("NoSuchBucket", 404, FailureClass.CONFIGURATION),
        ("PermanentRedirect", 301, FailureClass.CONFIGURATION),
        ("AuthorizationHeaderMalformed", 400, FailureClass.CONFIGURATION),
        ("QuotaExceeded", 403, FailureClass.CONFIGURATION),
        ("NotImplemented", 501, FailureClass.CONFIGURATION),
        ("RequestTimeTooSkewed", 403, FailureClass.CLOCK),
        ("SlowDown", 503, FailureClass.THROTTLED),
        ("TooManyRequests", 429, FailureClass.THROTTLED),
        ("429", 429, FailureClass.THROTTLED),
        ("503", 503, FailureClass.TRANSIENT),
        ("ServiceUnavailable", 503, FailureClass.TRANSIENT),
        ("InternalError", 500, FailureClass.TRANSIENT),
        ("502", 502, FailureClass.TRANSIENT),
        ("RequestTimeout", 400, FailureClass.TRANSIENT),
        ("BadDigest", 400, FailureClass.TRANSIENT),
        ("EntityTooLarge", 400, FailureClass.OBJECT),
    ],
)
def test_answers(code: str, status: int, failure: FailureClass) -> None:
    assert classify(answer(code, status), writing=True) is failure


@pytest.mark.parametrize(
    ("error", "reading", "writing"),
    [
        (
            botocore.exceptions.ConnectTimeoutError(endpoint_url="x"),
            FailureClass.TRANSIENT,
            FailureClass.TRANSIENT,
        ),
        (
            botocore.exceptions.EndpointConnectionError(endpoint_url="x"),
            FailureClass.TRANSIENT,
            FailureClass.TRANSIENT,
        ),
        (
            botocore.exceptions.ReadTimeoutError(endpoint_url="x"),
            FailureClass.TRANSIENT,
            FailureClass.AMBIGUOUS,
        ),
        (
            botocore.exceptions.ConnectionClosedError(endpoint_url="x"),
            FailureClass.TRANSIENT,
            FailureClass.AMBIGUOUS,
        ),
        (
            botocore.exceptions.SSLError(endpoint_url="x", error="self-signed"),
            FailureClass.CONFIGURATION,
            FailureClass.CONFIGURATION,
        ),
        (
            botocore.exceptions.NoCredentialsError(),
            FailureClass.CONFIGURATION,
            FailureClass.CONFIGURATION,
        ),
        (
            botocore.exceptions.ParamValidationError(report="bad bucket"),
            FailureClass.CONFIGURATION,
            FailureClass.CONFIGURATION,
        ),
    ],
)
def test_silence(error: Exception, reading: FailureClass, writing: FailureClass) -> None:
    assert classify(error) is reading
    assert classify(error, writing=True) is writing


def test_every_name_is_one_of_the_library() -> None:
    assert set(failures._BY_TYPE) - {"ValueError"} <= LIBRARY
    assert LIBRARY >= failures._BEFORE_SENDING


def test_what_needs_a_person_names_the_remedy() -> None:
    causes = [*failures._BY_CODE.values(), *failures._BY_TYPE.values()]
    for cause in causes:
        needs_somebody = cause.failure in (FailureClass.CONFIGURATION, FailureClass.CLOCK)
        assert (cause.remedy is not None) is needs_somebody, cause


def test_a_wrong_clock_is_measured() -> None:
    error = as_unavailable(answer("RequestTimeTooSkewed", 403, "Sun, 06 Nov 1994 08:49:37 GMT"))
    assert error.failure is FailureClass.CLOCK
    assert error.skew is not None
    assert error.skew < -30 * 365 * 24 * 3600


def test_mistakes_of_the_program_stay_visible() -> None:
    with pytest.raises(KeyError), s3_errors():
        raise KeyError("mistake")


def test_errors_of_the_product_pass_through() -> None:
    error = StorageError("mine")
    with pytest.raises(StorageError) as caught, s3_errors():
        raise error
    assert caught.value is error


def test_the_original_error_is_kept_for_the_log() -> None:
    error = answer("InternalError", 500)
    with pytest.raises(StorageUnavailable) as caught, s3_errors():
        raise error
    assert caught.value.__cause__ is error
