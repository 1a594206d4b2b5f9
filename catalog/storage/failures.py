"""What a failed request to S3 means, and what to do about it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageUnavailable


@dataclass(frozen=True, slots=True)
class Cause:
    """A short cause, the class of the failure, and the remedy if somebody has to act."""

    failure: FailureClass
    words: Message
    remedy: Message | None = None


_KEY = Cause(
    FailureClass.CONFIGURATION,
    Message("unknown access key"),
    Message("Check AWS_ACCESS_KEY_ID: the store does not know this key, or it was switched off."),
)
_SECRET = Cause(
    FailureClass.CONFIGURATION,
    Message("wrong secret key"),
    Message("Check AWS_SECRET_ACCESS_KEY: it does not belong to the access key."),
)
_TOKEN = Cause(
    FailureClass.CONFIGURATION,
    Message("expired credentials"),
    Message("Renew the temporary credentials of this machine."),
)
_DENIED = Cause(
    FailureClass.CONFIGURATION,
    Message("access denied"),
    Message(
        "Allow this key to list the bucket and to get, put and delete objects in it "
        "(s3:ListBucket, s3:GetObject, s3:PutObject, s3:DeleteObject)."
    ),
)
_BUCKET = Cause(
    FailureClass.CONFIGURATION,
    Message("no such bucket"),
    Message("Check S3_BUCKET_NAME and S3_ENDPOINT_URL, or make the bucket."),
)
_REGION = Cause(
    FailureClass.CONFIGURATION,
    Message("wrong region"),
    Message("Set AWS_REGION to the region of the bucket."),
)
_NO_KEYS = Cause(
    FailureClass.CONFIGURATION,
    Message("no credentials"),
    Message("Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a role."),
)
_CERTIFICATE = Cause(
    FailureClass.CONFIGURATION,
    Message("untrusted certificate"),
    Message("Check S3_ENDPOINT_URL and the certificate of the store."),
)
_SETTING = Cause(
    FailureClass.CONFIGURATION,
    Message("wrong setting"),
    Message("Check S3_ENDPOINT_URL, S3_BUCKET_NAME and AWS_REGION."),
)
_CLOCK = Cause(
    FailureClass.CLOCK,
    Message("this machine's clock is wrong"),
    Message("Set the clock of this machine; let a time service keep it."),
)
_QUOTA = Cause(
    FailureClass.CONFIGURATION,
    Message("the store is full"),
    Message("Enlarge the quota of the bucket or of the store."),
)
_SLOW_DOWN = Cause(FailureClass.THROTTLED, Message("too many requests"))
_SERVER = Cause(FailureClass.TRANSIENT, Message("the store reports an error of its own"))
_AWAY = Cause(FailureClass.TRANSIENT, Message("no connection"))
_SILENT = Cause(FailureClass.TRANSIENT, Message("no answer in time"))
_CUT = Cause(FailureClass.TRANSIENT, Message("the answer was cut short"))
_LOST = Cause(FailureClass.AMBIGUOUS, Message("the answer was lost"))
_REFUSED = Cause(FailureClass.OBJECT, Message("the store refuses this object"))

_BY_CODE: Mapping[str, Cause] = {
    "InvalidAccessKeyId": _KEY,
    "SignatureDoesNotMatch": _SECRET,
    "ExpiredToken": _TOKEN,
    "InvalidToken": _TOKEN,
    "TokenRefreshRequired": _TOKEN,
    "AccessDenied": _DENIED,
    "AllAccessDisabled": _DENIED,
    "AccountProblem": _DENIED,
    "InvalidObjectState": _REFUSED,
    "EntityTooLarge": _REFUSED,
    "KeyTooLongError": _REFUSED,
    "MetadataTooLarge": _REFUSED,
    "NotImplemented": _SETTING,
    "NoSuchBucket": _BUCKET,
    "InvalidBucketName": _BUCKET,
    "PermanentRedirect": _REGION,
    "AuthorizationHeaderMalformed": _REGION,
    "IllegalLocationConstraintException": _REGION,
    "RequestTimeTooSkewed": _CLOCK,
    "RequestExpired": _CLOCK,
    "QuotaExceeded": _QUOTA,
    "XMinioStorageFull": _QUOTA,
    "SlowDown": _SLOW_DOWN,
    "Throttling": _SLOW_DOWN,
    "ThrottlingException": _SLOW_DOWN,
    "RequestLimitExceeded": _SLOW_DOWN,
    "TooManyRequests": _SLOW_DOWN,
    "BandwidthLimitExceeded": _SLOW_DOWN,
    "ServiceUnavailable": _SERVER,
    "InternalError": _SERVER,
    "RequestTimeout": _SILENT,
    "ConditionalRequestConflict": _SERVER,
    "OperationAborted": _SERVER,
    "BadDigest": _CUT,
    "XAmzContentSHA256Mismatch": _CUT,
    "IncompleteBody": _CUT,
}
_BY_STATUS: Mapping[int, Cause] = {
    301: _REGION,
    401: _KEY,
    403: _DENIED,
    404: _BUCKET,
    408: _SILENT,
    409: _SERVER,
    429: _SLOW_DOWN,
    507: _QUOTA,
}
_BY_TYPE: Mapping[str, Cause] = {
    "NoCredentialsError": _NO_KEYS,
    "PartialCredentialsError": _NO_KEYS,
    "CredentialRetrievalError": _NO_KEYS,
    "MetadataRetrievalError": _NO_KEYS,
    "TokenRetrievalError": _NO_KEYS,
    "ProfileNotFound": _NO_KEYS,
    "SSLError": _CERTIFICATE,
    "ConnectTimeoutError": _SILENT,
    "EndpointConnectionError": _AWAY,
    "ProxyConnectionError": _AWAY,
    "ReadTimeoutError": _SILENT,
    "IncompleteReadError": _CUT,
    "ResponseStreamingError": _CUT,
    "ResponseParserError": _CUT,
    "HTTPClientError": _AWAY,
    "BotoCoreError": _SETTING,
    "ValueError": _SETTING,
}
"""By name, nearest class first: the client's library is loaded only where there is a bucket."""
_AFTER_SENDING = (_SILENT, _CUT, _AWAY)
_BEFORE_SENDING = {"ConnectTimeoutError", "EndpointConnectionError", "ProxyConnectionError"}


