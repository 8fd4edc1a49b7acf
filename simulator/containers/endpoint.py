"""The simulator's side of the fabric and of the public endpoint: HTTP for the gateway container to pass VMs on to."""

import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from fake_agent.container.messages import EXCHANGE, STATUS, WORK, Answer, Json, report_from_json
from fake_agent.protocol import StatusReport
from simulator.containers.channel import Channel

MOST_BYTES = 16 * 1024 * 1024
"""Of one message from a container."""

BadMessage = (KeyError, TypeError, ValueError, AttributeError)


class Line:
    """What one VM's token opens: its channel, and the way its statuses take."""

    def __init__(self, channel: Channel, upload: Callable[[StatusReport], None]) -> None:
        self.channel = channel
        self.upload = upload


class Directory:
    """The VMs by their tokens. Used by many threads."""

    def __init__(self) -> None:
        self._lines: dict[str, Line] = {}

    def add(self, token: str, line: Line) -> None:
        """A VM comes into being."""
        self._lines[token] = line

    def remove(self, token: str) -> None:
        """A VM is gone."""
        line = self._lines.pop(token, None)
        if line is not None:
            line.channel.close()

    def find(self, token: str) -> Line | None:
        """The VM of a token."""
        return self._lines.get(token)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: "_Server"

    def _answer(self, status: HTTPStatus, body: Any = None) -> None:
        content = json.dumps(body).encode()
        head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\n"
        with suppress(OSError):
            self.wfile.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content)

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= MOST_BYTES:
            self.close_connection = True
            return self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        content = self.rfile.read(length)
        action = self.server.actions.get((self.command, self.path))
        if action is None:
            return self._answer(HTTPStatus.NOT_FOUND)
        line = self.server.directory.find(self.headers.get("Authorization", "").removeprefix("Bearer "))
        if line is None or line.channel.closed:
            return self._answer(HTTPStatus.GONE)
        try:
            return self._answer(*action(line, json.loads(content)))
        except BadMessage:
            return self._answer(HTTPStatus.BAD_REQUEST)

    do_POST = do_PUT = _handle  # noqa: N815 # named by http.server

    def log_message(self, *_: object) -> None:
        """The journal tells what matters."""


def _exchange(line: Line, body: Json) -> tuple[HTTPStatus, Json | None]:
    answer = Answer.from_json(body["answer"]) if body["answer"] is not None else None
    request = line.channel.exchange(str(body["session"]), answer)
    return (HTTPStatus.GONE, None) if line.channel.closed else (HTTPStatus.OK, request)


def _work_ended(line: Line, body: Json) -> tuple[HTTPStatus, None]:
    line.channel.on_work_ended(str(body["session"]), str(body["work"]), float(body["seconds"]))
    return HTTPStatus.OK, None


def _upload(line: Line, body: Json) -> tuple[HTTPStatus, None]:
    line.upload(report_from_json(body))
    return HTTPStatus.CREATED, None


Action = Callable[[Line, Json], tuple[HTTPStatus, Any]]
_AGENTS: dict[tuple[str, str], Action] = {("POST", EXCHANGE): _exchange, ("POST", WORK): _work_ended}
_STATUSES: dict[tuple[str, str], Action] = {("PUT", STATUS): _upload}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host: str, port: int, directory: Directory, actions: dict[tuple[str, str], Action]) -> None:
        self.directory = directory
        self.actions = actions
        super().__init__((host, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke off is the container's business."""
        logging.getLogger(__name__).debug("a connection of %s broke off", client_address)


class Endpoint:
    """Listens on two ports of ``host``: for agents and for statuses. Raises ``OSError`` where it can't."""

    def __init__(self, host: str, agents_port: int = 0, statuses_port: int = 0) -> None:
        self.directory = Directory()
        self._servers: list[_Server] = []
        try:
            for port, actions in ((agents_port, _AGENTS), (statuses_port, _STATUSES)):
                self._servers.append(_Server(host, port, self.directory, actions))
        except OSError:
            self.close()
            raise
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.1,), name="containers-endpoint", daemon=True).start()

    @property
    def ports(self) -> tuple[int, int]:
        """For agents, for statuses."""
        agents, statuses = (server.server_address[1] for server in self._servers)
        return agents, statuses

    def close(self) -> None:
        """Stop listening."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
