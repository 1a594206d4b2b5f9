import click

from catalog.cli.context import load_settings


@click.command("serve")
@click.option("--host", help="Address to listen on; CATALOG_HOST.")
@click.option("--port", type=click.IntRange(1, 65535), help="CATALOG_PORT.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
def serve_command(host: str | None, port: int | None, workers: int) -> None:
    """Serve the pages, and move pictures in the background."""
    from catalog.server import serve  # noqa: PLC0415 - other commands need no web server

    settings = load_settings()
    serve(settings, host=host or settings.host, port=port or settings.port, workers=workers)


@click.command("worker")
def worker_command() -> None:
    """Move pictures, without serving pages, until stopped."""
    from catalog.domain.mover import run_forever  # noqa: PLC0415 - see above

    run_forever(load_settings())
