"""One command of the extension while it runs: what all its processes share, whichever of them is at work."""

import errno
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from fake_agent.stubs import Stub, WebStub, joined
from fake_agent.timing import Range
from fake_agent.windows.description import apply
from fake_agent.windows.machine import Machine
from fake_agent.windows.security.guards import DENIED, GuardedFiles, GuardedRegistry
from fake_agent.windows.services import Services
from fake_agent.windows.suspension import PauseFunction

AGENT_LOG = r"C:\WindowsAzure\Logs\WaAppAgent.log"
"""What the agent holds open while it runs."""

StubFinder = Callable[[str, Sequence[object]], Stub | None]
"""Answers the stub for a command (its name, its arguments as written), or ``None``."""


@dataclass(frozen=True, slots=True)
class InterpreterTiming:
    """Simulated seconds that powershell.exe needs to start and to end (chosen; the order of a small VM)."""

    start: Range = (1.0, 2.0)
    end: Range = (0.1, 0.1)


@dataclass(frozen=True, slots=True)
class PowerRequest:
    """A script asks for a restart or a shutdown in so many seconds; ``None`` takes an earlier wish back."""

    kind: str | None
    delay: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Spawn:
    """A process that runs beside the script: its command line, folder, and who is told its exit code.

    With ``work`` it does that instead of running the command line. A ``bound`` one ends with the script. One that
    ``shares_output`` writes where the script writes: the script's output ends when its own does.
    """

    line: str
    folder: str
    finished: Callable[[int], None]
    work: "Callable[[Execution], int] | None" = None
    bound: bool = False
    shares_output: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Something for the journal."""

    event: str
    details: dict[str, Any]


AnswerFinder = Callable[[str, str], WebStub | None]
"""Answers the stub for a web request (its method, its URL), or ``None``."""


def no_answers(_method: str, _url: str) -> WebStub | None:
    """Nobody has given the web answers."""
    return None


def no_stubs(_name: str, _arguments: Sequence[object]) -> Stub | None:
    """Nobody has defined a command."""
    return None


@dataclass(slots=True)
class Execution:
    """What one command may do to its machine and to time.

    ``steps_left`` bounds the interpreted work of the command: what uses more counts as never ending, as it would in
    90 minutes. ``notes``, ``power_requests``, ``spawned`` and ``stopped`` are for the guest, who takes them when the
    command pauses or ends. ``processes`` are the identifiers of the processes that end with it, ``held_folders`` are
    those that they work in, ``code_page`` is the console's. ``files`` and ``registry`` are the machine's, held to the
    access rules of System: all programs of the command work on them.
    """

    machine: Machine
    random: random.Random
    pause: PauseFunction
    timing: InterpreterTiming = InterpreterTiming()
    steps_left: int = 0
    find_stub: StubFinder = no_stubs
    find_answer: AnswerFinder = no_answers
    notes: list[Note] = field(default_factory=list)
    power_requests: list[PowerRequest] = field(default_factory=list)
    spawned: list[Spawn] = field(default_factory=list)
    stopped: list[Spawn] = field(default_factory=list)
    processes: list[int] = field(default_factory=list)
    code_page: int = 437
    held_folders: list[str] = field(default_factory=list)
    files: GuardedFiles = field(init=False)
    registry: GuardedRegistry = field(init=False)

    def __post_init__(self) -> None:
        """Put the guards before the machine's parts."""
        self.files = GuardedFiles(self.machine.files, self.machine.security, self.in_use)
        self.registry = GuardedRegistry(self.machine.registry, self.machine.security)

    def in_use(self, path: str) -> OSError | None:
        """What keeps the file or folder from changes: that it runs, that it is open, that a program works in it."""
        folded = path.casefold()
        if folded.endswith(".exe") and any(one.path.casefold() == folded for one in self.machine.processes.all()):
            return PermissionError(errno.EACCES, DENIED, path)
        open_log = folded == AGENT_LOG.casefold() and self.machine.agent_running
        if open_log or folded in map(str.casefold, self.held_folders):
            name = path.rpartition("\\")[2]
            text = f"The process cannot access the file '{name}' because it is being used by another process."
            return OSError(errno.EBUSY, text, path)
        return None

    @property
    def services(self) -> Services:
        """The machine's services; starting and stopping them takes this command's time."""
        return self.machine.services.taking(self.wait)

    def wait(self, seconds: float) -> None:
        """Let simulated time pass."""
        if seconds > 0:
            self.pause(seconds)

    def draw(self, span: Range) -> float:
        """A number of the range, seeded."""
        low, high = span
        return self.random.uniform(low, high) if high > low else low

    def wait_for_ever(self) -> NoReturn:
        """Wait for what never comes; the command ends when it is killed."""
        while True:
            self.pause(None)

    def spend(self, steps: int) -> None:
        """Note interpreted work; never returns once there was too much of it."""
        self.steps_left -= steps
        if self.steps_left < 0:
            self.note("script used up its steps and counts as never ending")
            self.wait_for_ever()

    def note(self, event: str, **details: Any) -> None:
        """Leave a line for the journal."""
        self.notes.append(Note(event, details))

    def use(self, stub: Stub, arguments: Sequence[object]) -> None:
        """Let a stub's time pass and its effect happen to the machine; the journal shows it."""
        self.note("stub used", name=stub.name, arguments=joined(arguments))
        if stub.duration is None:
            self.wait_for_ever()
        self.wait(stub.duration)
        apply(self.machine, stub.effect)

    def request_power(self, kind: str | None, delay: float = 0.0) -> None:
        """Ask for ``restart`` or ``shutdown``, or take it back."""
        self.power_requests.append(PowerRequest(kind, delay))

    def spawn(self, process: Spawn) -> None:
        """Start a process that runs beside this command and may outlive it."""
        self.spawned.append(process)

    def stop(self, process: Spawn) -> None:
        """End a process that this command has spawned."""
        if process in self.spawned:
            self.spawned.remove(process)
        else:
            self.stopped.append(process)
