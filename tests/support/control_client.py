"""A local program that uses the control API of a simulation in this process."""

import json
from dataclasses import dataclass
from typing import Any

from werkzeug.test import Client

from simulator.control.access import ControlAccess
from simulator.control.api import mount
from support.arm_client import BASE, SimulatedAzure


@dataclass
class ControlClient:
    """Calls routes below ``/_simulator``."""

    azure: SimulatedAzure

    def __post_init__(self) -> None:
        access = ControlAccess("token", "127.0.0.1", 8443)
        self._client = Client(mount(self.azure.app, self.azure.simulation, access))

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and parsed answer of one call."""
        content = None if body is None else json.dumps(body)
        local = {"REMOTE_ADDR": "127.0.0.1"}
        answer = self._client.open(f"/_simulator{path}", method=method, data=content, base_url=BASE, environ_base=local)
        return answer.status_code, answer.json

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        """The answer of a call that succeeds."""
        status, answer = self.ask(method, path, body)
        assert status == 200, answer
        return answer

    def refused(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """Status and sentence of a call that is refused."""
        status, answer = self.ask(method, path, body)
        return status, answer["error"]["message"]
