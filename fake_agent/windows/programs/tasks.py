"""Programs about processes: tasklist, taskkill, timeout, choice, waitfor."""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.errors import MachineError
from fake_agent.windows.processes import Process
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.recovery import recover


def values_of(arguments: Sequence[str], option: str) -> list[str]:
    """What follows each ``/option``."""
    wanted = {f"/{option}", f"-{option}"}
    return [arguments[at + 1] for at, word in enumerate(arguments[:-1]) if word.casefold() in wanted]


def _numbers(call: Call, option: str) -> list[float]:
    """The whole numbers that follow ``/option``."""
    return [float(text) for text in values_of(call.arguments, option) if text.isascii() and text.isdigit()]


@program("tasklist")
def tasklist(call: Call) -> ProgramResult:
    """``tasklist [/svc | /v] [/fi FILTER] [/fo table | csv | list] [/nh]``."""
    if "/m" in call.options:
        raise call.lacks()
    processes = [
        process
        for process in call.machine.processes.all()
        if all(_fits(process, text) for text in values_of(call.arguments, "fi"))
    ]
    if not processes:
        return printed("INFO: No tasks are running which match the specified criteria.")
    layout = (values_of(call.arguments, "fo") or ["table"])[0].casefold()
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    if "/svc" in call.options:
        headings = ("Image Name", "PID", "Services")
        rows = [(_image(found), str(found.identifier), ", ".join(found.services) or "N/A") for found in processes]
        widths = (25, 8, 44)
    else:
        headings = ("Image Name", "PID", "Session Name", "Session#", "Mem Usage")
        rows = [
            (
                _image(found),
                str(found.identifier),
                "Console" if found.session else "Services",
                str(found.session),
                f"{found.working_set:,} K",
            )
            for found in processes
        ]
        widths = (25, 8, 16, 11, 12)
    if "/v" in call.options:
        headings = (*headings, "Status", "User Name", "CPU Time", "Window Title")
        rows = [
            (*row, "Unknown", _owner(found), _time(found), "N/A") for row, found in zip(rows, processes, strict=True)
        ]
        widths = (*widths, 15, 50, 12, 72)
    return ProgramResult(table(layout, headings, rows, widths, heads="/nh" not in call.options))


def _owner(process: Process) -> str:
    return (
        "N/A"
        if process.identifier == 0
        else process.account.replace("LocalService", "LOCAL SERVICE").replace("NetworkService", "NETWORK SERVICE")
    )


def _time(process: Process) -> str:
    seconds = int(process.processor_seconds)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _image(process: Process) -> str:
    return "System Idle Process" if process.identifier == 0 else process.image


def table(
    layout: str, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], *, heads: bool
) -> str:
    """Rows as tasklist, driverquery and their like show them: as a table, a list or CSV."""
    if layout == "csv":
        shown = [headings, *rows] if heads else rows
        return lines(*(",".join(f'"{cell}"' for cell in row) for row in shown))
    if layout == "list":
        label = max(map(len, headings)) + 1
        return lines(
            *(
                line
                for row in rows
                for line in ("", *(f"{name + ':':<{label}} {cell}" for name, cell in zip(headings, row, strict=True)))
            )
        )
    right_aligned = {"PID", "Session#", "Mem Usage", "CPU Time"}

    def line(cells: Sequence[str]) -> str:
        return " ".join(
            f"{cell[:width]:>{width}}" if name in right_aligned else f"{cell[:width]:<{width}}"
            for name, cell, width in zip(headings, cells, widths, strict=True)
        )

    head = ["", line(headings), " ".join("=" * width for width in widths)] if heads else []
    return lines(*head, *map(line, rows))


def _fits(process: Process, text: str) -> bool:
    """A filter: ``NAME OPERATOR VALUE``."""
    name, operator, value = (*text.split(maxsplit=2), "", "", "")[:3]
    actual = {
        "imagename": process.image,
        "pid": str(process.identifier),
        "session": str(process.session),
        "services": " ".join(process.services),
        "username": process.account,
    }.get(name.casefold(), "")
    if operator.casefold() in {"gt", "lt", "ge", "le"} and actual.isdigit() and value.isdigit():
        left, right = int(actual), int(value)
        return {"gt": left > right, "lt": left < right, "ge": left >= right, "le": left <= right}[operator.casefold()]
    if name.casefold() == "services":
        matches = any(fnmatchcase(service.casefold(), value.casefold()) for service in process.services)
    else:
        matches = fnmatchcase(actual.casefold(), value.casefold())
    return matches != (operator.casefold() == "ne")


