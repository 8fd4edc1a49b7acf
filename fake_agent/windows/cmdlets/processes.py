"""Get-Process, Stop-Process, Wait-Process, Start-Process."""

import ntpath

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.host import HostError, ProgramResult
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.process_objects import WITH_USER, modules, process_object
from fake_agent.windows.cmdlets.support import (
    execution_of,
    fits,
    has_wildcard,
    host_of,
    machine_of,
    parameter,
)
from fake_agent.windows.command_processor.text import split_arguments
from fake_agent.windows.errors import MachineError
from fake_agent.windows.execution import Spawn
from fake_agent.windows.host import ENDED_BY_PROCESS_CLASS
from fake_agent.windows.processes import Process
from fake_agent.windows.programs.launch import has_window, wait_for_window
from fake_agent.windows.recovery import recover

ARGUMENT_EXCEPTION = "Microsoft.PowerShell.Commands.ProcessCommandException"


def _chosen(call: Call) -> list[Process]:
    """The processes that Name, Id or InputObject name; what is missing is an error each."""
    processes = machine_of(call).processes
    found: list[Process] = []
    for item in call.get("InputObject") or ():
        if isinstance(item, PSObject) and isinstance(item.native, Process):
            current = processes.get(item.native.identifier)
            found += [current] if current else []
    for number in call.get("Id") or ():
        process = processes.get(int(number))
        if process is None:
            call.error(
                f"Cannot find a process with the process identifier {number}.",
                "NoProcessFoundForGivenId",
                "ObjectNotFound",
                target=int(number),
                exception=ARGUMENT_EXCEPTION,
            )
        else:
            found.append(process)
    for pattern in call.strings("Name"):
        matches = [process for process in processes.all() if fits(process.name, [pattern])]
        if not matches and not has_wildcard(pattern):
            call.error(
                f'Cannot find a process with the name "{pattern}". Verify the process name and call the cmdlet again.',
                "NoProcessFoundForGivenName",
                "ObjectNotFound",
                target=pattern,
                exception=ARGUMENT_EXCEPTION,
            )
        found += matches
    return found


@cmdlet(
    "Get-Process",
    parameter("Name", "string[]", 0, aliases=("ProcessName",), by_property=True),
    parameter("Id", "int[]", aliases=("PID",), by_property=True),
    parameter("InputObject", "object[]", by_value=True),
    parameter("ComputerName", "string[]", aliases=("Cn",)),
    *switches("FileVersionInfo IncludeUserName Module"),
    aliases=("gps", "ps"),
)
def get_process(call: Call) -> None:
    """Get-Process."""
    if call.has("Name") or call.has("Id") or call.has("InputObject"):
        processes = _chosen(call)
    else:
        processes = list(machine_of(call).processes.all())
    for process in sorted(processes, key=lambda found: (found.name.casefold(), found.identifier)):
        _write(call, process)


def _write(call: Call, process: Process) -> None:
    """A process, or what of it the switches ask for."""
    if call.switch("Module") or call.switch("FileVersionInfo"):
        found = modules(call, process)
        if not found:
            enumerated = "modules" if call.switch("Module") else "file version information"
            call.error(
                f'Cannot enumerate the {enumerated} of the "{process.name}" process.',
                "CouldNotEnumerateModules" if call.switch("Module") else "CouldNotEnumerateFileVer",
                "PermissionDenied",
                target=process_object(call, process),
                exception=ARGUMENT_EXCEPTION,
            )
        for module in found if call.switch("Module") else found[:1]:
            call.write(module.get("FileVersionInfo") if call.switch("FileVersionInfo") else module)
        return
    made = process_object(call, process)
    if call.switch("IncludeUserName"):
        made.set("UserName", process.account)
        made.type_names.insert(0, WITH_USER)
    call.write(made)


