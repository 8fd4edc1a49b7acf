"""The container's ways out: the long poll of the fabric, and the public endpoint that statuses are uploaded to."""

import contextlib
import errno
import http.client
import json
import os
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from fake_agent.container.messages import EXCHANGE, LONG_POLL, STATUS, WORK, Json

READ_PATIENCE = LONG_POLL + 4.0
"""Seconds until a poll that brings nothing is given up: a network that went away says nothing."""

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0
"""Seconds between attempts to reach the fabric; each pause is twice as long as the one before."""

UPLOAD_PATIENCE = 15.0
"""Seconds for the upload of a status."""

DISCARD = 9
"""A port on which nobody listens."""

ROUTES = Path("/proc/net/route")


@dataclass(frozen=True, slots=True)
class Address:
    """Where an endpoint is."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """From ``HOST:PORT``."""
        host, _, port = text.rpartition(":")
        return cls(host, int(port))


def on_a_network_with(host: str, routes: str) -> bool:
    """Whether an interface of this container is on the network of ``host``, by the kernel's table of routes.

    Without one, packets would go to a default gateway that leads nowhere, and be waited for in vain.
    """
    target = int(IPv4Address(host))
    for line in routes.splitlines()[1:]:
        _, destination, gateway, *_, mask, _, _, _ = line.split()
        network, bits = (int.from_bytes(bytes.fromhex(text), "little") for text in (destination, mask))
        if bits and gateway == "00000000" and target & bits == network:
            return True
    return False


UNHEARD_SECONDS = 0.3
"""A gateway that does not answer for so long has forgotten the VM. Asking sooner would tell the other VMs, too."""


class GatewayConnection(http.client.HTTPConnection):
    """An HTTP connection to the gateway, which may have forgotten where this VM is.

    Seconds after their last word its kernel asks for the VM's address, and VMs answer no such question. So, once the
    gateway has something to say, here the VM asks: for an address that nobody has, which all on the network hear.
    """

    def __init__(self, address: "Address", patience: float) -> None:
        super().__init__(address.host, address.port, timeout=patience)
        self._patience = patience

    def connect(self) -> None:
        """Connect. Raises ``OSError``."""
        connection = socket.socket()
        try:
            self._reach(connection)
        except OSError:
            connection.close()
            raise
        self.sock = connection

    def _reach(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        failure = connection.connect_ex((self.host, self.port))
        if failure == errno.EINPROGRESS:
            if not select.select((), (connection,), (), UNHEARD_SECONDS)[1]:
                _ask_for_nobody(self.host)
                if not select.select((), (connection,), (), self._patience)[1]:
                    raise TimeoutError
            failure = connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if failure:
            raise OSError(failure, os.strerror(failure))
        connection.settimeout(self._patience)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _ask_for_nobody(gateway: str) -> None:
    """Let the kernel ask everybody on the network for the address after the gateway's, which no VM ever has."""
    with socket.socket(type=socket.SOCK_DGRAM) as datagram, contextlib.suppress(OSError):
        datagram.setblocking(False)
        datagram.sendto(b"", (str(IPv4Address(gateway) + 1), DISCARD))


class GoneError(Exception):
    """The fabric has no such VM any more."""


class FabricConnection:
    """One connection to the fabric's endpoint. It is dialled again and again until it answers."""

    def __init__(self, address: Address, token: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._address = address
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._sleep = sleep
        self._connection: GatewayConnection | None = None

    def post(self, path: str, body: Json) -> Any:
        """Post until there is an answer; returns what it says. Raises ``GoneError``."""
        pause = FIRST_PAUSE
        content = json.dumps(body).encode()
        while True:
            try:
                if self._connection is None:
                    self._connection = GatewayConnection(self._address, READ_PATIENCE)
                self._connection.request("POST", path, content, self._headers)
                response = self._connection.getresponse()
                text = response.read()
                if response.status == HTTPStatus.OK:
                    return json.loads(text)
                if response.status == HTTPStatus.GONE:
                    raise GoneError
            except (OSError, http.client.HTTPException, ValueError):
                self.close()
            self._sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Fabric:
    """The fabric as one life of the agent sees it; ``session`` tells its lives apart.

    ``sleep`` is what it does between two attempts to dial; a ``GoneError`` of its ends them.
    """

    def __init__(self, address: Address, token: str, session: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._address = address
        self._token = token
        self._session = session
        self._sleep = sleep
        self._polls = FabricConnection(address, token, sleep)

    def exchange(self, answer: Json | None) -> Json | None:
        """Give an answer and wait for the next request; None where none has come yet."""
        request: Json | None = self._polls.post(EXCHANGE, {"session": self._session, "answer": answer})
        return request

    def work_ended(self, identifier: str, seconds: float) -> None:
        """Tell that real work has ended, beside the poll that waits."""
        connection = FabricConnection(self._address, self._token, self._sleep)
        with contextlib.suppress(GoneError):
            connection.post(WORK, {"session": self._session, "work": identifier, "seconds": seconds})
        connection.close()

    def close(self) -> None:
        """Hang up."""
        self._polls.close()


class PublicEndpoint:
    """Where statuses are uploaded to: on the outbound network, and reached over that alone."""

    def __init__(self, address: Address, token: str, routes: Path = ROUTES) -> None:
        self._address = address
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._routes = routes

    @property
    def reachable(self) -> bool:
        """Whether this container is on the outbound network now."""
        return on_a_network_with(self._address.host, self._routes.read_text(encoding="ascii"))

    def upload(self, report: Json) -> bool:
        """Put a status report. Returns whether it has arrived."""
        connection = GatewayConnection(self._address, UPLOAD_PATIENCE)
        try:
            connection.request("PUT", STATUS, json.dumps(report).encode(), self._headers)
            return connection.getresponse().status == HTTPStatus.CREATED
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
