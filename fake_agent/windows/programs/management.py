"""wmic, wevtutil, dsregcmd, sysprep."""

from collections.abc import Mapping, Sequence
from typing import Any

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.wmi.classes import CLASSES
from fake_agent.windows.wmi.query import QueryError, parse_filter
from fake_agent.windows.wmi.times import Moment

_ALIASES = {
    "os": "win32_operatingsystem",
    "computersystem": "win32_computersystem",
    "cpu": "win32_processor",
    "bios": "win32_bios",
    "baseboard": "win32_baseboard",
    "csproduct": "win32_computersystemproduct",
    "logicaldisk": "win32_logicaldisk",
    "diskdrive": "win32_diskdrive",
    "partition": "win32_diskpartition",
    "volume": "win32_volume",
    "service": "win32_service",
    "process": "win32_process",
    "useraccount": "win32_useraccount",
    "group": "win32_group",
    "product": "win32_product",
    "qfe": "win32_quickfixengineering",
    "nic": "win32_networkadapter",
    "nicconfig": "win32_networkadapterconfiguration",
    "pagefile": "win32_pagefileusage",
    "pagefileset": "win32_pagefilesetting",
    "memorychip": "win32_physicalmemory",
    "environment": "win32_environment",
    "timezone": "win32_timezone",
}


@program("wmic")
def wmic(call: Call) -> ProgramResult:
    """``wmic ALIAS | path CLASS [where CONDITION] [get NAMES | list brief] [/value | /format:list | /format:csv]``."""
    words = [word for word in call.arguments if not word.startswith("/")]
    if not words:
        call.execution.wait_for_ever()
    if words[0].casefold() == "path":
        words = words[1:]
    found = CLASSES.get(_ALIASES.get(words[0].casefold(), words[0].casefold()))
    if found is None:
        return failed(f"{words[0]} - Alias not found.", exit_code=44135)
    folded = [word.casefold() for word in words]
    condition = words[folded.index("where") + 1] if "where" in folded[:-1] else ""
    try:
        test = parse_filter(condition.strip("()") if condition.startswith("(") else condition)
    except QueryError:
        return failed("Node - " + call.machine.computer_name, "ERROR:", "Description = Invalid query", exit_code=44135)
    rows = [row for row in found.rows(call.machine) if test(row)]
    if not rows:
        return ProgramResult("", lines("No Instance(s) Available."), 0)
    names = _names(words, folded, rows[0])
    as_list = {"/value", "/format:list"} & set(call.options)
    return ProgramResult(_listed(rows, names) if as_list else _table(call, rows, names))


def _names(words: Sequence[str], folded: Sequence[str], row: Mapping[str, Any]) -> list[str]:
    """The properties that ``get`` names, in the alphabet's order as wmic prints them."""
    if "get" not in folded:
        return sorted(row, key=str.casefold)
    wanted = {name.strip().casefold() for word in words[folded.index("get") + 1 :] for name in word.split(",")}
    return sorted((name for name in row if name.casefold() in wanted), key=str.casefold)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list):
        return "{" + ", ".join(f'"{item}"' for item in value) + "}"
    return str(value)


def _dated(call: Call, value: Any) -> Any:
    if isinstance(value, Moment):
        return f"{call.machine.moment(value.timestamp):%Y%m%d%H%M%S.%f}+000"
    return value


def _table(call: Call, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    cells = [[_shown(_dated(call, row[name])) for name in names] for row in rows]
    widths = [max(len(name), *(len(row[column]) for row in cells)) + 2 for column, name in enumerate(names)]
    shown = [names, *cells]
    return lines(*("".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in shown), "")


def _listed(rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    return lines(
        "", "", *(line for row in rows for line in (*(f"{name}={_shown(row[name])}" for name in names), "", ""))
    )


@program("wevtutil")
def wevtutil(call: Call) -> ProgramResult:
    """``wevtutil el | cl LOG | qe LOG [/c:N]``."""
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
    return failed("The specified channel could not be found.", exit_code=15007)


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
