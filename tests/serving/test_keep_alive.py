"""Connections are kept: TLS is set up once, however many requests follow."""

import http.client
import ssl

from simulator.serving.running import RunningSimulator, ServingOptions


def test_many_requests_share_one_connection() -> None:
    with RunningSimulator(ServingOptions()) as running:
        ready = running.connection.ready_file()
        context = ssl.create_default_context(cafile=ready["caFile"])
        port = int(ready["resourceManager"].rpartition(":")[2])
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context)
        connection.connect()
        kept = connection.sock
        for _ in range(5):
            connection.request("GET", "/metadata/endpoints?api-version=1.0")
            answer = connection.getresponse()
            answer.read()
            assert (answer.status, connection.sock) == (200, kept)
        connection.close()
