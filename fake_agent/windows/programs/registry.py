"""The table of native programs, filled by a decorator."""

from collections.abc import Callable
from dataclasses import dataclass

from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.command_processor.text import split_arguments
from fake_agent.windows.environment import Environment
from fake_agent.windows.execution import Execution
from fake_agent.windows.machine import Machine
from fake_agent.windows.security.guards import GuardedFiles, GuardedRegistry


@dataclass(frozen=True, slots=True)
class Call:
    """One run of a program. ``tail`` is its command line behind the name; ``stdin`` is ``None`` for the keyboard."""

    execution: Execution
    path: str
    tail: str
    environment: Environment
    folder: str
    stdin: str | None

    @property
    def machine(self) -> Machine:
        """The machine it runs on."""
        return self.execution.machine

    @property
    def files(self) -> GuardedFiles:
        """The machine's files, by their access rules."""
        return self.execution.files

    @property
    def registry(self) -> GuardedRegistry:
        """The machine's registry, by its access rules."""
        return self.execution.registry

    @property
    def arguments(self) -> list[str]:
        """The words of its command line."""
        return split_arguments(self.tail)

    @property
    def options(self) -> list[str]:
        """The words that begin with ``/`` or ``-``, in lower case, with a slash."""
        return ["/" + word[1:].casefold() for word in self.arguments if word[:1] in "/-" and len(word) > 1]

    @property
    def words(self) -> list[str]:
        """The other words."""
        return [word for word in self.arguments if not (word[:1] in "/-" and len(word) > 1)]

    def lacks(self) -> MissingFeature:
        """For a form of the program that Windows has and the simulator lacks: raise it, the script ends by name."""
        name = self.path.rpartition("\\")[2].rpartition(".")[0] or self.path
        return MissingFeature(f"{name} {self.tail.strip()}".strip())


Program = Callable[[Call], ProgramResult]

PROGRAMS: dict[str, Program] = {}
"""Every program that the simulator can run, by its name in lower case, without extension."""


def program(*names: str) -> Callable[[Program], Program]:
    """Register the function as the program of these names."""

    def register(function: Program) -> Program:
        for name in names:
            PROGRAMS[name.casefold()] = function
        return function

    return register


def lines(*texts: str) -> str:
    """The texts as lines that end in CRLF."""
    return "".join(f"{text}\r\n" for text in texts)


def printed(*texts: str, exit_code: int = 0) -> ProgramResult:
    """A program that has printed these lines."""
    return ProgramResult(lines(*texts), "", exit_code)


def failed(*texts: str, exit_code: int = 1) -> ProgramResult:
    """A program that has printed these lines to stderr."""
    return ProgramResult("", lines(*texts), exit_code)
