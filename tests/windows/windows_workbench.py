"""A small world for one machine, and a way to run command lines on it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import simpy

from fake_agent.guest import CommandLine, Outcome
from fake_agent.windows.execution import InterpreterTiming
from fake_agent.windows.guest import WindowsGuest

Result = TypeVar("Result")

NOW = 1_800_000_000.0
"""Friday, 15 January 2027, 08:00:00 UTC."""

DOWNLOADS = r"C:\Packages\Plugins\Microsoft.CPlat.Core.RunCommandWindows\1.1.18\Downloads"

INSTANT = InterpreterTiming((0.0, 0.0), (0.0, 0.0))


@dataclass
class SmallWorld:
    """Time from ``NOW`` on, a stream of random numbers per name, a journal in a list."""

    environment: simpy.Environment = field(default_factory=simpy.Environment)
    journal: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def timestamp(self, at: float | None = None) -> float:
        return NOW + (float(self.environment.now) if at is None else at)

    def randomness(self, name: str) -> random.Random:
        return random.Random(name)

    def draw(self, name: str, span: tuple[float, float]) -> float:
        return random.Random(name).uniform(*span)

    def record(self, layer: str, event: str, *, vm: str, operation: str = "", **details: object) -> None:
        self.journal.append((event, {"layer": layer, "vm": vm, "operation": operation, **details}))

    def await_real(self, work: Callable[[], Result], description: str) -> simpy.Event:
        raise AssertionError(f"an emulated machine does nothing real: {description} {work}")


@dataclass
class Workbench:
    """A guest with its world; ``run`` lets a command line run to its end."""

    world: SmallWorld
    guest: WindowsGuest

    @property
    def now(self) -> float:
        return float(self.world.environment.now)

    def start(self, line: str, folder: str = DOWNLOADS) -> simpy.Process:
        return self.world.environment.process(self.guest.execute(CommandLine(line, folder)))

    def run(self, line: str, folder: str = DOWNLOADS) -> Outcome:
        outcome = self.world.environment.run(self.start(line, folder))
        assert isinstance(outcome, Outcome)
        return outcome

    def output(self, line: str, folder: str = DOWNLOADS) -> str:
        """What a command that succeeds prints, with plain line ends."""
        outcome = self.run(line, folder)
        assert (outcome.exit_code, outcome.stderr) == (0, b""), outcome
        return outcome.stdout.decode().replace("\r\n", "\n")

    def error(self, line: str, folder: str = DOWNLOADS) -> str:
        """What a command that fails prints to stderr, with plain line ends."""
        outcome = self.run(line, folder)
        assert outcome.exit_code != 0, outcome
        return outcome.stderr.decode().replace("\r\n", "\n")

    def powershell(self, script: str, arguments: str = "") -> Outcome:
        """Run a script as the extension does."""
        self.guest.files.write(rf"{DOWNLOADS}\script0.ps1", script.encode())
        return self.run(f"powershell -ExecutionPolicy Unrestricted -File script0.ps1 {arguments}".rstrip())

    def shown(self, script: str, arguments: str = "") -> str:
        """What a script without errors prints, with plain line ends."""
        outcome = self.powershell(script, arguments)
        assert outcome.stderr == b"", outcome.stderr.decode()
        return outcome.stdout.decode().replace("\r\n", "\n")
