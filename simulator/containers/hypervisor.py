"""Agents in containers: each VM's guest and agent in a container of its own."""

import errno
import secrets
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import simpy

from fake_agent.conditions import Conditions
from fake_agent.container.messages import MachineStart
from fake_agent.rules import RuleBook
from fake_agent.stubs import StubBook
from fake_agent.timing import AgentTiming
from fake_agent.world import World
from fake_arm.fabric import Fabric
from fake_arm.model import VirtualMachine
from simulator.containers.conversation import Circumstances
from simulator.containers.endpoint import Line
from simulator.containers.errors import ContainersError, MachineSilentError
from simulator.containers.hull import Hull
from simulator.containers.reaper import WORKERS
from simulator.containers.remote_guest import RemoteGuest
from simulator.containers.remote_windows import RemoteWindows
from simulator.containers.site import Site
from simulator.guests import instance_metadata
from simulator.machines import MachineHypervisor, WindowsMachine, agent_option
from simulator.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Books:
    """What tests and users have said about scripts and commands."""

    rules: RuleBook
    stubs: StubBook


@dataclass(frozen=True, slots=True)
class _Berth:
    """What one VM has: its guest as the simulation sees it, the token of its agent, its container."""

    guest: RemoteGuest
    token: str
    hull: Hull


class OutboundNetwork:
    """A VM's place on the outbound network. Cutting it off takes its container off the network, for real."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.outbound_open = True
        self.conditions = Conditions()
        self.hull: Hull | None = None
        self.on_switch: Callable[[], object] = lambda: None

    def switch_outbound(self, *, is_open: bool) -> None:
        """Connect or disconnect. Raises ``MachineSilentError`` where the engine does not do so."""
        if is_open == self.outbound_open:
            return
        if self.hull is not None:
            engine = self._site.engine
            try:
                (engine.connect_network if is_open else engine.disconnect_network)(self._site.outbound.id, self.hull.id)
            except ContainersError as error:
                raise MachineSilentError(errno.EHOSTDOWN, str(error)) from error
        self.outbound_open = is_open
        self.on_switch()

    def set_conditions(self, conditions: Conditions) -> None:
        """Tell the agent what is wrong with it."""
        self.conditions = conditions
        self.on_switch()


class ContainerHypervisor(MachineHypervisor[RemoteGuest]):
    """Runs guests and agents in containers on a ``Site``. ``seed``: of the agents' random numbers."""

    def __init__(
        self,
        world: World,
        schedule: Schedule,
        fabric: Fabric,
        books: Books,
        timing: AgentTiming,
        on_halt: Callable[[VirtualMachine], None],
        site: Site,
        seed: int,
    ) -> None:
        super().__init__(world, fabric, timing, on_halt)
        self._schedule = schedule
        self._books = books
        self._site = site
        self._seed = seed
        self._berths: dict[str, _Berth] = {}

    def make_network(self, resource: VirtualMachine) -> OutboundNetwork:
        """The VM's place on the outbound network."""
        return OutboundNetwork(self._site)

    def make_guest(self, resource: VirtualMachine, network: OutboundNetwork) -> RemoteGuest:
        """A container for a VM, not yet started, unless it was prepared already."""
        berth = self._berths.get(resource.key) or self._prepare(resource, network)
        network.on_switch = berth.guest.look
        return berth.guest

    def _prepare(self, resource: VirtualMachine, network: OutboundNetwork) -> _Berth:
        """Make a VM's container. Several threads may do so for several VMs."""
        token = secrets.token_urlsafe(32)
        options = resource.options.get("guest")
        start = MachineStart(
            vm=resource.name,
            os_type=resource.os_type,
            begin=self._schedule.start.timestamp(),
            seed=self._seed,
            timing=self.timing,
            legacy_exit_codes=agent_option(resource, "exitCodes") == "legacy",
            guest_kind=agent_option(resource, "guest") or "emulated",
            description=dict(options) if isinstance(options, dict) else {},
            metadata=instance_metadata(resource),
        )
        site = self._site
        hull = Hull(site.engine)
        guest = RemoteGuest(
            start,
            Circumstances(
                world=self.world,
                schedule=self._schedule,
                rules=self._books.rules,
                stubs=self._books.stubs,
                goal_state=partial(self.fabric.goal_state, resource.key),
                conditions=lambda: network.conditions,
                upload=partial(self.fabric.upload_status, resource.key),
                hull=hull,
            ),
        )
        site.endpoint.directory.add(token, Line(guest.channel, guest.uploads.put))
        hull.build(
            lambda: site.create_machine(
                resource.name,
                disk=resource.os_type == "Linux",
                token=token,
                connected=network.outbound_open,
                on_happening=guest.on_happening,
            )
        )
        network.hull = hull
        self._berths[resource.key] = berth = _Berth(guest, token, hull)
        return berth

    def windows(self, key: str) -> WindowsMachine:
        """The emulated Windows machine of this VM, in its container. Raises ``ValueError`` where scripts meet pwsh."""
        return RemoteWindows(self.machine(key).guest)

    def start_agent(self, resource: VirtualMachine, guest: RemoteGuest, network: OutboundNetwork) -> None:
        """The agent is in the container already: it hears of goal states from now on."""
        self.world.environment.process(self._pass_on_goal_states(resource.key, guest))

    def _pass_on_goal_states(self, key: str, guest: RemoteGuest) -> Generator[simpy.Event, Any, None]:
        while key in self._berths:
            yield self.fabric.goal_state_changed(key)
            guest.look()

    def destroy(self, machine: VirtualMachine) -> None:
        """Remove a VM's container."""
        self._remove([machine.key])
        super().destroy(machine)

    def bring_up(self, resources: Iterable[VirtualMachine], on_progress: Callable[[str], None]) -> None:
        """Start the containers of these VMs now, several at a time, instead of when they are first needed.

        Raises ``ContainersError`` where one does not start.
        """
        wanted = [resource for resource in resources if resource.key not in self._berths]

        def start(resource: VirtualMachine) -> None:
            on_progress(f"starting {resource.name}")
            self._prepare(resource, self.machine(resource.key).network).hull.start()

        with ThreadPoolExecutor(WORKERS) as pool:
            tuple(pool.map(start, wanted))
        for number, resource in enumerate(wanted, 1):
            on_progress(f"waiting for the agents: {number} of {len(wanted)}")
            trouble = self.machine(resource.key).guest.trouble
            if trouble:
                raise ContainersError(trouble)

    def close(self) -> None:
        """Remove every container."""
        self._remove(list(self._berths))

    def _remove(self, keys: Iterable[str]) -> None:
        berths = [self._berths.pop(key) for key in keys if key in self._berths]
        for berth in berths:
            berth.guest.discard()
            self._site.endpoint.directory.remove(berth.token)
        self._site.remove_machines([berth.hull.id for berth in berths])
