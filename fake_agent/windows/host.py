"""The machine as a PowerShell process sees it: ``fake_agent.powershell.host.Host``, implemented."""

from collections.abc import MutableMapping, Sequence
from datetime import UTC, datetime, tzinfo
from random import Random
from typing import NoReturn

from fake_agent.powershell.errors import MissingFeature, ProcessEnded
from fake_agent.powershell.host import Files, FileVersion, Network, ProgramResult, Registry, Services
from fake_agent.stubs import Stub
from fake_agent.windows.command_processor.processor import Processor
from fake_agent.windows.command_processor.streams import Collected, Streams
from fake_agent.windows.command_processor.text import quote_argument
from fake_agent.windows.environment import Environment
from fake_agent.windows.execution import Execution
from fake_agent.windows.file_versions import file_version
from fake_agent.windows.programs.identity import SYSTEM
from fake_agent.windows.programs.launch import (
    Start,
    find_executable,
    has_window,
    is_batch_file,
    is_simulated,
    run_beside,
    run_executable,
)
from fake_agent.windows.web import WindowsNetwork

ENDED_BY_PROGRAM, ENDED_BY_PROCESS_CLASS = 1, 2**32 - 1
"""What a process ends with that taskkill or .NET's Process.Kill ends."""

CONSOLE_WIDTH = 80
"""Columns of the console that the extension gives PowerShell (seen in the error records that users pasted)."""


class WindowsHost:
    """One PowerShell process on the machine; see the protocol for its members."""

    files: Files
    registry: Registry
    services: Services
    network: Network
    environment: MutableMapping[str, str]
    random: Random
    computer_name: str
    user_name: str
    time_zone: tzinfo
    time_zone_id: str
    process_id: int
    command_line: str
    working_folder: str
    console_width: int

    def __init__(
        self,
        execution: Execution,
        environment: MutableMapping[str, str],
        working_folder: str,
        process_id: int,
        *,
        stdin: str | None = None,
    ) -> None:
        machine = execution.machine
        self.execution = execution
        self.machine = machine
        self.stdin = stdin
        self.files = execution.files
        self.registry = execution.registry
        self.services = execution.services
        self.network = WindowsNetwork(execution)
        self.environment = environment
        self.random = execution.random
        self.computer_name = machine.computer_name
        self.user_name = SYSTEM
        self.time_zone = machine.time_zone
        self.time_zone_id = machine.time_zone_id
        self.process_id = process_id
        process = machine.processes.get(process_id)
        self.command_line = process.command_line if process is not None else "powershell.exe"
        self.working_folder = working_folder
        self.console_width = CONSOLE_WIDTH

    def set_time_zone(self, name: str) -> None:
        """Another local time zone, for the machine and this process."""
        self.machine.time_zone_id = name
        self.time_zone = self.machine.time_zone
        self.time_zone_id = name

    def now(self) -> datetime:
        """The simulated time."""
        return datetime.fromtimestamp(self.machine.clock(), UTC)

    def sleep(self, seconds: float) -> None:
        """Let simulated time pass."""
        self.go_on()
        self.execution.wait(seconds)
        self.go_on()

    def go_on(self, code: int = ENDED_BY_PROGRAM) -> None:
        """Nothing, while this process is there; ``ProcessEnded`` once somebody has ended it, with that exit code."""
        if self.machine.processes.get(self.process_id) is None:
            raise ProcessEnded(code)

    def spend(self, steps: int) -> None:
        """Note interpreted work."""
        self.execution.spend(steps)

    def wait_for_input(self, prompt: str) -> NoReturn:
        """Nobody answers."""
        self.execution.note("script waits for the keyboard, which nobody answers", prompt=prompt)
        self.execution.wait_for_ever()

    def file_version(self, path: str) -> FileVersion | None:
        """A program's version resource."""
        return file_version(path)

    def find_program(self, name: str) -> str | None:
        """The full path of what ``name`` starts."""
        return find_executable(self.machine, name, self.environment, self.working_folder)

    def run_program(self, name: str, arguments: Sequence[str], stdin: str, working_folder: str) -> ProgramResult | None:
        """Run a native program; ``MissingFeature`` where Windows has it and the simulator lacks it."""
        tail = "".join(f" {_as_powershell_quotes(argument)}" for argument in arguments)
        path = find_executable(self.machine, name, self.environment, working_folder)
        if path is None:
            return None
        if is_batch_file(path):
            processor = Processor(self.execution, Environment(self.environment), working_folder)
            stdout, stderr = Collected(), Collected()
            code = processor.run_line(quote_argument(path) + tail, Streams(stdin or None, stdout, stderr))
            self.go_on()
            return ProgramResult(stdout.text, stderr.text, code)
        start = Start(self.execution, path, tail, self.environment, working_folder, stdin or None)
        if has_window(path) and self.execution.find_stub(name, arguments) is None:
            return run_beside(start)
        if not is_simulated(start):
            self.execution.note("program is not simulated", program=path)
            raise MissingFeature(name)
        result = run_executable(start)
        self.go_on()
        return result

    def stub(self, name: str, arguments: Sequence[object]) -> Stub | None:
        """The user's own definition of a command."""
        return self.execution.find_stub(name, arguments)

    def use_stub(self, stub: Stub, arguments: Sequence[object]) -> None:
        """Let a stub's time pass and its effect happen to the machine."""
        self.execution.use(stub, arguments)

    def report_missing(self, name: str, line: int) -> None:
        """Note what the simulator lacks."""
        self.execution.note("script needs what the simulator lacks", name=name, line=line)


def _as_powershell_quotes(argument: str) -> str:
    """How PowerShell 5.1 passes an argument: quoted where it holds white space; quotes in it stay as they are."""
    needs_quotes = not argument or (any(character.isspace() for character in argument) and not argument.startswith('"'))
    return f'"{argument}"' if needs_quotes else argument
