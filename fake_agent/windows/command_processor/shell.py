"""What cmd.exe's built-in commands may use of the cmd.exe that runs them, and how they leave it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from fake_agent.windows.command_processor.batch import BatchFile
from fake_agent.windows.command_processor.nodes import Command
from fake_agent.windows.command_processor.streams import Streams
from fake_agent.windows.environment import Environment
from fake_agent.windows.execution import Execution


class Leave(Exception):  # noqa: N818  # the way out of nested commands; nothing has gone wrong
    """The base of what ends commands early."""


class ExitProcessor(Leave):
    """``exit``: this cmd.exe ends with the code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class ExitBatch(Leave):
    """``exit /b``: the batch file ends; ``None`` leaves the error level as it is."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


class GoTo(Leave):
    """``goto``: the batch file goes on at the label."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.label = label


@dataclass(slots=True)
class SavedState:
    """What ``setlocal`` keeps for ``endlocal``."""

    environment: Environment
    folder: str
    delayed_expansion: bool


class Shell(Protocol):
    """A cmd.exe at work."""

    execution: Execution
    environment: Environment
    folder: str
    error_level: int
    echo: bool
    batch: BatchFile | None
    loop_variables: dict[str, str]
    saved: list[SavedState]
    pushed: list[str]
    delayed_expansion: bool

    def run(self, command: Command, streams: Streams) -> None:
        """Run one parsed command; its result is the error level."""

    def run_text(self, text: str, streams: Streams) -> None:
        """Parse and run a line."""

    def run_named(self, text: str, streams: Streams, *, returns: bool = False) -> None:
        """Run a built-in command, a program or a batch file.

        Without ``returns`` a batch file that another one starts never comes back to it.
        """

    def is_builtin(self, text: str) -> bool:
        """Whether the text begins with a built-in command."""

    def call_label(self, label: str, arguments: Sequence[str], streams: Streams) -> None:
        """Run the batch file from the label to its end, with arguments of its own."""

    def full_path(self, path: str) -> str:
        """The path from the current folder, quotes taken off."""

    def substituted(self, text: str) -> str:
        """The text with loop variables and delayed variables replaced."""

    def fail(self, streams: Streams, text: str, code: int = 1) -> None:
        """Write a line to stderr and set the error level."""