def answer_of(error: BaseException | None) -> Mapping[str, Any]:
    """Return what the store answered, empty where no answer came."""
    return getattr(error, "response", None) or {}


def code_of(error: BaseException | None) -> str:
    return str(answer_of(error).get("Error", {}).get("Code", ""))


def status_of(error: BaseException | None) -> int:
    return int(answer_of(error).get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def skew_of(answer: Mapping[str, Any]) -> float | None:
    """Return how many seconds the store's clock is ahead of this machine's, by its Date header."""
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    try:
        then = parsedate_to_datetime(headers["date"])
    except (KeyError, ValueError):
        return None
    return (then.astimezone(UTC) - datetime.now(UTC)).total_seconds()


def classify(error: BaseException, *, writing: bool = False) -> FailureClass:
    """Return the class of what boto3 raised; `writing`: the request was to change something."""
    return cause_of(error, writing=writing).failure


def cause_of(error: BaseException, *, writing: bool = False) -> Cause:
    if answer_of(error):
        return _cause_of_answer(error)
    names = [kind.__name__ for kind in type(error).__mro__]
    cause = next((_BY_TYPE[name] for name in names if name in _BY_TYPE), _AWAY)
    if writing and cause in _AFTER_SENDING and not _BEFORE_SENDING.intersection(names):
        return _LOST
    return cause


def _cause_of_answer(error: BaseException) -> Cause:
    known = _BY_CODE.get(code_of(error)) or _BY_STATUS.get(status_of(error))
    if known:
        return known
    return _SERVER if status_of(error) >= 500 else _SETTING


def refusal_of(code: str) -> StorageUnavailable:
    """Return the error for one key of a batch: the bucket is well, whatever the code says."""
    cause = _BY_CODE.get(code, _REFUSED)
    lasting = cause.failure is FailureClass.CONFIGURATION
    failure = FailureClass.OBJECT if lasting else cause.failure
    return StorageUnavailable(cause.words, failure, remedy=cause.remedy)


def unsure() -> StorageUnavailable:
    """Return the error for an object that may be missing or forbidden: listing would tell."""
    words = Message("without leave to list the bucket nobody can tell whether it is there")
    return StorageUnavailable(words, FailureClass.OBJECT, remedy=_DENIED.remedy)


def as_unavailable(error: BaseException, *, writing: bool = False) -> StorageUnavailable:
    """Return the product's error for what boto3 raised."""
    cause = cause_of(error, writing=writing)
    skew = skew_of(answer_of(error)) if cause.failure is FailureClass.CLOCK else None
    return StorageUnavailable(cause.words, cause.failure, remedy=cause.remedy, skew=skew)


@contextmanager
def s3_errors(*, writing: bool = False) -> Iterator[None]:
    """Turn what boto3 raises into StorageUnavailable; errors of the product pass through."""
    try:
        yield
    except StorageError:
        raise
    except Exception as error:
        if not is_from_client(error):
            raise
        raise as_unavailable(error, writing=writing) from error


def is_from_client(error: Exception) -> bool:
    """Tell trouble with the store from a mistake in the program, which must stay visible."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"BotoCoreError", "ClientError", "HTTPError", "ResponseParserError"})
