"""The CONNECT proxy: Azure's own hosts lead to the simulator, nothing else gets out."""

import socket
import ssl
from collections.abc import Iterator

import pytest

from simulator.serving.certificates import AZURE_HOSTS
from simulator.serving.running import RunningSimulator, ServingOptions


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator(ServingOptions()) as simulator:
        yield simulator


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def ask(simulator: RunningSimulator, request: bytes) -> str:
    """The proxy's whole answer to a request that it refuses."""
    with socket.create_connection(("127.0.0.1", port_of(simulator.connection.proxy)), timeout=30) as proxy:
        proxy.sendall(request)
        answer = b""
        while received := proxy.recv(4096):
            answer += received
        return answer.decode()


def refused_requests(simulator: RunningSimulator) -> list[object]:
    return [entry.details["request"] for entry in simulator.simulation.journal if entry.layer == "proxy"]


@pytest.mark.parametrize("host", AZURE_HOSTS)
def test_azure_s_own_hosts_lead_to_the_simulator(simulator: RunningSimulator, host: str) -> None:
    context = ssl.create_default_context(cafile=simulator.connection.authority_file)
    with socket.create_connection(("127.0.0.1", port_of(simulator.connection.proxy)), timeout=30) as tunnel:
        tunnel.sendall(f"CONNECT {host}:443 HTTP/1.0\r\n\r\n".encode())
        assert tunnel.recv(4096) == b"HTTP/1.1 200 Connection established\r\n\r\n"
        with context.wrap_socket(tunnel, server_hostname=host) as secured:
            secured.sendall(f"GET /subscriptions?api-version=2022-12-01 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            assert secured.recv(4096).startswith(b"HTTP/1.1 401 Unauthorized\r\n")


@pytest.mark.parametrize(
    "target",
    ["example.com:443", "management.azure.com:80", "management.azure.com.example.com:443", "127.0.0.1:22", "x"],
)
def test_every_other_host_is_refused_and_noted(simulator: RunningSimulator, target: str) -> None:
    answer = ask(simulator, f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
    assert answer.startswith("HTTP/1.1 403 Forbidden\r\n")
    assert answer.endswith(f"The Run Command simulator lets nothing out: {target} is not a host that it simulates.\n")
    assert refused_requests(simulator)[-1] == f"CONNECT {target}"


def test_plain_http_is_refused_and_noted(simulator: RunningSimulator) -> None:
    answer = ask(simulator, b"GET http://management.azure.com/ HTTP/1.1\r\nHost: management.azure.com\r\n\r\n")
    assert answer.startswith("HTTP/1.1 405 Method Not Allowed\r\n")
    assert "only takes CONNECT" in answer
    assert refused_requests(simulator)[-1] == "GET http://management.azure.com/"


@pytest.mark.parametrize("request_bytes", [b"\x16\x03\x01\r\n\r\n", b"CONNECT\r\n\r\n", b"\r\n\r\n", b"\xff" * 20000])
def test_what_is_no_request_is_refused(simulator: RunningSimulator, request_bytes: bytes) -> None:
    assert ask(simulator, request_bytes).startswith("HTTP/1.1 405 ")


def test_a_client_that_goes_away_disturbs_nobody(simulator: RunningSimulator) -> None:
    socket.create_connection(("127.0.0.1", port_of(simulator.connection.proxy))).close()
    assert ask(simulator, b"GET / HTTP/1.1\r\n\r\n").startswith("HTTP/1.1 405 ")
