"""The TLS port itself."""

import socket
import ssl
from collections.abc import Iterator

import pytest

from simulator.serving.running import RunningSimulator, ServingOptions


@pytest.fixture(scope="module")
def simulator() -> Iterator[RunningSimulator]:
    with RunningSimulator(ServingOptions()) as simulator:
        yield simulator


def connect(simulator: RunningSimulator) -> socket.socket:
    port = int(simulator.connection.resource_manager.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=30)


def secure(simulator: RunningSimulator, connection: socket.socket) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=simulator.connection.authority_file)
    return context.wrap_socket(connection, server_hostname="127.0.0.1")


REQUEST = b"GET /subscriptions?api-version=2022-12-01 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_whoever_speaks_plain_http_is_told_to_use_https(simulator: RunningSimulator) -> None:
    with connect(simulator) as connection:
        connection.sendall(REQUEST)
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert answer.endswith(b"This port speaks TLS only: write https:// instead of http://.\n")


def test_a_client_that_says_nothing_keeps_nobody_out(simulator: RunningSimulator) -> None:
    with connect(simulator), connect(simulator) as second, secure(simulator, second) as secured:
        secured.sendall(REQUEST)
        assert secured.recv(4096).startswith(b"HTTP/1.1 401 Unauthorized\r\n")


def test_no_answer_names_the_server_s_software(simulator: RunningSimulator) -> None:
    with connect(simulator) as connection, secure(simulator, connection) as secured:
        secured.sendall(REQUEST)
        assert b"\r\nServer:" not in secured.recv(4096)


def test_a_client_that_does_not_trust_the_certificate_is_let_go(simulator: RunningSimulator) -> None:
    with connect(simulator) as connection, pytest.raises(ssl.SSLCertVerificationError):
        ssl.create_default_context().wrap_socket(connection, server_hostname="127.0.0.1")


def test_nothing_is_left_of_a_simulator_whose_proxy_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        options = ServingOptions(proxy_port=other.getsockname()[1])
        with pytest.raises(OSError, match="Address already in use"):
            RunningSimulator(options)
