"""What a test holds in its hand: one VM, and the clock. Every call takes the lock of the simulation."""

from typing import Any

from fake_agent.guest import Guest, GuestFiles
from fake_agent.rules import Rule
from fake_arm.model import VirtualMachine
from simulator.faults import registry
from simulator.journal import JournalEntry
from simulator.simulation import Simulation


class ClockHandle:
    """Simulated time."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation

    @property
    def seconds(self) -> float:
        """Simulated seconds since the start."""
        with self._simulation.lock:
            self._simulation.catch_up()
            return self._simulation.schedule.now

    def advance(self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0) -> None:
        """Move time forward. Raises ``ValueError`` for a negative amount."""
        amount = seconds + 60.0 * minutes + 3600.0 * hours
        if amount < 0:
            raise ValueError("time can't go backwards")
        with self._simulation.lock:
            self._simulation.advance(amount)


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
    def guest(self) -> Guest:
        """The machine under the agent. A Windows guest's ``machine`` has the registry, the services and the rest."""
        with self._simulation.lock:
            return self._simulation.hypervisor.machine(self._machine.key).guest

    @property
    def files(self) -> GuestFiles:
        """The VM's files, by its own notation."""
        return self.guest.files

    @property
    def received(self) -> tuple[JournalEntry, ...]:
        """The run commands that the VM was sent, oldest first."""
        return tuple(entry for entry in self.journal if entry.event == "run command accepted")

    @property
    def journal(self) -> tuple[JournalEntry, ...]:
        """What happened to the VM."""
        return tuple(entry for entry in self._simulation.journal if entry.vm == self._machine.name)

    def inject(self, fault: str) -> None:
        """Put the VM into the state of a fault. Raises ``KeyError`` with the names that there are."""
        with self._simulation.lock:
            registry.find(fault).inject(self._simulation.hypervisor.machine(self._machine.key))
            self._simulation.surroundings.record("fault", "injected", vm=self.name, fault=fault)

    def heal(self, fault: str) -> None:
        """Bring the VM out of it again."""
        with self._simulation.lock:
            registry.find(fault).heal(self._simulation.hypervisor.machine(self._machine.key))
            self._simulation.surroundings.record("fault", "healed", vm=self.name, fault=fault)

    def rule(self, script: str = "", **outcome: Any) -> None:
        """Give scripts that match the regular expression ``script`` an outcome on this VM.

        ``outcome``: ``stdout``, ``stderr``, ``exit_code``, ``duration`` (simulated seconds, None never ends).
        """
        with self._simulation.lock:
            self._simulation.rules.add(Rule(script=script, vm=self.name, **outcome))