@cmdlet(
    "Stop-Process",
    parameter("Id", "int[]", 0, by_property=True, sets=("Id",)),
    parameter("Name", "string[]", aliases=("ProcessName",), sets=("Name",)),
    parameter("InputObject", "object[]", by_value=True, sets=("InputObject",)),
    *switches("Force PassThru"),
    aliases=("spps", "kill"),
    default_set="Id",
)
def stop_process(call: Call) -> None:
    """Stop-Process. What ends with the process: the services in it, the agent among them."""
    for process in _chosen(call):
        if not call.should_process(f"{process.name} ({process.identifier})", "Stop-Process"):
            continue
        try:
            machine_of(call).end_process(process.identifier)
            recover(execution_of(call), process.services)
            host_of(call).go_on(ENDED_BY_PROCESS_CLASS)
        except MachineError as error:
            call.error(
                f'Cannot stop process "{process.name} ({process.identifier})" because of the following error: '
                f"{error.message.rstrip('.')}",
                "CouldNotStopProcess",
                "CloseError",
                target=process_object(call, process),
                exception=ARGUMENT_EXCEPTION,
            )
            continue
        if call.switch("PassThru"):
            call.write(process_object(call, process))


@cmdlet(
    "Start-Process",
    parameter("FilePath", "string", 0, aliases=("PSPath",), mandatory=True),
    parameter("ArgumentList", "string[]", 1, aliases=("Args",)),
    parameter("WorkingDirectory"),
    *named("string", "RedirectStandardOutput RedirectStandardError RedirectStandardInput Verb WindowStyle"),
    *named("object", "Credential"),
    *switches("Wait PassThru NoNewWindow LoadUserProfile UseNewEnvironment"),
    aliases=("saps", "start"),
)
def start_process(call: Call) -> None:
    """Start-Process: with ``-Wait`` the program runs here and now, without it beside the script."""
    host = host_of(call)
    folder = call.text("WorkingDirectory") or call.context.location
    name = call.text("FilePath")
    path = host.find_program(name)
    if path is None:
        raise call.failure(
            "This command cannot be run due to the error: The system cannot find the file specified.",
            "InvalidOperationException",
            "InvalidOperation",
        )
    tail = " ".join(call.strings("ArgumentList"))
    process = machine_of(call).processes.start(
        ntpath.splitext(ntpath.basename(path))[0], path=path, command_line=f'"{path}" {tail}'.strip()
    )
    made = process_object(call, process)
    if call.switch("Wait"):
        _run_here(call, made, path, tail, folder)
    else:

        def finished(code: int) -> None:
            machine_of(call).processes.discard(process.identifier)
            made.set("HasExited", True)
            made.set("ExitCode", code)

        redirected = any(call.has(name) for name in ("RedirectStandardOutput", "RedirectStandardError"))
        shares = call.switch("NoNewWindow") and not redirected
        execution_of(call).spawn(Spawn(f'"{path}" {tail}'.strip(), folder, finished, shares_output=shares))
    if call.switch("PassThru"):
        call.write(made)


def _run_here(call: Call, made: PSObject, path: str, tail: str, folder: str) -> None:
    machine = machine_of(call)
    if has_window(path):
        wait_for_window(execution_of(call), path)
    try:
        result = call.host.run_program(path, split_arguments(tail), "", folder) or ProgramResult()
    except HostError as error:
        raise call.refusal(error, target=path) from error
    finally:
        machine.processes.discard(made.native.identifier)
    made.set("HasExited", True)
    made.set("ExitCode", result.exit_code)
    for parameter_name, text in (
        ("RedirectStandardOutput", result.stdout),
        ("RedirectStandardError", result.stderr),
    ):
        if call.has(parameter_name):
            machine.files.write(ntpath.join(call.context.location, call.text(parameter_name)), text.encode())
    if call.switch("NoNewWindow") and not call.has("RedirectStandardOutput"):
        call.context.sinks.host(to_text(result.stdout).replace("\r\n", "\n"))


@cmdlet(
    "Wait-Process",
    parameter("Name", "string[]", 0, aliases=("ProcessName",)),
    parameter("Id", "int[]", aliases=("PID",), by_property=True),
    parameter("InputObject", "object[]", by_value=True),
    parameter("Timeout", "int", aliases=("TimeoutSec",)),
)
def wait_process(call: Call) -> None:
    """Wait-Process: looks once a simulated second."""
    left = call.number("Timeout") if call.has("Timeout") else None
    processes = machine_of(call).processes
    waiting = [process.identifier for process in _chosen(call)]
    while any(processes.get(identifier) is not None for identifier in waiting):
        if left is not None and left <= 0:
            call.error(
                "This command stopped operation because the process did not stop in the specified time-out.",
                "ProcessNotTerminated",
                "CloseError",
                exception="System.TimeoutException",
            )
            return
        call.host.sleep(1.0)
        left = None if left is None else left - 1
