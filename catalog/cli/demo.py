"""The whole product on one machine, with an S3 server of its own: what make run runs."""

import os
import secrets
import signal
import sys
from pathlib import Path
from types import FrameType

import click

from catalog import settings as settings_module
from catalog.cli.context import say
from catalog.db import schema
from catalog.db.session import Database
from catalog.domain import accounts, demo
from catalog.domain.accounts import Person
from catalog.domain.queries import users
from catalog.i18n import gettext as _
from catalog.settings import DEMO_FILE, Settings
from catalog.storage.seaweed import SeaweedServer
from catalog.storage.storages import open_storages

EMAIL = "admin@example.org"
BUCKET = "catalog"
FIRST_LOGIN = "first-login.txt"


@click.group("demo", invoke_without_command=True)
@click.pass_context
def demo_command(ctx: click.Context) -> None:
    """Start everything: database, embedded S3 unless a bucket is set, demo catalog, pages."""
    if ctx.invoked_subcommand is None:
        _run()


@demo_command.group("s3")
def s3_group() -> None:
    """The embedded S3 server alone."""


@s3_group.command("start")
def start_s3() -> None:
    settings = settings_module.load()
    server = _server(settings)
    server.start()
    _write_demo_file(settings, server)
    say(_("The embedded S3 server runs at %s") % server.endpoint_url)


@s3_group.command("stop")
def stop_s3() -> None:
    _server(settings_module.load()).stop()
    say(_("The embedded S3 server is stopped."))


def _run() -> None:
    """Serve until stopped; what was started here ends here, whatever the signal."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    settings = settings_module.load()
    server = None if _has_own_bucket(settings) else _server(settings)
    try:
        if server:
            server.start()
            _write_demo_file(settings, server)
            settings = settings_module.load()
        _prepare(settings)
        _serve(settings)
    except KeyboardInterrupt:
        say("")
    finally:
        if server:
            server.stop()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _serve(settings: Settings) -> None:
    from catalog.server import serve  # noqa: PLC0415 - loaded when all else stands

    serve(settings, host=settings.host, port=settings.port)


def _server(settings: Settings) -> SeaweedServer:
    folder, pid_file = settings.data_dir / "s3", settings.data_dir / "s3.pid"
    return SeaweedServer(folder, bucket=BUCKET, pid_file=pid_file)


def _has_own_bucket(settings: Settings) -> bool:
    """Tell a bucket that the person gave from the one that an earlier demo wrote down."""
    written = settings_module.read_file(settings.data_dir / DEMO_FILE).get("S3_ENDPOINT_URL")
    return settings.bucket is not None and settings.bucket.endpoint_url != written


def _write_demo_file(settings: Settings, server: SeaweedServer) -> None:
    config = server.config()
    values = {
        "S3_BUCKET_NAME": config.bucket,
        "S3_ENDPOINT_URL": config.endpoint_url,
        "AWS_REGION": config.region,
        "AWS_ACCESS_KEY_ID": config.access_key,
        "AWS_SECRET_ACCESS_KEY": config.secret_key,
    }
    _write_private(
        settings.data_dir / DEMO_FILE,
        "".join(f"{name}={value}\n" for name, value in values.items()),
    )


def _prepare(settings: Settings) -> None:
    """Make the database, on the first start the administrator and the catalog, and say how in."""
    database = Database(settings.database_url)
    try:
        schema.upgrade(database)
        person = _first_person(database, settings)
        if person:
            demo.make_demo(database, open_storages(settings), settings, person)
    finally:
        database.close()
    login = settings.data_dir / FIRST_LOGIN
    if login.exists():
        click.echo(login.read_text(), nl=False)
    else:
        click.echo(f"Address: {_address(settings)}")


def _first_person(database: Database, settings: Settings) -> Person | None:
    with database.writing() as session:
        if users.count_users(session):
            return None
        password = secrets.token_urlsafe(12)
        user = accounts.create_user(session, EMAIL, password, "admin")
        person = Person(user.id, user.email, user.name, user.role)
    lines = f"Address: {_address(settings)}\nEmail: {EMAIL}\nPassword: {password}\n"
    _write_private(settings.data_dir / FIRST_LOGIN, lines)
    return person


def _address(settings: Settings) -> str:
    return settings.base_url or f"http://{settings.host}:{settings.port}"


def _write_private(path: Path, text: str) -> None:
    """Write a file that only this person can read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)
