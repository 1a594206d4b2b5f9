"""Ports on this machine's loopback for the embedded S3 server."""

import random
import socket
from contextlib import ExitStack
from dataclasses import astuple, dataclass

from catalog.i18n import Message
from catalog.storage.base import FailureClass, StorageUnavailable

HOST = "127.0.0.1"
_PORT_RANGE = range(18000, 32000)
"""Below what systems hand out to outgoing connections, so that a restart finds them free."""


@dataclass(frozen=True)
class Ports:
    """All ports it listens on; without these it would take fixed ones of its own."""

    s3: int
    s3_grpc: int
    filer: int
    filer_grpc: int
    volume: int
    volume_grpc: int
    master: int
    master_grpc: int


def free_ports() -> Ports:
    """Return ports that are free now; others may take them until they are used."""
    with ExitStack() as held:
        return Ports(*(_free_port(held) for _ in Ports.__dataclass_fields__))


def _free_port(held: ExitStack) -> int:
    for port in random.sample(_PORT_RANGE, 200):
        if _hold(port, held):
            return port
    raise StorageUnavailable(Message("no free port"), FailureClass.LOCAL)


def _hold(port: int, held: ExitStack) -> bool:
    """Take the port until `held` ends; false where somebody has it."""
    listener = held.enter_context(socket.socket())
    # As the server does: connections of an earlier run that are ending do not count.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError:
        return False
    return True


def are_free(ports: Ports) -> bool:
    with ExitStack() as held:
        return all(_hold(port, held) for port in astuple(ports))