@program("taskkill")
def taskkill(call: Call) -> ProgramResult:
    """``taskkill [/f] [/t] /im NAME | /pid NUMBER | /fi FILTER``."""
    arguments = call.arguments
    names, numbers, filters = (values_of(arguments, option) for option in ("im", "pid", "fi"))
    if not (names or numbers or filters):
        return failed(
            "ERROR: Invalid syntax. Neither /FI nor /PID nor /IM were specified.", 'Type "TASKKILL /?" for usage.'
        )
    running = call.machine.processes.all()
    stdout: list[str] = []
    stderr: list[str] = []
    code = 0
    for wanted in (*names, *numbers):
        chosen = [
            process
            for process in running
            if str(process.identifier) == wanted or fnmatchcase(process.image.casefold(), wanted.casefold())
        ]
        if not chosen:
            stderr.append(f'ERROR: The process "{wanted}" not found.')
            code = 128
        for process in chosen:
            code = max(code, _end(call, process, stdout, stderr))
    if filters:
        for process in running:
            if all(_fits(process, text) for text in filters):
                code = max(code, _end(call, process, stdout, stderr))
    return ProgramResult(lines(*stdout), lines(*stderr), code)


def _end(call: Call, process: Process, stdout: list[str], stderr: list[str]) -> int:
    try:
        call.machine.end_process(process.identifier)
        recover(call.execution, process.services)
    except MachineError:
        stderr += [
            f'ERROR: The process "{process.image}" with PID {process.identifier} could not be terminated.',
            "Reason: Access is denied.",
        ]
        return 1
    stdout.append(f'SUCCESS: The process "{process.image}" with PID {process.identifier} has been terminated.')
    return 0


@program("timeout")
def timeout(call: Call) -> ProgramResult:
    """``timeout /t SECONDS [/nobreak]``; it refuses to run when its input is a pipe."""
    words = [word for word in call.arguments if word.lstrip("-").isdigit()]
    if not words or not -1 <= int(words[0]) <= 99_999:
        return failed("ERROR: Invalid syntax. Valid range for timeout (/T) is <-1 to 99999> seconds.")
    if call.stdin is not None:
        return failed("ERROR: Input redirection is not supported, exiting the process immediately.")
    seconds = int(words[0])
    if seconds < 0:
        call.execution.wait_for_ever()
    call.execution.wait(float(seconds))
    return ProgramResult(f"\r\nWaiting for {seconds} seconds, press a key to continue ...\r\n")


@program("choice")
def choice(call: Call) -> ProgramResult:
    """``choice [/c LETTERS] [/m TEXT] [/t SECONDS /d LETTER]``: waits for a key, and for a default if one is given."""
    letters = (values_of(call.arguments, "c") or ["YN"])[0].upper()
    text = " ".join(values_of(call.arguments, "m"))
    prompt = f"{text} [{','.join(letters)}]?".lstrip()
    default = values_of(call.arguments, "d")
    seconds = _numbers(call, "t")
    if call.stdin:
        chosen = call.stdin.strip()[:1].upper()
    elif default and seconds:
        call.execution.wait(seconds[0])
        chosen = default[0].upper()
    else:
        call.execution.wait_for_ever()
    return ProgramResult(f"{prompt}{chosen}\r\n", "", letters.find(chosen) + 1)


@program("waitfor")
def waitfor(call: Call) -> ProgramResult:
    """``waitfor [/t SECONDS] SIGNAL``: nobody sends one."""
    seconds = _numbers(call, "t")
    if not seconds:
        call.execution.wait_for_ever()
    call.execution.wait(seconds[0])
    return failed(f"ERROR: Timed out waiting for '{call.arguments[-1]}'.")
