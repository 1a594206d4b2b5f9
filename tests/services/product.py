"""The whole product as people run it: `catalog serve` in a process of its own, and its commands."""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

from catalog.db.session import Database
from catalog.domain.accounts import Person, user_by_email
from catalog.domain.uploads import attach_image
from catalog.settings import Settings, load
from catalog.storage.s3_client import S3Config
from catalog.storage.storages import open_storages
from tests.images import picture

HOST = "127.0.0.1"
READY_WITHIN = 60.0
STOPS_WITHIN = 20.0
PASSWORD = "una contraseña larga"
_PORTS = range(12000, 18000)
"""Below what systems hand out to outgoing connections, so that a restart finds them free."""
_OURS = re.compile(r"(AWS|S3|CLOUDFRONT|IMAGE|CATALOG)_")


class Product:
    """One installation in one folder; the settings given are all that differ from the defaults."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None
        kept = {name: value for name, value in os.environ.items() if not _OURS.match(name)}
        own = {"CATALOG_DATA_DIR": str(folder / "var"), "CATALOG_LANGUAGE": "en", "LANG": "C.UTF-8"}
        self.environment = kept | own | dict(settings or {})

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process, "the product does not run"
        return self._process.pid

    def open_database(self) -> Database:
        return Database(f"sqlite:///{self.folder / 'var' / 'catalog.sqlite3'}")

    def settings(self) -> Settings:
        return load(self.environment, self.folder)

    def attach(self, row_id: int, column_id: int, filename: str, data: bytes = b"") -> str:
        """Put a picture on a row as an upload does, without a request; return its public id."""
        settings, database = self.settings(), self.open_database()
        source = BytesIO(data or picture(size=(800, 600)))
        try:
            image = attach_image(
                database,
                open_storages(settings),
                settings,
                row_id=row_id,
                column_id=column_id,
                source=source,
                filename=filename,
            )
        finally:
            database.close()
        return image.public_id

    def start(self) -> None:
        """Return when it answers; raises RuntimeError with its log when it does not."""
        command = self._command("serve", "--port", str(self.port))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=log, stderr=log
            )
        deadline = time.monotonic() + READY_WITHIN
        while not is_alive(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise RuntimeError(f"the product did not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End it as Ctrl-C does; raises TimeoutExpired when it does not end by itself."""
        if self._process:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(STOPS_WITHIN)
            self._process = None

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def start_command(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command of this installation; the caller waits for it."""
        return subprocess.Popen(
            self._command(*arguments),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, stdin: str = "", status: int = 0, within: float = 60.0) -> str:
        """Run a command and return its standard output; its exit status must be the given one."""
        with self.start_command(*arguments) as process:
            try:
                output, complaints = process.communicate(stdin, timeout=within)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        said = f"catalog {' '.join(arguments)}: {process.returncode}\n{output}\n{complaints}"
        assert process.returncode == status, said
        return output

    def add_person(self, email: str, role: str = "admin") -> Person:
        """Add somebody with PASSWORD by the command."""
        self.run("user", "create", email, "--role", role, "--password-stdin", stdin=PASSWORD)
        database = self.open_database()
        try:
            with database.reading() as session:
                user = user_by_email(session, email)
                return Person(user.id, user.email, user.name, user.role)
        finally:
            database.close()

    def _command(self, *arguments: str) -> list[str]:
        return [str(Path(sys.executable).with_name("catalog")), *arguments]


def s3_settings(config: S3Config) -> dict[str, str]:
    """Return the settings with which the product uses this bucket."""
    return {
        "S3_BUCKET_NAME": config.bucket,
        "S3_ENDPOINT_URL": config.endpoint_url,
        "S3_PREFIX": config.prefix,
        "AWS_REGION": config.region,
        "AWS_ACCESS_KEY_ID": config.access_key,
        "AWS_SECRET_ACCESS_KEY": config.secret_key,
    }


def free_port() -> int:
    """Return a port that is free now."""
    for port in random.sample(_PORTS, 200):
        with socket.socket() as listener:
            try:
                listener.bind((HOST, port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


def is_alive(port: int) -> bool:
    """Tell whether a server answers there that it lives."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
