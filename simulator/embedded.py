"""Embedded agents: guests and agents in this process, on the simulated schedule."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

import simpy

from fake_agent.assembly import start_agent
from fake_agent.conditions import Conditions
from fake_agent.extension.handler import Surroundings
from fake_agent.guest import Guest
from fake_agent.protocol import GoalState, StatusReport
from fake_agent.rules import RuleBook
from fake_agent.world import World
from fake_arm.fabric import Fabric
from fake_arm.model import VirtualMachine
from simulator.guests import GuestFactory
from simulator.machines import MachineHypervisor, WindowsMachine, agent_option

if TYPE_CHECKING:
    from fake_agent.windows.guest import WindowsGuest


class _Link:
    """The fabric as one agent sees it, and the network around the VM."""

    def __init__(self, fabric: Fabric, machine: str) -> None:
        self._fabric = fabric
        self._machine = machine
        self.outbound_open = True
        self.conditions = Conditions()

    def switch_outbound(self, *, is_open: bool) -> None:
        """Open or cut the way out."""
        self.outbound_open = is_open
        self._fabric.wake(self._machine)

    def set_conditions(self, conditions: Conditions) -> None:
        """Let other things be wrong than before."""
        self.conditions = conditions
        self._fabric.wake(self._machine)

    def goal_state(self) -> GoalState | None:
        return self._fabric.goal_state(self._machine)

    def changed(self) -> simpy.Event:
        return self._fabric.goal_state_changed(self._machine)

    def upload_status(self, report: StatusReport) -> None:
        self._fabric.upload_status(self._machine, report)


class EmbeddedHypervisor(MachineHypervisor[Guest]):
    """Runs guests and agents here."""

    def __init__(
        self,
        world: World,
        fabric: Fabric,
        rules: RuleBook,
        guests: GuestFactory,
        on_halt: Callable[[VirtualMachine], None],
    ) -> None:
        super().__init__(world, fabric, guests.timing, on_halt)
        self._rules = rules
        self._guests = guests

    def make_network(self, resource: VirtualMachine) -> _Link:
        """The network around a new VM, with its way to the fabric."""
        return _Link(self.fabric, resource.key)

    def make_guest(self, resource: VirtualMachine, network: _Link) -> Guest:
        """A new guest for a VM."""
        return self._guests.make(resource)

    def start_agent(self, resource: VirtualMachine, guest: Guest, network: _Link) -> None:
        """Start the agent of a VM."""
        legacy = agent_option(resource, "exitCodes") == "legacy"
        surroundings = Surroundings(self.world, resource.name, guest, self._rules, self.timing, legacy)
        start_agent(resource.os_type, surroundings, network)

    def windows(self, key: str) -> WindowsMachine:
        """The emulated Windows machine of this VM."""
        from fake_agent.windows.control import WindowsControl  # noqa: PLC0415 # loaded with the first Windows guest

        return WindowsControl(cast("WindowsGuest", self.machine(key).guest))
