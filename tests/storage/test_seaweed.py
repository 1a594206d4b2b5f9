"""The embedded server: starts, stops, starts again with everything, and survives a kill."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from catalog.storage import seaweed
from catalog.storage.base import StorageUnavailable
from catalog.storage.ports import free_ports
from catalog.storage.processes import read_pid, runs, stop_group, write_pid
from catalog.storage.s3 import S3Storage
from catalog.storage.seaweed import SeaweedServer, find_weed
from tests.storage.contract import BODY, keys_of, put, read

pytestmark = pytest.mark.s3


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SeaweedServer]:
    """A server of this test's own, not started."""
    server = SeaweedServer(tmp_path / "s3", bucket="demo", pid_file=tmp_path / "s3.pid")
    yield server
    server.stop()


def answers(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def test_everything_stored_outlives_stops_and_kills(server: SeaweedServer) -> None:
    server.start()
    first = read_pid(server.pid_file)
    storage = S3Storage(server.config())
    keys = [f"images/{number:03}.jpg" for number in range(100)]
    for key in keys[:50]:
        put(storage, key)
    server.stop()
    assert not server.is_running()
    assert not server.pid_file.exists()
    assert not any(answers(port) for port in astuple(server.ports))

    again = SeaweedServer(server.folder, bucket="demo", pid_file=server.pid_file)
    assert (again.ports, again.owner) == (server.ports, server.owner)
    again.start()
    assert read_pid(again.pid_file) != first
    for key in keys[50:]:
        put(storage, key)
    again.kill()
    again.start()
    assert keys_of(storage, "images/") == keys
    assert all(read(storage, key) == BODY for key in keys)
    again.stop()
    assert not list(Path("/tmp").glob(f"seaweedfs-*-{server.ports.s3_grpc}.sock"))  # noqa: S108 - its own place


def test_starting_twice_keeps_the_first(server: SeaweedServer) -> None:
    server.start()
    pid = read_pid(server.pid_file)
    other = SeaweedServer(server.folder, bucket="demo", pid_file=server.pid_file)
    other.start()
    assert read_pid(server.pid_file) == pid
    assert all(answers(port) for port in (server.ports.s3, server.ports.s3_grpc))


def test_is_for_this_machine_and_person_alone(server: SeaweedServer) -> None:
    server.start()
    table = Path("/proc/net/tcp").read_text().splitlines()[1:]
    ours = {f"{port:04X}" for port in astuple(server.ports)}
    listening = {
        line.split()[1].split(":")[0]
        for line in table
        if line.split()[1].split(":")[1] in ours and line.split()[3] == "0A"
    }
    assert listening == {"0100007F"}
    for name in ("server.json", "identities.json"):
        assert stat.S_IMODE((server.folder / name).stat().st_mode) == 0o600


def test_a_stale_process_id_harms_nobody(server: SeaweedServer) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as stranger:
        write_pid(server.pid_file, stranger.pid)
        assert not server.is_running()
        server.stop()
        assert stranger.poll() is None
        stranger.kill()


@pytest.mark.parametrize("text", ["", "nonsense", "-1", "0x10"])
def test_a_damaged_process_id_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "s3.pid"
    path.write_text(text)
    assert read_pid(path) is None


def test_takes_other_ports_where_the_old_ones_are_taken(server: SeaweedServer) -> None:
    server.start()
    put(S3Storage(server.config()), "a/1.jpg")
    old = server.ports
    server.stop()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", old.master))
        taken.listen()
        server.start()
    assert not set(astuple(server.ports)) & set(astuple(old))
    assert read(S3Storage(server.config()), "a/1.jpg") == BODY
    assert SeaweedServer(server.folder, bucket="demo").ports == server.ports


def test_a_server_that_cannot_start_says_where_to_look(
    server: SeaweedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seaweed, "find_weed", lambda: "/bin/false")
    with pytest.raises(StorageUnavailable, match=r"weed\.log"):
        server.start()
    assert not server.is_running()
    assert not server.pid_file.exists()


def test_ports_are_free_and_different() -> None:
    ports = astuple(free_ports())
    assert len(set(ports)) == len(ports) == 8
    assert not any(answers(port) for port in ports)


def test_the_program_is_found() -> None:
    assert os.access(find_weed(), os.X_OK)


def test_a_stubborn_process_is_ended_by_force() -> None:
    program = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)  # stubborn-one\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], start_new_session=True, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        assert runs(process.pid, "stubborn-one")
        stop_group(process.pid, "stubborn-one", 0.2)
        assert not runs(process.pid, "stubborn-one")
