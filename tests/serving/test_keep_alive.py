"""Connections are kept: TLS is set up once, however many requests follow."""

import http.client
import json
import ssl
from urllib.parse import urlencode

from simulator.serving.running import RunningSimulator, ServingOptions


def _connect(running: RunningSimulator) -> http.client.HTTPSConnection:
    ready = running.connection.ready_file()
    context = ssl.create_default_context(cafile=ready["caFile"])
    port = int(ready["resourceManager"].rpartition(":")[2])
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=5)
    connection.connect()
    return connection


def test_many_requests_share_one_connection() -> None:
    with RunningSimulator(ServingOptions()) as running:
        connection = _connect(running)
        kept = connection.sock
        for _ in range(5):
            connection.request("GET", "/metadata/endpoints?api-version=1.0")
            answer = connection.getresponse()
            answer.read()
            assert (answer.status, connection.sock) == (200, kept)
        connection.close()


def test_an_answer_that_says_so_closes_its_connection() -> None:
    with RunningSimulator(ServingOptions()) as running:
        connection = _connect(running)
        ready = running.connection.ready_file()
        reader = ready["principals"]["Reader"]
        form = {
            "grant_type": "client_credentials",
            "client_id": reader["clientId"],
            "client_secret": reader["clientSecret"],
            "scope": f"{ready['resourceManager']}//.default",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"/{ready['tenantId']}/oauth2/v2.0/token", urlencode(form), headers)
        token = json.load(connection.getresponse())["access_token"]
        group = f"/subscriptions/{ready['subscriptionId']}/resourceGroups/my-resource-group"
        path = f"{group}/providers/Microsoft.Compute/virtualMachines/win-vm/start?api-version=2024-07-01"
        secured = connection.sock
        host = ready["resourceManager"].removeprefix("https://")
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nAuthorization: Bearer {token}\r\n\r\n"
        secured.sendall(head.encode())
        received = b""
        while chunk := secured.recv(65536):  # a connection that stays open runs into its time-out
            received += chunk
        connection.close()

        assert received.startswith(b"HTTP/1.1 403 Forbidden\r\n")
        assert b"\r\nConnection: close\r\n" in received
