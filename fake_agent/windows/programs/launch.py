"""How a name becomes a running program: the search along PATH, and what is found there."""

import ntpath
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import NoReturn

from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.environment import Environment
from fake_agent.windows.errors import number_of, reason
from fake_agent.windows.execution import Execution, Spawn
from fake_agent.windows.machine import Machine
from fake_agent.windows.programs.registry import PROGRAMS, Call

NOT_SIMULATED = 120
"""The exit code of a program that Windows has and the simulator has not (ERROR_CALL_NOT_IMPLEMENTED)."""

SEPARATORS = "\\/"

_WINDOWED = """
calc charmap dxdiag explorer iexplore mmc msconfig msedge msinfo32 mspaint mstsc notepad perfmon resmon servermanager
snippingtool taskmgr winver write
"""
WINDOWED = tuple(_WINDOWED.split())
"""Programs with a window, which nobody waits for unless told to."""
_BATCH_EXTENSIONS = (".cmd", ".bat")


@dataclass(frozen=True, slots=True)
class Start:
    """A program to start: ``path`` as found, or the name where nothing was found; ``tail`` the line behind the name."""

    execution: Execution
    path: str
    tail: str
    environment: MutableMapping[str, str]
    folder: str
    stdin: str | None = None


def find_executable(machine: Machine, name: str, environment: Mapping[str, str], folder: str) -> str | None:
    """The full path of what ``name`` starts, searched in the current folder and along PATH, or ``None``."""
    files = machine.files
    extensions = environment.get("PATHEXT", ".COM;.EXE;.BAT;.CMD").split(";")
    has_extension = ntpath.splitext(name)[1].casefold() in map(str.casefold, extensions)
    endings = ["", *(ending.lower() for ending in extensions)] if has_extension else [one.lower() for one in extensions]
    if ntpath.dirname(name) or ntpath.splitdrive(name)[0]:
        places: Iterable[str] = (ntpath.normpath(ntpath.join(folder, name)),)
    else:
        folders = [folder, *(place for place in environment.get("Path", "").split(";") if place)]
        places = (f"{place.rstrip(SEPARATORS)}\\{name}" for place in folders)
    for place in places:
        for ending in endings:
            entry = files.entry(place + ending) if files.is_file(place + ending) else None
            if entry is not None:
                return entry.path
    return None


def is_batch_file(path: str) -> bool:
    """Whether cmd.exe runs the file line by line. Windows' own batch files are programs of the simulator."""
    folded = path.casefold()
    return folded.endswith(_BATCH_EXTENSIONS) and not folded.startswith("c:\\windows\\")


def program_name(path: str) -> str:
    """The key of a program in the table."""
    return ntpath.splitext(ntpath.basename(path).casefold())[0]


def has_window(path: str) -> bool:
    """Whether the program shows a window: shells go on beside it."""
    return program_name(path) in WINDOWED


def run_beside(start: Start) -> ProgramResult:
    """Start a program with a window; whoever started it goes on."""
    start.execution.spawn(Spawn(f'"{start.path}"{start.tail}', start.folder, lambda _code: None))
    return ProgramResult()


def wait_for_window(execution: Execution, path: str) -> NoReturn:
    """Wait until somebody closes the program's window, on a desktop that nobody sees."""
    execution.note("program waits for somebody to close its window", program=path)
    execution.wait_for_ever()


def is_simulated(start: Start) -> bool:
    """Whether the simulator, or a stub of the user's, can run it."""
    name = program_name(start.path)
    return name in PROGRAMS or start.execution.find_stub(name, _arguments(start)) is not None


def run_executable(start: Start) -> ProgramResult | None:
    """Run the program to its end; ``None`` where neither Windows nor the user knows it.

    A stub that the user has defined comes first. What Windows has and the simulator has not says so on stderr.
    """
    name = program_name(start.path)
    stub = start.execution.find_stub(name, _arguments(start))
    if stub is not None:
        start.execution.use(stub, _arguments(start))
        return ProgramResult(stub.stdout, stub.stderr, stub.exit_code)
    if not ntpath.isabs(start.path) or not start.execution.files.is_file(start.path):
        return None
    program = PROGRAMS.get(name)
    if program is None:
        start.execution.note("program is not simulated", program=start.path)
        return ProgramResult("", f"{not_simulated(start.path)}\r\n", NOT_SIMULATED)
    start.execution.spend(1)
    call = Call(start.execution, start.path, start.tail, Environment(start.environment), start.folder, start.stdin)
    try:
        return program(call)
    except OSError as error:  # of a program that has no words of its own for it
        return ProgramResult("", f"{reason(error)}\r\n", number_of(error))


def run_in_cmd(start: Start) -> ProgramResult | None:
    """As ``run_executable``; a form of the program that the simulator lacks says so on stderr."""
    try:
        return run_executable(start)
    except MissingFeature as missing:
        start.execution.note("program is not simulated", program=missing.name)
        return ProgramResult("", f"{not_simulated(missing.name)}\r\n", NOT_SIMULATED)


def _arguments(start: Start) -> tuple[str]:
    return (start.tail.strip(),)


def not_simulated(path: str) -> str:
    """The sentence for a program that is there but can't run."""
    return (
        f"run-command-simulator: Windows runs {path}; the simulator does not. "
        "Define a stub for it (name, output, exit code), or give the whole script's outcome with a rule."
    )
