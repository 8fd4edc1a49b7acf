"""The VMs of a simulation, wherever they run: their power, their agents, what faults and tests do to them."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Iterable, Mapping
from dataclasses import replace
from typing import Any, Generic, Protocol, TypeVar

import simpy

from fake_agent.agent import AGENT_VERSIONS
from fake_agent.conditions import Conditions
from fake_agent.guest import Guest
from fake_agent.timing import AgentTiming
from fake_agent.world import World
from fake_arm.fabric import Fabric
from fake_arm.model import VirtualMachine

GuestOf = TypeVar("GuestOf", bound=Guest)


def agent_option(resource: VirtualMachine, name: str) -> Any:
    """What the estate says of a VM's agent; None where it says nothing."""
    options = resource.options.get("agent")
    return options.get(name) if isinstance(options, dict) else None


class Network(Protocol):
    """The network around one VM."""

    @property
    def outbound_open(self) -> bool:
        """Whether a status upload gets out."""

    def switch_outbound(self, *, is_open: bool) -> None:
        """Open or cut the way out."""

    @property
    def conditions(self) -> Conditions:
        """What is wrong with the VM's agent and its extension."""

    def set_conditions(self, conditions: Conditions) -> None:
        """Let other things be wrong than before; the agent is told."""


class WindowsMachine(Protocol):
    """What the control API and tests do with an emulated Windows machine, wherever it is."""

    def describe(self) -> dict[str, Any]:
        """What there is to see of it."""

    def change(self, description: Mapping[str, Any], place: str = ...) -> None:
        """Change it by a description. Raises ``ValueError`` naming ``place`` and the member."""

    def snapshot(self) -> Any:
        """Its state, for ``restore``."""

    def restore(self, snapshot: Any) -> None:
        """Bring a state back."""


class Machine(Generic[GuestOf]):
    """One VM: its guest and its agent, made when they are first needed."""

    def __init__(self, hypervisor: "MachineHypervisor[GuestOf]", resource: VirtualMachine) -> None:
        self._hypervisor = hypervisor
        self._machine = resource
        self._powered = resource.power_state == "running"
        self._power_switches = 0
        self._guest: GuestOf | None = None
        self.network = hypervisor.make_network(resource)
        """The network around the VM, as its hypervisor makes it."""

    @property
    def guest(self) -> GuestOf:
        """The machine under the agent."""
        if self._guest is None:
            self._guest = self._hypervisor.make_guest(self._machine, self.network)
            self._guest.on_restart_requested(self._restart)
            self._guest.on_shutdown_requested(self._shut_down)
            (self._guest.boot if self._powered else self._guest.power_off)()
            self._hypervisor.start_agent(self._machine, self._guest, self.network)
        return self._guest

    @property
    def ready(self) -> bool:
        """Whether the agent's heartbeats arrive."""
        if self.network.conditions.agent_hung:
            return False
        if self._guest is None:
            return self._powered and self.network.outbound_open
        return self._guest.agent_running and self._guest.outbound_open and self.network.outbound_open

    @property
    def version(self) -> str:
        """What the agent calls itself."""
        return AGENT_VERSIONS[self._machine.os_type]

    def cut_outbound(self, *, cut: bool) -> None:
        """Cut or restore the network's way out."""
        self.network.switch_outbound(is_open=not cut)

    def change(self, description: Mapping[str, Any]) -> None:
        """Change a Windows machine by a description, as in an estate file. Raises ``ValueError`` naming the member."""
        self._hypervisor.windows(self._machine.key).change(description)

    def describe(self) -> dict[str, Any]:
        """What there is to see of a Windows machine. Raises ``ValueError`` where it is none."""
        return self._hypervisor.windows(self._machine.key).describe()

    def trouble(self, **conditions: Any) -> None:
        """Change what is wrong with its agent and extension: members of ``fake_agent.conditions.Conditions``."""
        self.network.set_conditions(replace(self.network.conditions, **conditions))

    def power_on(self) -> None:
        """Boot; the agent runs when that is done."""
        self._switch_power(on=True)

    def power_off(self) -> None:
        """Stop at once."""
        self._switch_power(on=False)

    def _switch_power(self, *, on: bool) -> None:
        self._powered = on
        self._power_switches += 1
        if self._guest is not None:
            (self._guest.boot if on else self._guest.power_off)()

    def _restart(self, delay: float) -> None:
        self._hypervisor.world.environment.process(self._reboot(delay))

    def _reboot(self, delay: float) -> Generator[simpy.Event, Any, None]:
        """The guest restarts itself, unless somebody switches its power in the meantime."""
        world = self._hypervisor.world
        before = self._power_switches
        yield world.environment.timeout(delay)
        if self._power_switches != before:
            return
        world.record("guest", "restarting", vm=self._machine.name)
        self.power_off()
        before = self._power_switches
        yield world.environment.timeout(world.draw(f"boot/{self._machine.key}", self._hypervisor.timing.boot))
        if self._power_switches == before:
            world.record("guest", "started", vm=self._machine.name)
            self.power_on()

    def _shut_down(self, delay: float) -> None:
        self._hypervisor.world.environment.process(self._halt(delay))

    def _halt(self, delay: float) -> Generator[simpy.Event, Any, None]:
        world = self._hypervisor.world
        before = self._power_switches
        yield world.environment.timeout(delay)
        if self._power_switches == before:
            world.record("guest", "shut down", vm=self._machine.name)
            self.power_off()
            self._hypervisor.on_halt(self._machine)


