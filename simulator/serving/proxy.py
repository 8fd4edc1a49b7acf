"""The CONNECT proxy: Azure's own host names lead to the simulator, every other host is refused."""

import selectors
import socket
import socketserver
import threading
from collections.abc import Callable, Sequence
from typing import cast

from simulator.serving.certificates import AZURE_HOSTS

BUFFER_BYTES = 65536
HEAD_LIMIT = 16384
CONNECT_WORDS = 3


class ConnectProxy:
    """Listens on ``host`` and ``port`` (0: any free one) and tunnels to ``target``, the server's TLS port.

    ``on_refusal`` is told the method and target of each request that is not let through, in the request's thread.
    """

    def __init__(self, host: str, port: int, target: tuple[str, int], on_refusal: Callable[[str], None]) -> None:
        self._server = _Server((host, port), _Handler)
        self._server.target = target
        self._server.on_refusal = on_refusal
        self._thread = threading.Thread(target=self._server.serve_forever, name="simulator-proxy", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    def start(self) -> None:
        """Begin to answer, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; tunnels end with their clients."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    target: tuple[str, int]
    on_refusal: Callable[[str], None]


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        client: socket.socket = self.request
        server = cast("_Server", self.server)
        client.settimeout(30)
        try:
            words = _read_head(client).partition(b"\r\n")[0].decode("latin-1").split()
            refusal = _refusal(words)
            if refusal:
                server.on_refusal(" ".join(words[:2]))
                client.sendall(refusal)
                return
            with socket.create_connection(server.target) as upstream:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _relay(client, upstream)
        except OSError:
            return


def _read_head(client: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head and len(head) < HEAD_LIMIT:
        received = client.recv(BUFFER_BYTES)
        if not received:
            break
        head += received
    return head


def _refusal(words: Sequence[str]) -> bytes:
    """The answer to a request line that is not let through; empty where it is."""
    if len(words) != CONNECT_WORDS or words[0] != "CONNECT":
        return _answer(
            "405 Method Not Allowed", "This proxy of the Run Command simulator only takes CONNECT to Azure's hosts."
        )
    host, _, port = words[1].rpartition(":")
    if host.lower() not in AZURE_HOSTS or port != "443":
        return _answer(
            "403 Forbidden", f"The Run Command simulator lets nothing out: {words[1]} is not a host that it simulates."
        )
    return b""


def _answer(status: str, text: str) -> bytes:
    body = f"{text}\n".encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + body


def _relay(client: socket.socket, upstream: socket.socket) -> None:
    """Copy both ways until either side closes."""
    for side in (client, upstream):
        side.settimeout(None)
        side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with selectors.DefaultSelector() as selector:
        selector.register(client, selectors.EVENT_READ, upstream)
        selector.register(upstream, selectors.EVENT_READ, client)
        while True:
            for key, _ in selector.select():
                received = cast("socket.socket", key.fileobj).recv(BUFFER_BYTES)
                if not received:
                    return
                key.data.sendall(received)
