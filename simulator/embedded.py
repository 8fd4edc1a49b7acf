"""Embedded agents: guests and agents in this process, on the simulated schedule."""

from collections.abc import Callable, Generator
from typing import Any

import simpy

from fake_agent.agent import AGENT_VERSIONS, AgentParts, run_agent
from fake_agent.extension.handler import RunCommandHandler, Surroundings
from fake_agent.extension.linux import RunCommandLinux
from fake_agent.extension.windows import RunCommandWindows
from fake_agent.guest import Guest
from fake_agent.protocol import GoalState, StatusReport
from fake_agent.rules import RuleBook
from fake_agent.world import World
from fake_arm.fabric import Fabric
from fake_arm.model import VirtualMachine
from simulator.guests import GuestFactory

HANDLERS: dict[str, type[RunCommandHandler]] = {"Windows": RunCommandWindows, "Linux": RunCommandLinux}


class _Link:
    """The fabric as one agent sees it, and the network around the VM."""

    def __init__(self, fabric: Fabric, machine: str) -> None:
        self._fabric = fabric
        self._machine = machine
        self.outbound_open = True

    def switch_outbound(self, *, is_open: bool) -> None:
        """Open or cut the way out."""
        self.outbound_open = is_open
        self._fabric.wake(self._machine)

    def goal_state(self) -> GoalState | None:
        return self._fabric.goal_state(self._machine)

    def changed(self) -> simpy.Event:
        return self._fabric.goal_state_changed(self._machine)

    def upload_status(self, report: StatusReport) -> None:
        self._fabric.upload_status(self._machine, report)


class EmbeddedMachine:
    """One VM: its guest and its agent, made when they are first needed."""

    def __init__(self, hypervisor: "EmbeddedHypervisor", machine: VirtualMachine) -> None:
        self._hypervisor = hypervisor
        self._machine = machine
        self._powered = machine.power_state == "running"
        self._power_switches = 0
        self._guest: Guest | None = None
        self._link = _Link(hypervisor.fabric, machine.key)

    @property
    def guest(self) -> Guest:
        """The machine under the agent."""
        if self._guest is None:
            self._guest = self._hypervisor.make_guest(self._machine)
            if self._powered:
                self._guest.boot()
            self._guest.on_restart_requested(self._restart)
            self._guest.on_shutdown_requested(self._shut_down)
            self._hypervisor.start_agent(self._machine, self._guest, self._link)
        return self._guest

    @property
    def ready(self) -> bool:
        """Whether the agent's heartbeats arrive."""
        if self._guest is None:
            return self._powered and self._link.outbound_open
        return self._guest.agent_running and self._guest.outbound_open and self._link.outbound_open

    @property
    def version(self) -> str:
        """What the agent calls itself."""
        return AGENT_VERSIONS[self._machine.os_type]

    def cut_outbound(self, *, cut: bool) -> None:
        """Cut or restore the network's way out."""
        self._link.switch_outbound(is_open=not cut)

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


class EmbeddedHypervisor:
    """Turns the VMs of the cloud on and off."""

    def __init__(
        self,
        world: World,
        fabric: Fabric,
        rules: RuleBook,
        guests: GuestFactory,
        on_halt: Callable[[VirtualMachine], None],
    ) -> None:
        self.world = world
        self.timing = guests.timing
        self.on_halt = on_halt
        self.fabric = fabric
        self._rules = rules
        self._guests = guests
        self._machines: dict[str, EmbeddedMachine] = {}

    def machine(self, key: str) -> EmbeddedMachine:
        """The VM of this key. Raises ``KeyError``."""
        return self._machines[key]

    def make_guest(self, machine: VirtualMachine) -> Guest:
        """A new guest for a VM."""
        return self._guests.make(machine)

    def start_agent(self, machine: VirtualMachine, guest: Guest, link: _Link) -> None:
        """Start the agent of a VM."""
        agent_options = machine.options.get("agent")
        legacy = isinstance(agent_options, dict) and agent_options.get("exitCodes") == "legacy"
        surroundings = Surroundings(self.world, machine.name, guest, self._rules, self.timing, legacy)
        handler = HANDLERS[machine.os_type](surroundings)
        parts = AgentParts(surroundings, link, handler, AGENT_VERSIONS[machine.os_type])
        self.world.environment.process(run_agent(parts))

    def create(self, machine: VirtualMachine) -> None:
        """Make a VM. Its guest comes into being with the first goal state, or when somebody looks into it."""
        self._machines[machine.key] = embedded = EmbeddedMachine(self, machine)
        self.fabric.connect(machine.key, embedded)
        self.world.environment.process(self._bring_up(machine.key))

    def _bring_up(self, key: str) -> Generator[simpy.Event, Any, None]:
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