class MachineHypervisor(ABC, Generic[GuestOf]):
    """Turns the VMs of the cloud on and off. What a guest is, and where its agent runs, is in subclasses."""

    def __init__(
        self, world: World, fabric: Fabric, timing: AgentTiming, on_halt: Callable[[VirtualMachine], None]
    ) -> None:
        self.world = world
        self.fabric = fabric
        self.timing = timing
        self.on_halt = on_halt
        self._machines: dict[str, Machine[GuestOf]] = {}

    @abstractmethod
    def make_network(self, resource: VirtualMachine) -> Any:
        """The network around a new VM: a ``Network``."""

    @abstractmethod
    def make_guest(self, resource: VirtualMachine, network: Any) -> GuestOf:
        """A new guest for a VM, powered off."""

    @abstractmethod
    def start_agent(self, resource: VirtualMachine, guest: GuestOf, network: Any) -> None:
        """Start the agent of a VM."""

    @abstractmethod
    def windows(self, key: str) -> WindowsMachine:
        """The emulated Windows machine of this VM. Raises ``ValueError`` where it has none."""

    def machine(self, key: str) -> Machine[GuestOf]:
        """The VM of this key. Raises ``KeyError``."""
        return self._machines[key]

    def create(self, machine: VirtualMachine) -> None:
        """Make a VM. Its guest comes into being with the first goal state, or when somebody looks into it."""
        self._machines[machine.key] = made = Machine(self, machine)
        self.fabric.connect(machine.key, made)
        self.world.environment.process(self._bring_up(machine.key))

    def bring_up(self, resources: Iterable[VirtualMachine], on_progress: Callable[[str], None]) -> None:
        """Bring the guests of these VMs into being now. Embedded ones cost nothing later, and stay as they are."""

    def _bring_up(self, key: str) -> Generator[simpy.Event, Any, None]:
        while self.fabric.goal_state(key) is None:
            yield self.fabric.goal_state_changed(key)
        if key in self._machines:
            _ = self._machines[key].guest

    def destroy(self, machine: VirtualMachine) -> None:
        """Stop a VM for good."""
        self._machines.pop(machine.key).power_off()

    def start(self, machine: VirtualMachine) -> None:
        """Power on."""
        self._machines[machine.key].power_on()

    def stop(self, machine: VirtualMachine) -> None:
        """Power off."""
        self._machines[machine.key].power_off()

    def close(self) -> None:
        """Turn every VM off."""
        for machine in self._machines.values():
            machine.power_off()
