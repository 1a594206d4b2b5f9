import errno
import socket

import click

from catalog.cli.context import check_database, load_settings
from catalog.db.session import Database
from catalog.i18n import Message
from catalog.settings import Settings, bad
from catalog.storage.storages import open_storages


@click.command("serve")
@click.option("--host", help="Address to listen on; CATALOG_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="CATALOG_PORT.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve_command(host: str | None, port: int | None, workers: int) -> None:
    """Serve the pages, and move pictures in the background."""
    from catalog.server import serve  # noqa: PLC0415 - other commands need no web server

    settings = load_settings()
    host, port = host or settings.host, port or settings.port
    _check_address(host, port)
    _check_parts(settings)
    serve(settings, host=host, port=port, workers=workers)


@click.command("worker")
def worker_command() -> None:
    """Move pictures, without serving pages, until stopped."""
    from catalog.domain.mover import run_forever  # noqa: PLC0415 - see above

    settings = load_settings()
    _check_parts(settings)
    run_forever(settings)


def _check_parts(settings: Settings) -> None:
    """Raise SettingError for what would fail in the middle of the start."""
    database = Database(settings.database_url)
    check_database(database, settings)
    database.close()
    open_storages(settings)


def _check_address(host: str, port: int) -> None:
    """Raises SettingError when nothing can listen there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(found[4][:2], family=found[0]).close()
    except OSError as error:
        cause = str(error.strerror or error).partition(" (")[0]  # without the address, said already
        fault = Message("nothing can listen there (%(cause)s)", {"cause": cause})
        if error.errno in {errno.EADDRINUSE, errno.EACCES}:
            raise bad("CATALOG_PORT", str(port), fault, str(max(port, 8000) + 1)) from error
        raise bad("CATALOG_HOST", host, fault, "127.0.0.1") from error
