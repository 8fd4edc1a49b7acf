"""An agent on a test bench: a guest in memory, a link in memory, and a world in which every range takes its low end."""

import errno
import random
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import simpy

from fake_agent.agent import AgentParts, run_agent
from fake_agent.conditions import Conditions
from fake_agent.extension.handler import RunCommandHandler, Surroundings
from fake_agent.extension.linux import RunCommandLinux
from fake_agent.extension.windows import RunCommandWindows
from fake_agent.guest import CommandLine, Outcome, Running
from fake_agent.protocol import GoalState, HandlerTarget, RunCommandSettings, StatusReport
from fake_agent.rules import RuleBook
from fake_agent.timing import AgentTiming

START = 1_768_464_000.0
"""Unix seconds at the beginning of every bench's time: 15 January 2026, 08:00 UTC."""

TIMING = AgentTiming(
    poll_interval=6.0,
    download=(3.0, 3.0),
    install=(8.0, 8.0),
    enable=(1.0, 1.0),
    interpreter_start=(0.0, 0.0),
    interpreter_end=(0.0, 0.0),
    boot=(20.0, 20.0),
)

HANDLERS: dict[str, type[RunCommandHandler]] = {"Windows": RunCommandWindows, "Linux": RunCommandLinux}


@dataclass
class BenchWorld:
    """Implements ``fake_agent.world.World``; ``journal`` holds (time, layer, event)."""

    environment: simpy.Environment = field(default_factory=simpy.Environment)
    journal: list[tuple[float, str, str]] = field(default_factory=list)

    def timestamp(self, at: float | None = None) -> float:
        return START + (self.environment.now if at is None else at)

    def randomness(self, name: str) -> random.Random:
        return random.Random(name)

    def draw(self, name: str, span: tuple[float, float]) -> float:
        return span[0]

    def record(self, layer: str, event: str, *, vm: str, operation: str = "", **details: object) -> None:
        self.journal.append((self.environment.now, layer, event))

    def await_real(self, work: Callable[[], Any], description: str) -> simpy.Event:
        raise AssertionError("nothing on a bench is real")


@dataclass
class MemoryFiles:
    """Implements ``fake_agent.guest.GuestFiles``; ``disk_full`` makes every write fail."""

    content: dict[str, bytes] = field(default_factory=dict)
    disk_full: bool = False

    def read(self, path: str) -> bytes:
        if path not in self.content:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory", path)
        return self.content[path]

    def write(self, path: str, content: bytes) -> None:
        if self.disk_full:
            raise OSError(errno.ENOSPC, "No space left on device", path)
        self.content[path] = content

    def append(self, path: str, content: bytes) -> None:
        self.write(path, self.content.get(path, b"") + content)

    def exists(self, path: str) -> bool:
        return any(known == path or known.startswith((f"{path}/", f"{path}\\")) for known in self.content)

    def remove(self, path: str) -> None:
        for known in [known for known in self.content if known.startswith(path)]:
            del self.content[known]


NOTHING = Outcome()


@dataclass(frozen=True)
class Behaviour:
    """What a command does on the bench: it takes ``seconds`` (None: for ever), then calls ``effect``, then ends."""

    seconds: float | None = 0.0
    outcome: Outcome = NOTHING
    effect: Callable[[], None] = lambda: None


class BenchGuest:
    """Implements ``fake_agent.guest.Guest``. ``behaviours`` are by the command's first word; others do nothing."""

    def __init__(self, environment: simpy.Environment) -> None:
        self._environment = environment
        self._changed = environment.event()
        self.files = MemoryFiles()
        self.behaviours: dict[str, Behaviour] = {}
        self.executed: list[tuple[float, str]] = []
        self.running: list[str] = []
        self.agent_running = False
        self.agent_starts = 0
        self.outbound_open = True

    def changed(self) -> simpy.Event:
        return self._changed

    def announce(self) -> None:
        event, self._changed = self._changed, self._environment.event()
        event.succeed()

    def open_outbound(self, *, is_open: bool) -> None:
        self.outbound_open = is_open
        self.announce()

    def execute(self, command: CommandLine) -> Running:
        name = command.line.split()[0].rpartition("/")[2]
        behaviour = self.behaviours.get(name, Behaviour())
        self.executed.append((self._environment.now, name))
        self.running.append(name)
        try:
            if behaviour.seconds is None:
                yield self._environment.event()
            else:
                yield self._environment.timeout(behaviour.seconds)
            behaviour.effect()
            return behaviour.outcome
        finally:
            self.running.remove(name)

    def stop_agent(self) -> None:
        self.agent_running = False
        self.announce()

    def start_agent(self) -> None:
        self.agent_running = True
        self.agent_starts += 1
        self.announce()

    def restart_agent(self) -> None:
        self.stop_agent()
        self.start_agent()

    def boot(self) -> None:
        self.start_agent()

    def power_off(self) -> None:
        self.stop_agent()

    def on_restart_requested(self, callback: Callable[[float], None]) -> None:
        raise AssertionError("nothing on a bench restarts itself")

    on_shutdown_requested = on_restart_requested


