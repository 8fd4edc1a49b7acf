"""One simulation: the parts put together, the one lock, and starting over."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from fake_agent.randomness import Randomness
from fake_agent.rules import RuleBook
from fake_agent.stubs import StubBook
from fake_agent.timing import AgentTiming
from fake_arm.cloud import Cloud
from fake_arm.fabric import Fabric
from fake_arm.model import PowerState, VirtualMachine
from fake_arm.sign_in.tokens import TokenAuthority
from fake_arm.timing import ProviderTiming
from simulator.embedded import EmbeddedHypervisor
from simulator.estate import Estate, load_estate
from simulator.faults.book import FaultBook
from simulator.fixtures import load_yaml, read_text
from simulator.guests import GuestFactory
from simulator.journal import Journal
from simulator.machines import MachineHypervisor
from simulator.population import directory, documents, populate
from simulator.schedule import Schedule
from simulator.serving.leftovers import OwnFolder
from simulator.surroundings import SimulatedSurroundings
from simulator.time_modes import AutomaticTime, TimeMode

if TYPE_CHECKING:
    from simulator.containers.site import Site


@dataclass(frozen=True, slots=True)
class SimulationOptions:
    """How a simulation is: ``start`` is the moment at which its time begins (now, unless given).

    With ``containers`` each VM has its guest and agent in a container of its own, at the site that it gives; without,
    they are in this process.
    """

    estate: Estate = field(default_factory=load_estate)
    make_mode: Callable[[], TimeMode] = AutomaticTime
    seed: int = 0
    start: datetime | None = None
    unconfined_linux: bool = False
    containers: "Callable[[], Site] | None" = None


@cache
def _profile(name: str) -> tuple[ProviderTiming, AgentTiming]:
    profile = load_yaml(read_text("latency-profiles.yaml"))[name]

    def spans(section: dict[str, Any]) -> dict[str, Any]:
        return {key: tuple(value) if isinstance(value, list) else value for key, value in section.items()}

    return ProviderTiming(**spans(profile["provider"])), AgentTiming(**spans(profile["agent"]))


class Simulation:
    """Everything that is simulated. Use it with ``lock`` held.

    ``reset`` puts it back to its beginning: same estate, same seed, time at its start. Tokens stay valid.
    """

    def __init__(self, options: SimulationOptions) -> None:
        self.options = options
        self.rules = RuleBook()
        self.stubs = StubBook()
        self.snapshots: dict[tuple[str, str], Any] = {}
        """Remembered states of Windows machines, by VM and name."""
        self.journal = Journal()
        self._tokens = TokenAuthority()
        self._site = options.containers() if options.containers else None
        self._state = OwnFolder(mode=0o711)  # another user of the host may reach the one VM that is its own
        self._lives = 0
        self.spare_thread: Callable[[], AbstractContextManager[None]] = nullcontext
        """Gives the server another thread for as long as a request really waits in its own."""
        self.on_mode_changed: Callable[[], None] = lambda: None
        """Told when time begins to move otherwise: who serves may have to let it pass while nobody asks."""
        schedule = Schedule(options.start or datetime.now(UTC))
        self._lives_changed = threading.Condition(schedule.lock)
        self._begin(schedule)

    def _begin(self, schedule: Schedule) -> None:
        options = self.options
        provider_timing, agent_timing = _profile(options.estate.latency)
        self.schedule = schedule
        self.surroundings = SimulatedSurroundings(schedule, Randomness(options.seed), self.journal, options.make_mode())
        fabric = Fabric(schedule.environment)
        self.snapshots.clear()
        self.stubs.clear()
        for stub in options.estate.stubs:
            self.stubs.add(stub)
        self.hypervisor = self._make_hypervisor(fabric, agent_timing)
        self.cloud = Cloud(
            surroundings=self.surroundings,
            clock=self.surroundings,
            hypervisor=self.hypervisor,
            directory=directory(options.estate),
            documents=documents(),
            timing=provider_timing,
            tokens=self._tokens,
            fabric=fabric,
            locations=tuple(load_yaml(read_text("locations.yaml"))),
            enforce_limits=options.estate.enforce_limits,
        )
        populate(self.cloud, options.estate)
        self._tokens.revive_all()
        self.faults = self.cloud.watcher = FaultBook(self.cloud, self.hypervisor)
        for machine in tuple(self.cloud.machines.values()):
            self.faults.machine_changed(machine)
        for order in options.estate.faults:
            self.faults.inject(order)

    def _make_hypervisor(self, fabric: Fabric, timing: AgentTiming) -> MachineHypervisor[Any]:
        if self._site is None:
            state = self._state.path / str(self._lives)
            unconfined = self.options.unconfined_linux
            guests = GuestFactory(self.surroundings, timing, state, self.stubs, unconfined_linux=unconfined)
            return EmbeddedHypervisor(self.surroundings, fabric, self.rules, guests, self._machine_halted)
        from simulator.containers.hypervisor import Books, ContainerHypervisor  # noqa: PLC0415 # by who needs it

        return ContainerHypervisor(
            self.surroundings,
            self.schedule,
            fabric,
            Books(self.rules, self.stubs),
            timing,
            self._machine_halted,
            self._site,
            self.options.seed,
        )

    def bring_up(self, on_progress: Callable[[str], None]) -> None:
        """Start the containers of all VMs that run, instead of when they are first needed."""
        running = [machine for machine in self.cloud.machines.values() if machine.power_state == PowerState.RUNNING]
        self.hypervisor.bring_up(running, on_progress)

    def _machine_halted(self, machine: VirtualMachine) -> None:
        """A guest that shuts itself down leaves its VM stopped, still allocated."""
        self.cloud.change_machine(machine.key, power_state=PowerState.STOPPED)

    @property
    def lock(self) -> Any:
        """The one lock."""
        return self.schedule.lock

    @property
    def mode(self) -> TimeMode:
        """How time moves."""
        return self.surroundings.mode

    def change_mode(self, mode: TimeMode) -> TimeMode:
        """Let time move otherwise, from where it is. Returns the mode before."""
        self.catch_up()
        before, self.surroundings.mode = self.mode, mode
        mode.resume(self.schedule)
        self.on_mode_changed()
        return before

    def catch_up(self) -> None:
        """Let everything happen that is due."""
        self.mode.catch_up(self.schedule)

    def advance(self, seconds: float) -> None:
        """Move time by hand."""
        self.mode.catch_up(self.schedule)
        self.mode.advance(self.schedule, seconds)

    def hold_up(self, seconds: float) -> Callable[[], None]:
        """Hold a request up for simulated seconds; returns what waits for the wall clock, where that rules.

        A reset or the end of the simulation ends the wait. It is called without the lock.
        """
        waiting, life = self.mode.hold_up(self.schedule, seconds), self._lives

        def wait() -> None:
            if waiting:
                with self.spare_thread(), self.lock:
                    self._lives_changed.wait_for(lambda: self._lives != life, waiting)

        return wait

    def reset(self, options: SimulationOptions | None = None) -> None:
        """Back to the beginning, or to the beginning of another one.

        Rules and journal are cleared; stubs and faults are the estate's again. Where agents run stays as it was.
        """
        start = self.schedule.start
        if options is not None:
            self.options = options
            start = options.start or datetime.now(UTC)
        self._end()
        self.rules.clear()
        self.journal.clear()
        lock = self.schedule.lock
        self._begin(Schedule(start, lock))

    def close(self) -> None:
        """Stop, with everything that still runs on a VM, and remove what was put on disk."""
        with self.lock:
            self._end()
        if self._site is not None:
            self._site.close()
        self._state.remove()

    def _end(self) -> None:
        """Turn every VM off; with the agents end their scripts, the real processes among them."""
        with self.lock:
            self._lives += 1
            self._lives_changed.notify_all()
        self.hypervisor.close()
        self.schedule.settle()
        self.schedule.close()
