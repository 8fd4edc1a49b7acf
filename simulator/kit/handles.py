"""What a test holds in its hand: one VM. Every call takes the lock of the simulation."""

import base64
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from fake_agent.assembly import HANDLERS
from fake_agent.guest import Guest, GuestFiles
from fake_agent.rules import Rule
from fake_agent.stubs import Stub, WebStub
from fake_arm.model import VirtualMachine
from simulator.faults.in_force import InForce
from simulator.faults.orders import from_keywords
from simulator.guest_entries import check_guest
from simulator.journal import JournalEntry
from simulator.kit.occupation import occupy
from simulator.kit.received import Received, received_by
from simulator.kit.watched import watched
from simulator.machines import WindowsMachine
from simulator.simulation import Simulation

if TYPE_CHECKING:
    from fake_agent.windows.guest import WindowsGuest
    from fake_agent.windows.machine import Machine
    from fake_agent.windows.registry import Registry
    from fake_agent.windows.services import Services
    from simulator.containers.remote_windows import RemoteWindows


class MachineHandle:
    """One VM of the estate."""

    def __init__(self, simulation: Simulation, machine: VirtualMachine) -> None:
        self._simulation = simulation
        self._machine = machine

    @property
    def name(self) -> str:
        """Its name."""
        return self._machine.name

    @property
    def key(self) -> str:
        """What the simulation knows it by: its id in lower case."""
        return self._machine.key

    @property
    def guest(self) -> Guest:
        """The machine under the agent."""
        with self._simulation.lock:
            guest: Guest = self._simulation.hypervisor.machine(self._machine.key).guest
            return guest

    @property
    def files(self) -> GuestFiles:
        """The VM's files, by its own notation."""
        return self.guest.files

    def log_path(self, log: str) -> str:
        """Where the VM keeps a log: of the ``extension`` or of the ``agent``."""
        layout = HANDLERS[self._machine.os_type].layout
        return {"extension": layout.log, "agent": layout.agent_log}[log]

    @property
    def machine(self) -> "Machine":
        """A Windows machine: registry, services, accounts, firewall and the rest, to look at and to change.

        Raises ``TypeError`` for a Linux VM. Of one in a container values are copies, and what is no value stays there.
        """
        windows = self._windows
        if self._simulation.options.containers is not None:
            return cast("Machine", cast("RemoteWindows", windows).machine)
        guest = cast("WindowsGuest", self.guest)
        return watched(guest.machine, self._simulation, guest)

    @property
    def registry(self) -> "Registry":
        """The registry of a Windows machine."""
        return self.machine.registry

    @property
    def services(self) -> "Services":
        """The services of a Windows machine."""
        return self.machine.services

    def change(self, description: Mapping[str, Any]) -> None:
        """Change a Windows machine by a description, as in an estate file. Raises ``ValueError`` naming the member."""
        with self._simulation.lock:
            self._windows.change(description)

    def snapshot(self) -> Any:
        """A Windows machine as it is now, for ``restore``."""
        with self._simulation.lock:
            return self._windows.snapshot()

    def restore(self, snapshot: Any) -> None:
        """Bring a Windows machine back to a snapshot."""
        with self._simulation.lock:
            self._windows.restore(snapshot)

    @property
    def _windows(self) -> WindowsMachine:
        if self._machine.os_type != "Windows":
            raise TypeError(f"{self.name} is a Linux machine; only Windows machines are emulated")
        return self._simulation.hypervisor.windows(self._machine.key)

    @property
    def received(self) -> Received:
        """The run commands that the VM was sent, accepted or refused, oldest first."""
        with self._simulation.lock:
            self._simulation.catch_up()
            return received_by(self._simulation, self._machine)

    @property
    def journal(self) -> tuple[JournalEntry, ...]:
        """What happened to the VM."""
        return tuple(entry for entry in self._simulation.journal if entry.vm == self._machine.name)

    def inject(self, fault: str, **members: Any) -> InForce:
        """Put an order of a fault in force on this VM; returns it, with its ``id``.

        ``members``: ``count``, ``start``, ``end``, ``probability`` and the fault's own parameters. A fault of the
        endpoint is for requests to this VM. Raises ``ValueError`` with one sentence on what is wrong.
        """
        with self._simulation.lock:
            return self._simulation.faults.inject(from_keywords(fault, members), self._machine.key)

    def heal(self, fault: str) -> None:
        """Bring the VM out of a fault again. Raises ``ValueError`` for a name that is none."""
        from_keywords(fault, {})
        with self._simulation.lock:
            machine = self._simulation.cloud.machines.get(self._machine.key, self._machine)
            self._simulation.faults.heal_machine(machine, fault)

    def rule(
        self,
        script: str = "",
        *,
        stdout: str = "",
        stderr: str = "",
        exit_code: int = 0,
        duration: float | None = 0.0,
    ) -> None:
        """Give scripts in which the regular expression ``script`` is found an outcome on this VM.

        ``duration`` is in simulated seconds, None never ends.
        """
        with self._simulation.lock:
            self._simulation.rules.add(Rule(script, stdout, stderr, exit_code, duration, self.name))

    def occupy(self, duration: float | None = None) -> str:
        """Let somebody else run a script here for ``duration`` simulated seconds (None: it never ends by itself).

        Until it has ended, clients meet 409. Returns the operation's id; an empty one where Compute refuses the run.
        """
        with self._simulation.lock:
            self._simulation.catch_up()
            return occupy(self._simulation, self._machine, duration)

    def stub(self, name: str = "", **outcome: Any) -> None:
        """Give this Windows VM a command of the test's own, before every other of its name, or an answer of the web.

        ``outcome`` of a command: ``arguments`` (a regular expression on them), ``stdout``, ``stderr``, ``exit_code``,
        ``objects`` (mappings), ``duration`` (simulated seconds, None never ends), ``effect`` (a description of the
        machine). Of an answer: ``url`` (``*`` stands for anything), ``method``, ``status``, ``headers``, ``body``
        (text, bytes, or what becomes JSON), ``duration``. Raises ``ValueError``.
        """
        _ = self._windows  # a Linux VM has its own programs
        add_stub(self._simulation, make_stub(name, self.name, outcome))


def make_stub(name: str, vm: str, outcome: dict[str, Any]) -> Stub | WebStub:
    """A stub from keywords: of a command, or of the web where there is a ``url``. Raises ``ValueError``."""
    if "url" not in outcome:
        return Stub(name, vm=vm, **outcome)
    if name:
        raise ValueError(f"a stub is of a command ({name}) or of the web ({outcome['url']}), not of both")
    body = outcome.pop("body", "")
    if isinstance(body, bytes):
        outcome["body_base64"] = base64.b64encode(body).decode()
    else:
        outcome["body"] = body if isinstance(body, str) else json.dumps(body)
    return WebStub(vm=vm, **outcome)


def add_stub(simulation: Simulation, stub: Stub | WebStub) -> None:
    """Put a stub in force. Raises ``ValueError`` where its effect is none that a machine can take over."""
    if isinstance(stub, Stub):
        check_guest(stub.effect, "Windows", f"the stub {stub.name}: 'effect'")
    with simulation.lock:
        simulation.stubs.add(stub)
