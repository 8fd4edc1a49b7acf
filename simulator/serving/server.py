"""The TLS server: keep-alive connections and a pool of threads."""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cheroot import wsgi
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.ssl.builtin import BuiltinSSLAdapter

from fake_arm.treatment import ENDING, Ending
from simulator.serving.certificates import CertificateFiles

THREADS = 16

SHUTDOWN_PATIENCE = 1
"""Seconds for which requests in progress are waited for at the end; idle connections don't count."""

_TLS_HANDSHAKE = b"\x16"
"""The first byte that a client sends who speaks TLS."""

_PLAIN_HTTP_ANSWER = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
    b"This port speaks TLS only: write https:// instead of http://.\n"
)


class TlsServer:
    """Serves a WSGI application over TLS on ``host`` and ``port`` (0: any free one).

    Raises ``OSError`` where it can't. It listens at once, and answers from ``start`` on.
    """

    def __init__(self, host: str, port: int, certificates: CertificateFiles) -> None:
        with socket.create_server((host, port)):
            """The port can be had. cheroot would hide the error's number in a text, and leak the socket."""
        self._server = wsgi.Server((host, port), None, numthreads=THREADS, request_queue_size=128)
        self._server.ConnectionClass = _Connection
        self._server.gateway = _Gateway
        self._spare_threads = threading.Lock()
        self._server.nodelay = True
        self._server.shutdown_timeout = SHUTDOWN_PATIENCE
        self._server.ssl_adapter = _LateHandshake(str(certificates.server), str(certificates.server))
        self._server.error_log = _ignore_broken_connections  # type: ignore[method-assign]  # cheroot's own way
        self._server.prepare()
        self._thread = threading.Thread(target=self._server.serve, name="simulator-server", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.bind_addr[1])

    def start(self, application: Any) -> None:
        """Begin to answer by a WSGI application, in a thread."""
        self._server.wsgi_app = application
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and wait for the thread."""
        self._server.stop()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    @contextmanager
    def spare_thread(self) -> Iterator[None]:
        """One more thread than before, for as long as a request of ours waits: others are still answered."""
        pool = self._server.requests
        with self._spare_threads:
            pool.grow(1)
        try:
            yield
        finally:
            with self._spare_threads:
                pool.shrink(1)


class _Gateway(wsgi.Gateway_10):
    """Ends connections badly where the application says so; a client sees what a broken network makes of them."""

    def respond(self) -> None:
        response = self.req.server.wsgi_app(self.env, self.start_response)
        treatment = self.env.get(ENDING)
        body = b"".join(response)
        if treatment is None:
            self._send(body)
        elif treatment.ending is Ending.TRUNCATED:
            self.req.close_connection = True
            self._send(body[: treatment.kept])
        else:
            self.req.close_connection = self.req.sent_headers = True
            if treatment.ending is Ending.RESET:
                self.req.conn.reset()

    def _send(self, body: bytes) -> None:
        if body:
            self.write(body)
        self.req.ensure_headers_sent()


class _LateHandshake(BuiltinSSLAdapter):
    """Leaves the handshake to the first read, in a thread of the pool.

    cheroot does it in the thread that accepts, where one client that connects and says nothing keeps all others out.
    """

    def wrap(self, sock: socket.socket) -> tuple[socket.socket, dict[str, str]]:
        secured = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return secured, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class _HeadersWithoutServer(list[tuple[bytes, bytes]]):
    """Azure's answers name no server (recorded in 2024); cheroot would add itself."""

    def append(self, header: tuple[bytes, bytes]) -> None:
        if header[0] != b"Server":
            super().append(header)


class _Request(HTTPRequest):
    def send_headers(self) -> None:
        self.outheaders = _HeadersWithoutServer(self.outheaders)
        if (b"Connection", b"close") in self.outheaders:
            self.close_connection = True  # an answer that says so; cheroot itself does not look
        super().send_headers()


class _Connection(HTTPConnection):
    RequestHandlerClass = _Request
    _speaks_tls = False

    def communicate(self) -> bool:
        """Answer one request. Whoever begins without TLS is told so, below the TLS layer."""
        self._speaks_tls = self._speaks_tls or self._begins_with_tls()
        if not self._speaks_tls:
            return False
        keep_open: bool = super().communicate()  # type: ignore[no-untyped-call]  # cheroot's
        return keep_open

    def reset(self) -> None:
        """End the connection by TCP RST: what was not sent is not, and the client reads an error."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.socket.detach())

    def close(self) -> None:
        """Close; there is nothing left to close after a reset."""
        if self.socket.fileno() >= 0:
            super().close()

    def _begins_with_tls(self) -> bool:
        try:
            first = socket.socket.recv(self.socket, 1, socket.MSG_PEEK)
            if first not in (_TLS_HANDSHAKE, b""):
                socket.socket.send(self.socket, _PLAIN_HTTP_ANSWER)
        except OSError:
            return False
        return first == _TLS_HANDSHAKE


def _ignore_broken_connections(msg: str = "", level: int = 20, traceback: bool = False) -> None:  # cheroot's
    """A client that goes away in the middle is no news."""
