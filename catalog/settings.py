"""Settings, read once from the environment, `.env` and the demo's file; a bad one stops the start.

docs/operations.md describes every setting; a test holds the two together.
"""

import os
import re
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from catalog.errors import SettingError
from catalog.i18n import LANGUAGES, Message

_BUCKET = re.compile(r"[\w.-]{1,255}|arn:[\w.:/-]{1,500}", re.ASCII)
_REGION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII | re.IGNORECASE)
LONGEST_NODE = 100

DEMO_FILE = "demo.env"
"""In the data folder: the embedded S3 server's settings, under any that the person gives."""


@dataclass(frozen=True)
class Bucket:
    """The users' S3 bucket, or an S3-compatible store."""

    name: str
    region: str = "us-east-1"
    access_key: str = ""
    """Empty: boto3's usual chain (profile, instance role)."""
    secret_key: str = field(default="", repr=False)
    endpoint_url: str = ""
    prefix: str = ""
    """Ends with a slash when not empty."""
    addressing_style: str = "auto"
    public_base_url: str = ""
    """CDN or public bucket address, without a final slash; may hold a path."""
    cloudfront_key_pair_id: str = ""
    cloudfront_private_key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Images:
    policy: str = "local"
    """Where pictures should be: `s3`, `local`, or `both` (S3 first, local copy kept)."""
    delivery: str = "direct"
    """How a page names a picture on S3: `direct`, `redirect` or `proxy`."""
    grace_days: int = 7
    """Days a source copy is kept after a verified move."""
    originals: str = "keep"
    """`keep` originals as uploaded, or `strip` their metadata."""


@dataclass(frozen=True)
class Settings:
    data_dir: Path
    database_url: str
    secret_key: str = field(repr=False)
    bucket: Bucket | None
    images: Images
    node: str
    trash_days: int
    base_url: str
    """Without a final slash; empty: taken from the request."""
    language: str
    time_zone: ZoneInfo
    host: str
    port: int

    @property
    def pictures_dir(self) -> Path:
        """Root of the local storage location."""
        return self.data_dir / "images"


