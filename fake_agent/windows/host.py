"""The machine as a PowerShell process sees it: ``fake_agent.powershell.host.Host``, implemented."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import NoReturn

from fake_agent.powershell.host import HostError, ProgramResult, Stub
from fake_agent.windows.command_processor.processor import Processor
from fake_agent.windows.command_processor.streams import Collected, Streams
from fake_agent.windows.command_processor.text import quote_argument
from fake_agent.windows.environment import Environment
from fake_agent.windows.execution import Execution
from fake_agent.windows.file_system import FileSystem
from fake_agent.windows.machine import Machine
from fake_agent.windows.programs.launch import (
    Start,
    find_executable,
    is_batch_file,
    is_simulated,
    not_simulated,
    run_executable,
)
from fake_agent.windows.registry import Registry
from fake_agent.windows.services import Services

CONSOLE_WIDTH = 80
"""Columns of the console that the extension gives PowerShell (seen in the error records that users pasted)."""


@dataclass(slots=True)
class WindowsHost:
    """One PowerShell process on the machine; see the protocol for its members."""

    execution: Execution
    environment: Environment
    working_folder: str
    process_id: int
    stdin: str | None = None
    console_width: int = CONSOLE_WIDTH
    user_name: str = "nt authority\\system"

    @property
    def machine(self) -> Machine:
        """The machine that the process runs on."""
        return self.execution.machine

    @property
    def files(self) -> FileSystem:
        """The file system."""
        return self.machine.files

    @property
    def registry(self) -> Registry:
        """The registry."""
        return self.machine.registry

    @property
    def services(self) -> Services:
        """The services; starting and stopping them takes the script's time."""
        return self.execution.services

    @property
    def random(self) -> random.Random:
        """The VM's seeded random numbers."""
        return self.execution.random

    @property
    def computer_name(self) -> str:
        """The computer's name."""
        return self.machine.computer_name

    @property
    def time_zone(self) -> tzinfo:
        """The local time zone."""
        return self.machine.time_zone

    @property
    def time_zone_id(self) -> str:
        """Its Windows name."""
        return self.machine.time_zone_id

    def now(self) -> datetime:
        """The simulated time."""
        return datetime.fromtimestamp(self.machine.clock(), UTC)

    def sleep(self, seconds: float) -> None:
        """Let simulated time pass."""
        self.execution.wait(seconds)

    def spend(self, steps: int) -> None:
        """Note interpreted work."""
        self.execution.spend(steps)

    def wait_for_input(self, prompt: str) -> NoReturn:
        """Nobody answers."""
        self.execution.note("script waits for the keyboard, which nobody answers", prompt=prompt)
        self.execution.wait_for_ever()

    def find_program(self, name: str) -> str | None:
        """The full path of what ``name`` starts."""
        return find_executable(self.machine, name, self.environment, self.working_folder)

    def run_program(self, name: str, arguments: Sequence[str], stdin: str, working_folder: str) -> ProgramResult | None:
        """Run a native program; what the simulator lacks is an error that says so."""
        tail = "".join(f" {_as_powershell_quotes(argument)}" for argument in arguments)
        path = find_executable(self.machine, name, self.environment, working_folder)
        if path is None:
            return None
        if is_batch_file(path):
            processor = Processor(self.execution, self.environment.copy(), working_folder)
            stdout, stderr = Collected(), Collected()
            code = processor.run_line(quote_argument(path) + tail, Streams(stdin or None, stdout, stderr))
            return ProgramResult(stdout.text, stderr.text, code)
        start = Start(self.execution, path, tail, self.environment, working_folder, stdin or None)
        if not is_simulated(start):
            self.execution.note("program is not simulated", program=path)
            raise HostError(not_simulated(path), "ProgramNotSimulated", "NotImplemented")
        return run_executable(start)

    def stub(self, name: str, arguments: Sequence[object]) -> Stub | None:
        """The user's own definition of a command."""
        return self.execution.find_stub(name.casefold(), " ".join(map(str, arguments)))

    def report_missing(self, name: str, line: int) -> None:
        """Note what the simulator lacks."""
        self.execution.note("script needs what the simulator lacks", name=name, line=line)


def _as_powershell_quotes(argument: str) -> str:
    """How PowerShell 5.1 passes an argument: quoted where it holds white space; quotes in it stay as they are."""
    needs_quotes = not argument or (any(character.isspace() for character in argument) and not argument.startswith('"'))
    return f'"{argument}"' if needs_quotes else argument
