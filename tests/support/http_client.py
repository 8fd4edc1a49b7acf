"""A client that reaches a served simulator over TLS, connection and all."""

import http.client
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.kit.simulator import Simulator
from support.arm_client import API_VERSION, ArmClient, SimulatedAzure, WholeAnswer


@dataclass
class HttpClient(ArmClient):
    """Sends requests over connections of its own, one a request; what the connection does is raised as it is."""

    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    @classmethod
    def of(cls, simulator: Simulator, role: str = "Owner") -> "HttpClient":
        """A client signed in at a served simulator."""
        azure = SimulatedAzure(simulator._simulation, simulator.connection.resource_manager)
        signed_in = azure.client(role)
        context = ssl.create_default_context(cafile=simulator.connection.authority_file)
        return cls(azure.app, azure.estate, signed_in.token, azure.base, context=context)

    def send(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        api_version: str | None = API_VERSION,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        announced_length: int | None = None,
    ) -> WholeAnswer:
        """One request, as its parent's."""
        sent = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/json"
        port = int(self.base.rpartition(":")[2])
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=self.context)
        try:
            connection.request(method, self.target(path, api_version, query), body, sent)
            answer = connection.getresponse()
            return WholeAnswer(f"{answer.status} {answer.reason}", tuple(answer.getheaders()), answer.read())
        finally:
            connection.close()


@dataclass
class Served:
    """A served simulator at its beginning, and a client of it."""

    simulator: Simulator
    client: HttpClient

    @property
    def now(self) -> float:
        """Simulated seconds."""
        return self.simulator.clock.seconds

    def agent(self, vm: str = "linux-vm") -> str:
        """What the instance view says of a VM's agent."""
        return str(self.client.agent(self.client.vm(vm))["statuses"][0]["displayStatus"])

    def script(self, **outcome: Any) -> None:
        """What every script does on every VM, so that no guest is needed."""
        self.simulator.rule("", **{"stdout": "hello\n", **outcome})

    def events(self, layer: str) -> list[tuple[float, str, dict[str, object]]]:
        """What the journal tells of one layer: time, event and details."""
        return [
            (entry.time, entry.event, entry.details)
            for entry in self.simulator._simulation.journal
            if entry.layer == layer
        ]
