"""The TLS server: keep-alive connections and a pool of threads."""

import threading
from typing import Any

from cheroot import wsgi
from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.ssl.builtin import BuiltinSSLAdapter

from simulator.serving.certificates import CertificateFiles

THREADS = 16


class TlsServer:
    """Serves a WSGI application over TLS on ``host`` and ``port`` (0: any free one).

    Raises ``OSError`` where it can't.
    """

    def __init__(self, application: Any, host: str, port: int, certificates: CertificateFiles) -> None:
        self._server = wsgi.Server((host, port), application, numthreads=THREADS, request_queue_size=128)
        self._server.ConnectionClass = _Connection
        self._server.nodelay = True
        self._server.ssl_adapter = BuiltinSSLAdapter(str(certificates.server), str(certificates.server))
        self._server.error_log = _ignore_broken_connections  # type: ignore[method-assign]  # cheroot's own way
        self._server.prepare()
        self._thread = threading.Thread(target=self._server.serve, name="simulator-server", daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.bind_addr[1])

    def start(self) -> None:
        """Begin to answer, in a thread."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering and wait for the thread."""
        self._server.stop()
        if self._thread.is_alive():
            self._thread.join(timeout=5)


class _HeadersWithoutServer(list[tuple[bytes, bytes]]):
    """Azure's answers name no server (recorded in 2024); cheroot would add itself."""

    def append(self, header: tuple[bytes, bytes]) -> None:
        if header[0] != b"Server":
            super().append(header)


class _Request(HTTPRequest):
    def send_headers(self) -> None:
        self.outheaders = _HeadersWithoutServer(self.outheaders)
        super().send_headers()


class _Connection(HTTPConnection):
    RequestHandlerClass = _Request


def _ignore_broken_connections(msg: str = "", level: int = 20, traceback: bool = False) -> None:  # cheroot's
    """A client that goes away in the middle is no news."""
