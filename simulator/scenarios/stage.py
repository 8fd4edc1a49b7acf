"""Where a scenario is played: the simulator, the clients in it, what they began and what they saw."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.estate import GroupEntry
from simulator.journal import JournalEntry
from simulator.kit.handles import MachineHandle
from simulator.kit.simulator import Simulator
from simulator.scenarios.client import Exchange, HttpClient

_PLACEHOLDER = re.compile(r"\{(subscription|group|location|vm|operation)(?::([^{}]+))?\}")


class PlayError(Exception):
    """A step that can't be carried out as it is written; the text says why."""


@dataclass
class Stage:
    """The simulator and what belongs to one play; ``exchanges`` and ``looked`` are of the present step."""

    simulator: Simulator
    polls_move_time: bool = True
    role: str = "Owner"
    exchanges: list[Exchange] = field(default_factory=list)
    looked: str | None = None
    _clients: dict[str, HttpClient] = field(default_factory=dict)
    _operations: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def begin_step(self, role: str) -> None:
        """Forget what the step before saw. Between steps people may think: connections are made anew."""
        self.role = role
        self.exchanges = []
        self.looked = None
        self.hang_up()

    def hang_up(self) -> None:
        """End all connections."""
        for client in self._clients.values():
            client.hang_up()

    @property
    def now(self) -> float:
        """Simulated seconds since the start."""
        return self.simulator.clock.seconds

    @property
    def journal(self) -> tuple[JournalEntry, ...]:
        """All that happened so far."""
        return self.simulator.journal

    # Requests

    def send(self, method: str, path: str, body: str | None = None, **options: Any) -> Exchange:
        """One request as the present role, kept among the step's exchanges."""
        client = self._client(self.role)
        try:
            exchange = client.send(method, path, body, time=self.now, **options)
        except ValueError as error:
            raise PlayError(str(error)) from error
        self.exchanges.append(exchange)
        return exchange

    def _client(self, role: str) -> HttpClient:
        if role not in self._clients:
            self.sign_in(role)
        return self._clients[role]

    def sign_in(self, role: str) -> None:
        """Get a token, or a new one, for the principal with a role. Raises ``PlayError`` where that fails."""
        connection = self.simulator.connection
        principal = next((known for known in connection.estate.principals if known.role == role), None)
        if principal is None:
            raise PlayError(f"the estate has no principal with the role {role}")
        client = self._clients.setdefault(role, HttpClient(connection, principal))
        try:
            client.sign_in()
        except ValueError as error:
            raise PlayError(str(error)) from error

    # Paths

    def path(self, template: str) -> str:
        """A path with its placeholders filled: ``{vm:win-vm}``, ``{operation:win-vm}``, ``{subscription}`` ..."""
        return _PLACEHOLDER.sub(lambda found: self._place(found[1], found[2] or ""), template)

    def _place(self, kind: str, name: str) -> str:
        if kind == "vm":
            return self.vm(name)
        if kind == "operation":
            return self.operation(name, "Azure-AsyncOperation")
        group = self._first_group()
        subscription = f"/subscriptions/{self.simulator.connection.estate.subscription_id}"
        return {
            "subscription": subscription,
            "group": f"{subscription}/resourceGroups/{group.name}",
            "location": f"{subscription}/providers/Microsoft.Compute/locations/{group.location}",
        }[kind]

    def vm(self, name: str) -> str:
        """A VM's path, in the group where the estate has it; ``SET/N`` is an instance of a scale set.

        A name that the estate lacks has a path in the first group: clients ask for what there is not.
        """
        estate = self.simulator.connection.estate
        scale_set, _, instance = name.partition("/")
        for group in estate.groups:
            if any(entry.name == name for entry in group.machines):
                break
        else:
            group = self._first_group()
        compute = f"/subscriptions/{estate.subscription_id}/resourceGroups/{group.name}/providers/Microsoft.Compute"
        if instance:
            return f"{compute}/virtualMachineScaleSets/{scale_set}/virtualMachines/{instance}"
        return f"{compute}/virtualMachines/{name}"

    def _first_group(self) -> GroupEntry:
        groups = self.simulator.connection.estate.groups
        if not groups:
            raise PlayError("the estate has no resource group: give it one in 'resourceGroups'")
        return groups[0]

    # Operations

    def remember(self, name: str, accepted: Exchange) -> None:
        """Keep where to follow what an answer began; a refusal begins nothing."""
        if accepted.header("Azure-AsyncOperation"):
            self._operations[name] = {known.lower(): value for known, value in accepted.headers.items()}

    def operation(self, name: str, header: str) -> str:
        """The URL of an operation, by the header that told it. Raises ``PlayError``."""
        if name not in self._operations:
            known = ", ".join(self._operations) or "none"
            raise PlayError(f"no operation '{name}' was begun; begun were: {known}")
        return self._operations[name][header.lower()]

    # Machines

    def machine(self, name: str) -> MachineHandle:
        """A VM in the hand of somebody at its console. Raises ``PlayError``."""
        try:
            return self.simulator.vm(name)
        except KeyError as error:
            raise PlayError(str(error.args[0])) from error

    def os_type(self, name: str) -> str:
        """The system of a VM or scale set; Windows for one that the estate lacks."""
        groups = self.simulator.connection.estate.groups
        systems = {entry.name: entry.os_type for group in groups for entry in group.machines}
        systems |= {entry.name: entry.os_type for group in groups for entry in group.scale_sets}
        return systems.get(name.partition("/")[0], "Windows")
