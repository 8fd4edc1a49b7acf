"""What is measured: each server in a process of its own, and plain HTTP connections to them."""

import http.client
import json
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
MOTO_SERVER = ROOT / ".venv-bench" / "bin" / "moto_server"
PATIENCE = 120.0
"""Seconds for which a server may start; one with a fleet of containers takes some."""


IDLE = 5.0
"""Seconds after which the simulator's server may be about to close a connection: it does so after ten."""


class ServerError(RuntimeError):
    """A server did not start, or answered what it should not."""


class Connection:
    """One connection that is kept as long as the server keeps it: what was idle for long is opened anew."""

    def __init__(self, port: int, authority: str = "") -> None:
        if authority:
            context = ssl.create_default_context(cafile=authority)
            self._http: http.client.HTTPConnection = http.client.HTTPSConnection("127.0.0.1", port, context=context)
        else:
            self._http = http.client.HTTPConnection("127.0.0.1", port)
        self._used = time.monotonic()

    def send(
        self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """One round trip: the answer and its whole body. Raises ``ServerError`` for a status of 400 and above."""
        if time.monotonic() - self._used > IDLE:
            self._http.close()
        self._http.request(method, path, body, dict(headers or {}))
        answer = self._http.getresponse()
        content = answer.read()
        self._used = time.monotonic()
        if answer.status >= http.client.BAD_REQUEST:
            place = path.partition("?")[0]
            raise ServerError(f"{method} {place}: {answer.status}: {content[:300]!r}")
        return answer, content

    def close(self) -> None:
        """Close it."""
        self._http.close()


@dataclass(frozen=True, slots=True)
class Started:
    """A simulator that has written its ready file, and how long that took from a cold start (seconds)."""

    ready: Mapping[str, Any]
    seconds: float


@contextmanager
def simulator(*options: str) -> Iterator[Started]:
    """A simulator in the mode ``auto``, with its default estate unless ``options`` of ``serve`` say otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ready.json")
        began = time.perf_counter()
        program = Path(sys.executable).parent / "run-command-simulator"
        words = [str(program), "serve", "--ready-file", str(path), *options]
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, cwd=ROOT) as process:
            try:
                while not path.exists():
                    if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                        raise ServerError("the simulator did not start")
                    time.sleep(0.001)
                yield Started(json.loads(path.read_text()), time.perf_counter() - began)
            finally:
                process.terminate()
                process.wait()


@contextmanager
def bare_flask() -> Iterator[Connection]:
    """A connection to one bare Flask route on the simulator's own TLS server."""
    words = [sys.executable, str(Path(__file__).parent / "bare_flask.py")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        if process.stdout is None or process.stdin is None:
            raise ServerError("the bare route has no pipes")
        started = json.loads(process.stdout.readline())
        connection = Connection(started["port"], started["caFile"])
        try:
            yield connection
        finally:
            connection.close()
            process.stdin.close()


@contextmanager
def moto_server() -> Iterator[Connection]:
    """A connection to moto's server; it closes after each answer, and is opened anew for each request."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = [str(MOTO_SERVER), "--host", "127.0.0.1", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, stdout=quiet, stderr=quiet) as process:
        try:
            _wait_for_port(port)
            yield Connection(port)
        finally:
            process.terminate()


def _wait_for_port(port: int) -> None:
    began = time.perf_counter()
    while time.perf_counter() - began < PATIENCE:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise ServerError(f"nothing listens on port {port}")


def path_of(url: str) -> str:
    """The path and query of a URL."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"
