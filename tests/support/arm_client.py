"""A client of a simulation in this process: it sends one request and returns the whole answer, byte for byte."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import EnvironBuilder, run_wsgi_app

from fake_arm.app import ArmApplication
from fake_arm.treatment import ENDING, Treatment
from simulator.estate import Estate, PrincipalEntry
from simulator.simulation import Simulation

BASE = "https://127.0.0.1:8443"
"""Where these clients believe the simulator to be."""

API_VERSION = "2024-07-01"
WINDOWS_VM = "win-vm"
LINUX_VM = "linux-vm"
MINIMAL_SCRIPTS = {"Windows": "RunPowerShellScript", "Linux": "RunShellScript"}


@dataclass(frozen=True)
class WholeAnswer:
    """All that goes over the wire: the status line, the headers in order, the bytes of the body."""

    status_line: str
    header_list: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def status(self) -> int:
        """The number on the status line."""
        return int(self.status_line[:3])

    @property
    def reason(self) -> str:
        """What follows the number and a space."""
        return self.status_line[4:]

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers by name; a test fails here where one occurs twice."""
        names = [name.lower() for name, _ in self.header_list]
        assert len(names) == len(set(names)), f"a header occurs twice: {names}"
        return dict(self.header_list)

    def header(self, name: str) -> str:
        """A header by its name in any case; empty where it is missing."""
        return next((value for known, value in self.header_list if known.lower() == name.lower()), "")

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def code(self) -> str:
        """The code of an error answer."""
        return str(self.json["error"]["code"])

    @property
    def message(self) -> str:
        """The message of an error answer."""
        return str(self.json["error"]["message"])


@dataclass
class ArmClient:
    """Sends requests as one principal (or, with an empty ``token``, as nobody)."""

    app: ArmApplication
    estate: Estate
    token: str = ""
    base: str = BASE
    headers: dict[str, str] = field(default_factory=dict)

    # Paths

    @property
    def subscription(self) -> str:
        """The subscription's path."""
        return f"/subscriptions/{self.estate.subscription_id}"

    @property
    def group(self) -> str:
        """The path of the estate's first resource group."""
        return f"{self.subscription}/resourceGroups/{self.estate.groups[0].name}"

    def vm(self, name: str = WINDOWS_VM) -> str:
        """A VM's path."""
        return f"{self.group}/providers/Microsoft.Compute/virtualMachines/{name}"

    def instance(self, number: int = 0, scale_set: str = "my-scale-set") -> str:
        """The path of a scale set's instance."""
        return f"{self.group}/providers/Microsoft.Compute/virtualMachineScaleSets/{scale_set}/virtualMachines/{number}"

    def location(self, name: str = "eastus") -> str:
        """The path of Compute's location."""
        return f"{self.subscription}/providers/Microsoft.Compute/locations/{name}"

    # Requests

    def target(self, path: str, api_version: str | None, query: Mapping[str, str] | None) -> str:
        """The path with its query, where it has no api-version of its own with this one."""
        path = path.removeprefix(self.base)
        parameters = dict(query or {})
        if api_version is not None and "api-version=" not in path:
            parameters["api-version"] = api_version
        return f"{path}{'&' if '?' in path else '?'}{urlencode(parameters)}" if parameters else path

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
        """One request. ``path`` may be a whole URL with a query of its own, as in the headers of an answer.

        ``announced_length`` is a ``Content-Length`` other than the body's.
        """
        path = self.target(path, api_version, query)
        sent: dict[str, str] = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None:
            sent["Content-Type"] = "application/json"
        sent |= {**self.headers, **(headers or {})}
        builder = EnvironBuilder(
            "/" + path.lstrip("/"),  # a path that begins with two slashes would be taken for a host
            base_url=self.base,
            method=method,
            headers=[(name, value) for name, value in sent.items() if value],
            data=body,
        )
        try:
            environ = builder.get_environ()
            slashes = len(path) - len(path.lstrip("/"))
            environ["PATH_INFO"] = "/" * max(0, slashes - 1) + environ["PATH_INFO"]
            if announced_length is not None:
                environ["CONTENT_LENGTH"] = str(announced_length)
            endings: list[Treatment] = []

            def application(environ: Any, start_response: Any) -> Any:
                body = self.app(environ, start_response)
                endings.extend([environ[ENDING]] if ENDING in environ else [])
                return body

            chunks, status_line, response_headers = run_wsgi_app(application, environ)
            if endings and endings[0].ending is not None:
                raise ConnectionError(endings[0].ending.value)
            return WholeAnswer(status_line, tuple(response_headers.items()), b"".join(chunks))
        finally:
            builder.close()

    def get(self, path: str, **options: Any) -> WholeAnswer:
        """GET."""
        return self.send("GET", path, **options)

    def post(self, path: str, content: Any = None, **options: Any) -> WholeAnswer:
        """POST, with a JSON body if ``content`` is given."""
        return self.send("POST", path, _body(content), **options)

    def put(self, path: str, content: Any = None, **options: Any) -> WholeAnswer:
        """PUT, likewise."""
        return self.send("PUT", path, _body(content), **options)

    def delete(self, path: str, **options: Any) -> WholeAnswer:
        """DELETE."""
        return self.send("DELETE", path, **options)

    def form(self, path: str, fields: Mapping[str, str]) -> WholeAnswer:
        """POST a form, as sign-in takes it."""
        builder = EnvironBuilder(path, base_url=self.base, method="POST", data=dict(fields))
        chunks, status_line, response_headers = run_wsgi_app(self.app, builder.get_environ())
        return WholeAnswer(status_line, tuple(response_headers.items()), b"".join(chunks))

    # What the instance view shows

    def power_state(self, path: str = "") -> str:
        """The power state of a machine (of the Windows VM, unless another path is given)."""
        codes = [str(status["code"]) for status in self.get(f"{path or self.vm()}/instanceView").json["statuses"]]
        return next(code.partition("/")[2] for code in codes if code.startswith("PowerState/"))

    def agent(self, path: str = "") -> dict[str, Any]:
        """The guest agent of a machine, likewise."""
        view: dict[str, Any] = self.get(f"{path or self.vm()}/instanceView").json["vmAgent"]
        return view

    # Run commands

    def start_command(self, target: str, *script: str, **members: Any) -> WholeAnswer:
        """POST a run command to a VM (by name or path) and return the 202, or the refusal. ``script`` is its lines."""
        path = target if target.startswith("/") else self.vm(target)
        machine = "Linux" if "linux" in path or "ScaleSet" in path else "Windows"
        content = {"commandId": MINIMAL_SCRIPTS[machine], **({"script": script} if script else {}), **members}
        return self.post(f"{path}/runCommand", content)

    def poll(self, accepted: WholeAnswer) -> WholeAnswer:
        """GET the status of what an answer began."""
        return self.get(accepted.headers["Azure-AsyncOperation"])

    def result(self, accepted: WholeAnswer) -> WholeAnswer:
        """GET the result of what an answer began."""
        return self.get(accepted.headers["Location"])

    def wait(self, accepted: WholeAnswer) -> dict[str, Any]:
        """Poll until the operation has ended; its status. For the time mode ``auto``."""
        assert accepted.status in (200, 201, 202), accepted
        for _ in range(50):
            status: dict[str, Any] = self.poll(accepted).json
            if status["status"] != "InProgress":
                return status
        raise AssertionError(f"still in progress after 50 polls: {accepted}")

    def run_command(self, target: str, *script: str, **members: Any) -> dict[str, Any]:
        """A whole run command: POST, polls to the end; the operation's last status."""
        return self.wait(self.start_command(target, *script, **members))

    def messages(self, target: str, *script: str, **members: Any) -> list[str]:
        """The messages of a whole run command that succeeds."""
        accepted = self.start_command(target, *script, **members)
        assert self.wait(accepted)["status"] == "Succeeded"
        return [status["message"] for status in self.result(accepted).json["value"]]