class BenchLink:
    """Implements ``fake_agent.protocol.FabricLink``; keeps every report."""

    def __init__(self, environment: simpy.Environment) -> None:
        self._environment = environment
        self._changed = environment.event()
        self.goal: GoalState | None = None
        self.outbound_open = True
        self.conditions = Conditions()
        self.reports: list[StatusReport] = []

    def goal_state(self) -> GoalState | None:
        return self.goal

    def changed(self) -> simpy.Event:
        return self._changed

    def announce(self) -> None:
        event, self._changed = self._changed, self._environment.event()
        event.succeed()

    def switch_outbound(self, *, is_open: bool) -> None:
        self.outbound_open = is_open
        self.announce()

    def upload_status(self, report: StatusReport) -> None:
        self.reports.append(report)


class AgentBench:
    """One agent with its guest and link, and time that moves when a test says so."""

    def __init__(self, os_type: str = "Windows", *, timing: AgentTiming = TIMING, legacy: bool = False) -> None:
        self.world = BenchWorld()
        self.environment = self.world.environment
        self.guest = BenchGuest(self.environment)
        self.link = BenchLink(self.environment)
        self.rules = RuleBook()
        surroundings = Surroundings(self.world, "vm", self.guest, self.rules, timing, legacy)
        self.handler = HANDLERS[os_type](surroundings)
        self.layout = self.handler.layout
        self.script_name = "powershell" if os_type == "Windows" else "script.sh"
        self.environment.process(run_agent(AgentParts(surroundings, self.link, self.handler, "1.0")))
        self.guest.boot()

    @property
    def files(self) -> MemoryFiles:
        """The guest's files."""
        return self.guest.files

    def script(self, behaviour: Behaviour) -> None:
        """What scripts do from now on."""
        self.guest.behaviours[self.script_name] = behaviour

    def at(self, time: float, action: Callable[[], None]) -> None:
        """Do something at a moment (seconds)."""

        def later() -> Generator[simpy.Event, Any, None]:
            yield self.environment.timeout(time - self.environment.now)
            action()

        self.environment.process(later())

    def publish(
        self, *script: str, at: float = 0.0, target: HandlerTarget = HandlerTarget.ENABLED, **values: str
    ) -> None:
        """A new goal state at a moment; ``values`` are the run's parameters."""

        def put() -> None:
            number = self.link.goal.incarnation if self.link.goal else 0
            settings = RunCommandSettings("RunScript", script, tuple(values.items()))
            name, version = self.layout.handler_name, self.layout.version
            self.link.goal = GoalState(number + 1, f"run-{number}", name, version, number, settings, target)
            self.link.announce()

        self.at(at, put)

    def run_until(self, time: float) -> None:
        """Let everything happen up to a moment, and what is due at it."""
        self.environment.run(until=time)
        while self.environment.peek() <= time:
            self.environment.step()

    @property
    def uploads(self) -> list[tuple[float, int, str]]:
        """The reports of the extension: when, of which settings, with which state (or the agent's code)."""
        return [
            (
                report.time,
                handler.sequence_number,
                handler.settings_status.state.value if handler.settings_status else str(handler.code),
            )
            for report in self.link.reports
            for handler in report.handlers
        ]

    @property
    def scripts_run(self) -> list[float]:
        """When scripts were started."""
        return [time for time, name in self.guest.executed if name == self.script_name]

    def events(self, layer: str) -> list[tuple[float, str]]:
        """What the journal tells of a layer."""
        return [(time, event) for time, known, event in self.world.journal if known == layer]