class _Reader:
    """Reads named values and complains by name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values

    def text(self, name: str, default: str = "") -> str:
        return self.values.get(name, "").strip() or default

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default)
        if value not in choices:
            raise bad(name, value, Message("it is not one of the choices"), choices[0])
        return value

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        is_number = value.isascii() and value.isdigit() and len(value) < 10
        if not (is_number and low <= int(value) <= high):
            fault = Message(
                "it is not a whole number from %(low)s to %(high)s", {"low": low, "high": high}
            )
            raise bad(name, value, fault, str(default))
        return int(value)

    def address(self, name: str, example: str) -> str:
        value = self.text(name).rstrip("/")
        if value and not _is_address(value):
            raise bad(name, value, Message("it is not a web address"), example)
        return value

    def secret(self, name: str, default: str = "") -> str:
        """Return a secret given directly or in the file that `<name>_FILE` names."""
        path = self.text(f"{name}_FILE")
        if not path:
            return self.text(name, default)
        try:
            return Path(path).read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            fault = Message("the file cannot be read")
            raise bad(f"{name}_FILE", path, fault, "/run/secrets/name") from error


def _is_address(value: str) -> bool:
    """Tell whether pages and headers can hold it as a web address."""
    if not value.isascii() or not value.isprintable() or set(value) & set(" ;,'\"<>"):
        return False
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port  # a port that is no number raises
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(host)


def bad(name: str, value: str, fault: Message, example: str) -> SettingError:
    return SettingError(
        Message(
            '%(name)s is "%(value)s": %(fault)s. Example: %(name)s=%(example)s',
            {"name": name, "value": value, "fault": fault, "example": example},
        )
    )


def load(environ: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """Read the settings: environment over `.env` in `folder` over the demo's.

    Raises SettingError, which names the setting, the fault and an example. Makes the data folder
    and, on a first local start, the secret key in it.
    """
    folder = folder or Path.cwd()
    given = {**read_file(folder / ".env"), **(os.environ if environ is None else environ)}
    data_dir = _data_dir(_Reader(given), folder)
    read = _Reader(given)
    if not read.text("S3_BUCKET_NAME"):
        read = _Reader({**given, **read_file(data_dir / DEMO_FILE)})
    bucket = _bucket(read)
    return Settings(
        data_dir=data_dir,
        database_url=_database_url(read, data_dir),
        secret_key=read.secret("CATALOG_SECRET_KEY") or _own_secret(data_dir),
        bucket=bucket,
        images=_images(read, bucket),
        node=read.text("CATALOG_NODE", socket.gethostname())[:LONGEST_NODE],
        trash_days=read.number("CATALOG_TRASH_DAYS", 30, 0, 3650),
        base_url=read.address("CATALOG_BASE_URL", "https://catalog.example.org"),
        language=read.choice("CATALOG_LANGUAGE", "es", LANGUAGES),
        time_zone=_time_zone(read),
        host=read.text("CATALOG_HOST", "127.0.0.1"),
        port=read.number("CATALOG_PORT", 8000, 1, 65535),
    )


def read_file(path: Path) -> dict[str, str]:
    """Return the settings written in a file, none when there is no such file."""
    return {name: value or "" for name, value in dotenv_values(path, interpolate=False).items()}


def _data_dir(read: _Reader, folder: Path) -> Path:
    path = (folder / read.text("CATALOG_DATA_DIR", "var")).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fault = Message("the folder cannot be made")
        raise bad("CATALOG_DATA_DIR", str(path), fault, "var") from error
    return path


def _database_url(read: _Reader, data_dir: Path) -> str:
    value = read.text("CATALOG_DATABASE_URL", f"sqlite:///{data_dir / 'catalog.sqlite3'}")
    try:
        url = make_url(value)
    except (ArgumentError, ValueError) as error:
        fault = Message("it is not a database address")
        shown = value.partition(":")[0]  # the rest may hold a password
        raise bad("CATALOG_DATABASE_URL", shown, fault, "sqlite:///var/catalog.sqlite3") from error
    if url.drivername not in {"sqlite", "postgresql+psycopg"}:
        shown = url.render_as_string(hide_password=True)
        fault = Message("only sqlite and postgresql+psycopg are known")
        example = "postgresql+psycopg://user:password@host/catalog"
        raise bad("CATALOG_DATABASE_URL", shown, fault, example)
    return value


def _own_secret(data_dir: Path) -> str:
    """Return the kept secret, made on the first start: whole or not at all, and one for all."""
    path, draft = data_dir / "secret-key", data_dir / f".secret-key.{os.getpid()}"
    try:
        if not path.exists():
            _write_secret(draft)
            path.hardlink_to(draft)
            draft.unlink()
        elif not path.read_text().strip():
            _write_secret(draft)
            draft.replace(path)
    except FileExistsError:
        draft.unlink()
    except OSError as error:
        fault = Message("the folder cannot be written to")
        raise bad("CATALOG_DATA_DIR", str(data_dir), fault, "var") from error
    return path.read_text().strip()


def _write_secret(path: Path) -> None:
    path.touch(mode=0o600)
    path.write_text(secrets.token_urlsafe(48))


def _bucket(read: _Reader) -> Bucket | None:
    name = read.text("S3_BUCKET_NAME")
    if not name:
        return None
    _check_cloudfront(read)
    if not _BUCKET.fullmatch(name):
        raise bad("S3_BUCKET_NAME", name, Message("it is not the name of a bucket"), "my-pictures")
    region = read.text("AWS_REGION", "us-east-1")
    if not _REGION.fullmatch(region):
        raise bad("AWS_REGION", region, Message("it is not the name of a region"), "eu-west-1")
    prefix = read.text("S3_PREFIX").strip("/")
    styles = ("auto", "path", "virtual")
    return Bucket(
        name=name,
        region=region,
        access_key=read.text("AWS_ACCESS_KEY_ID"),
        secret_key=read.text("AWS_SECRET_ACCESS_KEY"),
        endpoint_url=read.address("S3_ENDPOINT_URL", "https://s3.example.org"),
        prefix=f"{prefix}/" if prefix else "",
        addressing_style=read.choice("S3_ADDRESSING_STYLE", "auto", styles),
        public_base_url=read.address("S3_PUBLIC_BASE_URL", "https://cdn.example.org/pictures"),
        cloudfront_key_pair_id=read.text("CLOUDFRONT_KEY_PAIR_ID"),
        cloudfront_private_key=read.secret("CLOUDFRONT_PRIVATE_KEY"),
    )


def _check_cloudfront(read: _Reader) -> None:
    """A key pair signs addresses of a distribution, so the one is no use without the other."""
    key_pair_id, name = read.text("CLOUDFRONT_KEY_PAIR_ID"), "S3_PUBLIC_BASE_URL"
    if key_pair_id and not read.text(name):
        fault = Message("CLOUDFRONT_KEY_PAIR_ID needs the address of the distribution")
        raise bad(name, "", fault, "https://d111111abcdef8.cloudfront.net")


def _images(read: _Reader, bucket: Bucket | None) -> Images:
    policy = read.choice("IMAGE_POLICY", "s3" if bucket else "local", ("s3", "local", "both"))
    if policy != "local" and bucket is None:
        fault = Message("there is no bucket to keep pictures in (S3_BUCKET_NAME is empty)")
        raise bad("IMAGE_POLICY", policy, fault, "local")
    return Images(
        policy=policy,
        delivery=read.choice("IMAGE_DELIVERY", "direct", ("direct", "redirect", "proxy")),
        grace_days=read.number("IMAGE_GRACE_DAYS", 7, 0, 3650),
        originals=read.choice("IMAGE_ORIGINALS", "keep", ("keep", "strip")),
    )


def _time_zone(read: _Reader) -> ZoneInfo:
    value = read.text("CATALOG_TIME_ZONE", "Europe/Madrid")
    try:
        return ZoneInfo(value)
    except (ValueError, OSError, KeyError) as error:
        fault = Message("it is not the name of a time zone")
        raise bad("CATALOG_TIME_ZONE", value, fault, "Europe/Madrid") from error