def _body(content: Any) -> bytes | None:
    return None if content is None else json.dumps(content).encode()


@dataclass
class SimulatedAzure:
    """A simulation with its web application, and clients of it by role."""

    simulation: Simulation
    base: str = BASE

    @cached_property
    def app(self) -> ArmApplication:
        """The web application."""
        return ArmApplication(self.simulation)

    @property
    def estate(self) -> Estate:
        """What the simulation was made of."""
        return self.simulation.options.estate

    @cached_property
    def anonymous(self) -> ArmClient:
        """A client without a token."""
        return ArmClient(self.app, self.estate, base=self.base)

    @cached_property
    def owner(self) -> ArmClient:
        """A client with the role Owner over the subscription."""
        return self.client("Owner")

    def principal(self, role: str) -> PrincipalEntry:
        """The first principal of the estate with this role."""
        return next(principal for principal in self.estate.principals if principal.role == role)

    def client(self, role: str) -> ArmClient:
        """A client signed in as the first principal with this role."""
        return self.sign_in(self.principal(role))

    def sign_in(self, principal: PrincipalEntry, scope: str = "") -> ArmClient:
        """A client signed in as a principal, by its client credentials; the scope is the simulator unless given."""
        answer = self.anonymous.form(
            f"/{self.estate.tenant_id}/oauth2/v2.0/token",
            {
                "grant_type": "client_credentials",
                "client_id": principal.client_id,
                "client_secret": principal.client_secret,
                "scope": scope or f"{self.base}//.default",
            },
        )
        return ArmClient(self.app, self.estate, str(answer.json["access_token"]), self.base)

    def advance(self, seconds: float) -> None:
        """Move simulated time by hand."""
        with self.simulation.lock:
            self.simulation.advance(seconds)

    @property
    def now(self) -> float:
        """Simulated seconds since the start."""
        return self.simulation.schedule.now

    def events(self, layer: str = "") -> list[str]:
        """What the journal tells, of one layer or of all."""
        return [entry.event for entry in self.simulation.journal if layer in ("", entry.layer)]


MakeAzure = Callable[..., SimulatedAzure]
"""What the fixture ``make_azure`` gives: it makes simulations by ``latency``, ``mode``, ``seed`` and estate changes."""
