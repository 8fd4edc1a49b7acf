"""The same answers over a real connection: what the server in between must not change."""

import http.client
import json
import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader

import pytest
from support.arm_client import SimulatedAzure

from fake_agent.rules import Rule
from simulator.estate import load_estate
from simulator.serving.running import RunningSimulator, ServingOptions
from simulator.simulation import SimulationOptions

END_OF_HEAD = b"\r\n\r\n"


class Wire:
    """A keep-alive connection on which requests are written and answers read as they are."""

    def __init__(self, stream: ssl.SSLSocket, reader: BufferedReader, azure: SimulatedAzure) -> None:
        self._stream = stream
        self._reader = reader
        self.azure = azure

    def ask(self, method: str, path: str, body: bytes = b"", role: str = "Owner") -> tuple[bytes, list[bytes], bytes]:
        """One request; the status line, the header lines and the body of its answer."""
        head = [
            f"{method} {path}?api-version=2024-07-01 HTTP/1.1",
            f"Host: {self.azure.base.removeprefix('https://')}",
            f"Authorization: Bearer {self.azure.client(role).token}",
            f"Content-Length: {len(body)}",
            "Content-Type: application/json",
        ]
        self._stream.sendall("\r\n".join(head).encode() + END_OF_HEAD + body)
        status_line = self._reader.readline()
        lines = []
        while (line := self._reader.readline()) not in (b"\r\n", b""):
            lines.append(line.rstrip())
        lengths = [int(line.partition(b":")[2]) for line in lines if line.startswith(b"Content-Length:")]
        length = lengths[0] if lengths else 0
        return status_line, lines, self._reader.read(length)

    @property
    def ended(self) -> bool:
        """Whether the server has hung up."""
        return self._reader.read(1) == b""


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSimulator]:
    """A simulator that serves; every script prints ``hello`` in no time."""
    options = SimulationOptions(estate=replace(load_estate(), latency="instant"), seed=1)
    with RunningSimulator(ServingOptions(options)) as simulator:
        simulator.simulation.rules.add(Rule("", stdout="hello\n"))
        yield simulator


@pytest.fixture
def wire(running: RunningSimulator) -> Iterator[Wire]:
    """A connection to it. The tokens come from clients in this process, which share its simulation."""
    base = running.connection.resource_manager
    host, _, port = base.removeprefix("https://").partition(":")
    context = ssl.create_default_context(cafile=str(running.connection.authority_file))
    with (
        socket.create_connection((host, int(port)), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=host) as stream,
        stream.makefile("rb") as reader,
    ):
        yield Wire(stream, reader, SimulatedAzure(running.simulation, base))


def path_of(wire: Wire, rest: str = "") -> str:
    """A path below the Windows VM."""
    return f"{wire.azure.owner.vm()}{rest}"


def test_computes_status_lines_have_no_reason_and_the_gateways_have_one(wire: Wire) -> None:
    body = b'{"commandId": "RunPowerShellScript", "script": ["x"]}'
    assert wire.ask("POST", path_of(wire, "/runCommand"), body)[0] == b"HTTP/1.1 202 \r\n"
    assert wire.ask("GET", path_of(wire))[0] == b"HTTP/1.1 200 \r\n"
    assert wire.ask("GET", wire.azure.owner.group)[0] == b"HTTP/1.1 200 OK\r\n"
    assert wire.ask("GET", path_of(wire, "-ghost"))[0] == b"HTTP/1.1 404 Not Found\r\n"


def test_the_server_adds_no_header_of_its_own(wire: Wire) -> None:
    _, lines, _ = wire.ask("GET", path_of(wire))
    in_process = wire.azure.owner.get(path_of(wire)).headers
    assert sorted(line.partition(b":")[0].decode() for line in lines) == sorted(in_process)


def test_bodies_arrive_byte_for_byte_on_one_connection(wire: Wire) -> None:
    for _ in range(3):
        _, _, body = wire.ask("GET", f"{wire.azure.owner.location()}/runCommands")
        assert len(body) == 5725


def test_a_large_body_is_read_whole(wire: Wire) -> None:
    script = b"#" * 300 * 1024
    body = b'{"commandId": "RunPowerShellScript", "script": ["' + script + b'"]}'
    assert wire.ask("POST", path_of(wire, "/runCommand"), body)[0] == b"HTTP/1.1 202 \r\n"


def test_after_too_large_a_body_the_server_hangs_up(wire: Wire) -> None:
    body = b" " * (5 * 1024 * 1024)
    assert wire.ask("POST", path_of(wire, "/runCommand"), body)[0].startswith(b"HTTP/1.1 413 ")
    assert wire.ended


@pytest.mark.parametrize("chunked", [False, True])
def test_a_client_that_sends_far_too_much_reads_the_refusal(running: RunningSimulator, chunked: bool) -> None:
    """Such as http.client, requests and curl, which send all of it before they read."""
    base = running.connection.resource_manager
    context = ssl.create_default_context(cafile=str(running.connection.authority_file))
    connection = http.client.HTTPSConnection(base.removeprefix("https://"), context=context, timeout=30)
    megabyte = b" " * 1024 * 1024
    body = (megabyte for _ in range(40))
    headers = {} if chunked else {"Content-Length": str(40 * len(megabyte))}
    connection.request("POST", "/subscriptions", body, headers, encode_chunked=chunked)
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())["error"]["code"]) == (413, "RequestContentTooLarge")
    connection.close()


def test_a_refusal_for_want_of_permission_asks_to_close_the_connection(wire: Wire) -> None:
    status_line, lines, _ = wire.ask("POST", path_of(wire, "/runCommand"), b"{}", role="Reader")
    assert status_line == b"HTTP/1.1 403 Forbidden\r\n"
    assert b"Connection: close" in lines


def test_head_and_no_content_leave_the_connection_in_step(wire: Wire) -> None:
    assert wire.ask("HEAD", wire.azure.owner.group)[0] == b"HTTP/1.1 204 No Content\r\n"
    assert wire.ask("DELETE", path_of(wire, "-ghost"))[0] == b"HTTP/1.1 204 \r\n"
    assert wire.ask("GET", path_of(wire))[0] == b"HTTP/1.1 200 \r\n"
