"""Steps in the life of an estate, as data: they can be recorded, and replayed on another simulation."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from fake_agent.rules import Rule
from fake_arm.sign_in.tokens import TokenAuthority
from simulator.estate import load_estate
from simulator.faults.kinds import MachineFault
from simulator.faults.orders import parse
from simulator.faults.registry import FAULTS
from simulator.simulation import Simulation, SimulationOptions
from simulator.time_modes import parse_time_mode
from support.arm_client import ArmClient, SimulatedAzure, WholeAnswer

START = datetime(2026, 1, 15, 8, 0, tzinfo=UTC)

NAMES = ("win-vm", "linux-vm", "new-windows", "new-linux")
INSTANCES = ("0", "1")
TARGETS = (*NAMES, *INSTANCES)


@cache
def shared_tokens() -> TokenAuthority:
    """One authority for all simulations: its key takes long to make, and tokens are no part of what is compared."""
    return TokenAuthority()


@dataclass(frozen=True)
class Script:
    """A script with the outcome that is scripted for it."""

    stdout: str
    stderr: str
    duration: float | None


@dataclass
class Estate:
    """One simulation that steps are done to. ``accepted`` are the answers that began operations, in their order."""

    mode: str
    seed: int
    accepted: list[WholeAnswer] = field(default_factory=list)

    def __post_init__(self) -> None:
        options = SimulationOptions(
            estate=replace(load_estate(), latency="azure"),
            make_mode=lambda: parse_time_mode(self.mode),
            seed=self.seed,
            start=START,
        )
        self.azure = SimulatedAzure(Simulation(options))
        self.azure.simulation.cloud.tokens = shared_tokens()
        self.client: ArmClient = self.azure.owner

    def close(self) -> None:
        """End the simulation."""
        self.azure.simulation.close()

    def do(self, step: str, *arguments: Any) -> WholeAnswer | None:
        """Do one step; its answer, where it is a request."""
        action: Callable[..., WholeAnswer | None] = getattr(self, f"step_{step}")
        return action(*arguments)

    def path(self, target: str) -> str:
        """The path of a VM, or of an instance of the scale set."""
        return self.client.instance(int(target)) if target in INSTANCES else self.client.vm(target)

    # Steps

    def step_create(self, name: str) -> WholeAnswer:
        """PUT a VM."""
        system = "Windows" if "win" in name else "Linux"
        properties = {"storageProfile": {"osDisk": {"osType": system}}}
        return self._begin(self.client.put(self.path(name), {"location": "eastus", "properties": properties}))

    def step_delete(self, name: str) -> WholeAnswer:
        """DELETE a VM."""
        return self._begin(self.client.delete(self.path(name)))

    def step_power(self, target: str, action: str) -> WholeAnswer:
        """Switch a VM's power over ARM."""
        return self._begin(self.client.post(f"{self.path(target)}/{action}"))

    def step_run(self, target: str, script: Script) -> WholeAnswer:
        """POST a run command with a script that no other run has."""
        text = f"script {len(self.accepted)}."
        outcome = Rule(f"^{text}$", script.stdout, script.stderr, duration=script.duration)
        self.azure.simulation.rules.add(outcome)
        command = "RunPowerShellScript" if "win" in target else "RunShellScript"
        return self._begin(
            self.client.post(f"{self.path(target)}/runCommand", {"commandId": command, "script": [text]})
        )

    def step_remove_extension(self, target: str) -> WholeAnswer:
        """POST the command that removes the extension."""
        system = "Windows" if "win" in target else "Linux"
        content = {"commandId": f"RemoveRunCommand{system}Extension"}
        return self._begin(self.client.post(f"{self.path(target)}/runCommand", content))

    def step_look(self, target: str) -> WholeAnswer:
        """GET a VM with its instance view."""
        return self.client.get(f"{self.path(target)}/instanceView")

    def step_poll(self, number: int) -> WholeAnswer:
        """GET the status of an operation."""
        return self.client.poll(self.accepted[number % len(self.accepted)])

    def step_result(self, number: int) -> WholeAnswer:
        """GET the result of an operation that has one."""
        accepted = self.accepted[number % len(self.accepted)]
        return self.client.result(accepted) if accepted.header("Location") else self.client.poll(accepted)

    def step_advance(self, seconds: float) -> None:
        """Move time."""
        self.azure.advance(seconds)

    def step_inject(self, target: str, fault: str) -> None:
        """Inject a fault, where the VM is there and is one that can have it."""
        faults, key = self.azure.simulation.faults, self.path(target).lower()
        machine = self.azure.simulation.cloud.machines.get(key)
        kind = FAULTS[fault]
        if machine is not None and (not isinstance(kind, MachineFault) or machine.os_type in kind.systems):
            faults.inject(parse(fault), key)

    def step_heal(self, target: str, fault: str) -> None:
        """Heal a fault, where the VM is there."""
        machine = self.azure.simulation.cloud.machines.get(self.path(target).lower())
        if machine is not None:
            self.azure.simulation.faults.heal_machine(machine, fault)

    def step_guest_restarts(self, target: str) -> None:
        """The guest restarts itself, as a script may ask it to."""
        machine = self._machine(target)
        if machine is not None and machine.ready:
            machine._restart(1.0)

    def step_guest_shuts_down(self, target: str) -> None:
        """The guest shuts itself down."""
        machine = self._machine(target)
        if machine is not None and machine.ready:
            machine._shut_down(1.0)

    def _machine(self, target: str) -> Any:
        try:
            return self.azure.simulation.hypervisor.machine(self.path(target).lower())
        except KeyError:
            return None

    def _begin(self, answer: WholeAnswer) -> WholeAnswer:
        if answer.header("Azure-AsyncOperation"):
            self.accepted.append(answer)
        return answer
