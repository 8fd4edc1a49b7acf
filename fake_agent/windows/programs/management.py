"""wevtutil, dsregcmd, sysprep."""

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.maintenance import full_path
from fake_agent.windows.programs.registry import Call, failed, printed, program

_LOG_VERBS = frozenset(
    ("cl", "clear-log", "qe", "query-events", "gl", "get-log", "gli", "get-log-info", "sl", "set-log")
)
_EXPORTED = b"ElfFile\0".ljust(69_632, b"\0")
"""An event file by its signature and its least size; nobody reads the events in it here."""

_NO_CHANNEL = ("The specified channel could not be found.",)


@program("wevtutil")
def wevtutil(call: Call) -> ProgramResult:
    """``wevtutil el | cl LOG | qe LOG [/c:N] | epl LOG FILE [/ow:true]``."""
    verb, *names = call.words or [""]
    events = call.machine.events
    match verb.casefold():
        case "el" | "enum-logs":
            return printed(*events.logs())
        case "cl" | "clear-log" if names and events.log_name(names[0]):
            events.clear(names[0])
            return ProgramResult()
        case "qe" | "query-events" if names and events.log_name(names[0]):
            return _query_events(call, names[0])
        case "epl" | "export-log" if len(names) > 1 and events.log_name(names[0]):
            return _export(call, names[0], names[1])
    if names and verb.casefold() in _LOG_VERBS and not events.log_name(names[0]):
        return failed(*_NO_CHANNEL, exit_code=15007)
    raise call.lacks()


def _export(call: Call, log: str, path: str) -> ProgramResult:
    """Write an event file, which must not be there yet unless ``/ow:true`` says so."""
    target = full_path(call, path)
    if any(option.startswith(("/q", "/sq", "/lf")) for option in call.options):
        raise call.lacks()
    if call.files.exists(target) and not {"/ow:true", "/overwrite:true"} & set(call.options):
        return failed(f"Failed to export log {log}. The file exists.", exit_code=80)
    try:
        call.files.write(target, _EXPORTED)
    except FileNotFoundError:
        return failed(f"Failed to export log {log}. The system cannot find the path specified.", exit_code=3)
    return ProgramResult()


_LEVELS = {0: "Information", 1: "Critical", 2: "Error", 3: "Warning", 4: "Information", 5: "Verbose"}


def _query_events(call: Call, log: str) -> ProgramResult:
    """Events as text, the oldest first; without ``/f:text`` they are XML, which is not simulated."""
    options = dict(option[1:].partition(":")[::2] for option in call.options)
    if options.get("f", options.get("format")) != "text" or {"q", "query"} & set(options):
        raise call.lacks()
    found = list(call.machine.events.events(log))
    if options.get("rd", options.get("reversedirection")) != "true":
        found.reverse()
    limit = options.get("c", options.get("count", ""))
    shown = []
    for number, event in enumerate(found[: int(limit)] if limit.isdigit() else found):
        shown += [
            f"Event[{number}]",
            f"  Log Name: {event.log}",
            f"  Source: {event.source}",
            f"  Date: {call.machine.moment(event.at):%Y-%m-%dT%H:%M:%S}.0000000Z",
            f"  Event ID: {event.identifier}",
            "  Task: N/A",
            f"  Level: {_LEVELS.get(event.level, 'Information')}",
            "  Opcode: Info",
            "  Keyword: N/A",
            "  User: S-1-5-18",
            "  User Name: NT AUTHORITY\\SYSTEM",
            f"  Computer: {call.machine.host_name}",
            "  Description: ",
            event.message,
            "",
        ]
    return printed(*shown)


@program("dsregcmd")
def dsregcmd(call: Call) -> ProgramResult:
    """``dsregcmd /status``: joined to nothing."""
    states = {
        "AzureAdJoined": "NO",
        "EnterpriseJoined": "NO",
        "DomainJoined": "NO",
        "Device Name": call.machine.host_name,
    }
    rule = "+" + "-" * 70 + "+"
    title = f"| {'Device State':<69}|"
    return printed("", rule, title, rule, "", *(f"{name:>20} : {value}" for name, value in states.items()), "")


@program("sysprep")
def sysprep(call: Call) -> ProgramResult:
    """``sysprep /generalize /oobe [/shutdown | /reboot | /quit]``: takes minutes, then the power."""
    options = set(call.options)
    call.execution.wait(180.0)
    if "/reboot" in options:
        call.execution.request_power("restart")
    elif "/quit" not in options:
        call.execution.request_power("shutdown")
    return ProgramResult()
