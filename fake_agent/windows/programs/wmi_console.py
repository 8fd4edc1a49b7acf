"""wmic: WMI from the command line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fake_agent.powershell.host import ProgramResult
from fake_agent.windows.programs.registry import Call, failed, lines, printed, program
from fake_agent.windows.wmi.changes import METHODS
from fake_agent.windows.wmi.classes import CLASSES, WmiClass
from fake_agent.windows.wmi.query import QueryError, parse_filter
from fake_agent.windows.wmi.times import Moment

INVALID_QUERY = 44135
"""The exit code where wmic can't make anything of its words (seen in practice)."""

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

_WORD = re.compile(r"""\s*((?:"[^"]*"|'[^']*'|\((?:[^()"']|"[^"]*"|'[^']*')*\)|[^\s"'()]+)+)""")


@dataclass
class _Request:
    """What a command line asks for: a class, a condition, a verb with its words."""

    name: str = ""
    condition: str = ""
    verb: str = ""
    words: list[str] = field(default_factory=list)
    form: str = "table"


@program("wmic")
def wmic(call: Call) -> ProgramResult:
    """``wmic ALIAS | path CLASS [where CONDITION] get NAMES | list | call METHOD [/format:list | csv | table]``."""
    request = _read(call)
    if not request.name:
        call.execution.wait_for_ever()
    found = CLASSES.get(_ALIASES.get(request.name.casefold(), request.name.casefold()))
    if found is None:
        return failed(f"{request.name} - Alias not found.", exit_code=INVALID_QUERY)
    if request.verb == "call" and not request.condition and request.words[:1] == ["create"]:
        return _created(call, found, request.words[1:])
    try:
        test = parse_filter(request.condition)
        rows = [row for row in found.rows(call.machine) if test(row)]
        return (
            _answered(call, request, found, rows) if rows else ProgramResult("", lines("No Instance(s) Available."), 0)
        )
    except QueryError:
        node = f"Node - {call.machine.computer_name}"
        return failed(node, "ERROR:", "Description = Invalid query", exit_code=INVALID_QUERY)


def _answered(call: Call, request: _Request, found: WmiClass, rows: Sequence[Mapping[str, Any]]) -> ProgramResult:
    methods = {name.casefold(): name for name in METHODS.get(found.name.casefold(), {})}
    called = request.words[0].casefold() if request.verb == "call" and request.words else request.verb
    if called in methods:
        words = request.words[1:] if request.verb == "call" else request.words
        return _called(call, found, rows, methods[called], words)
    if request.verb in {"call", "delete", "set", "create", "assoc"}:
        raise call.lacks()
    names = _names(request, rows[0])
    if not names:
        raise QueryError
    show = {"csv": _separated, "list": _listed, "table": _table}[request.form]
    return ProgramResult(show(call, rows, names))


def _read(call: Call) -> _Request:
    """Cut the line: a condition keeps its quotes, they are part of WQL."""
    request = _Request()
    words = [match[1] for match in _WORD.finditer(call.tail)]
    for option in [word for word in words if word.startswith("/")]:
        folded = option.casefold()
        form = "list" if folded == "/value" else folded.partition(":")[2].strip('"')
        if form in {"csv", "table", "list"}:
            request.form = form
        elif folded.startswith("/format"):
            raise call.lacks()
    rest = [word for word in words if not word.startswith("/")]
    if rest and rest[0].casefold() == "path":
        rest = rest[1:]
    request.name, rest = (rest[0], rest[1:]) if rest else ("", [])
    if rest and rest[0].casefold() == "where":
        request.condition, rest = _condition((rest[1:2] or [""])[0]), rest[2:]
    if rest:
        request.verb = rest[0].casefold()
        request.words = [part.strip("\"'") for word in rest[1:] for part in word.split(",") if part]
    return request


def _condition(word: str) -> str:
    """A condition without the quotes or parentheses around all of it."""
    if word[:1] == word[-1:] == '"' and '"' not in word[1:-1]:
        word = word[1:-1]
    return word[1:-1] if word.startswith("(") and word.endswith(")") else word


def _called(
    call: Call, found: WmiClass, rows: Sequence[Mapping[str, Any]], method: str, words: Sequence[str]
) -> ProgramResult:
    shown: list[str] = []
    for row in rows:
        code = METHODS[found.name.casefold()][method](call.execution, row, dict(enumerate(words)))  # type: ignore[arg-type]  # by place
        key = next((name for name in ("Name", "DeviceID", "Handle") if name in row), "Name")
        place = f'\\\\{call.machine.computer_name}\\ROOT\\CIMV2:{found.name}.{key}="{row.get(key)}"'
        shown += [f"Executing ({place})->{method}()", *_outcome(f"ReturnValue = {code}")]
    return printed(*shown)


def _outcome(*values: str) -> list[str]:
    assigned = [f"\t{value};" for value in values]
    return ["Method execution successful.", "Out Parameters:", "instance of __PARAMETERS", "{", *assigned, "};", ""]


def _created(call: Call, found: WmiClass, words: Sequence[str]) -> ProgramResult:
    """``process call create "LINE"``: it runs beside whatever called it."""
    create = METHODS.get(found.name.casefold(), {}).get("Create")
    if create is None or not words:
        raise call.lacks()
    line = ",".join(words)
    code = create(call.execution, {}, {"CommandLine": line})
    return printed(f"Executing ({found.name})->Create()", *_outcome(f"ReturnValue = {code}"))


def _names(request: _Request, row: Mapping[str, Any]) -> list[str]:
    """The properties that ``get`` names, in the alphabet's order as wmic prints them."""
    if request.verb != "get" or not request.words:
        return sorted(row, key=str.casefold)
    wanted = {name.strip().casefold() for name in request.words}
    if not wanted <= {name.casefold() for name in row}:
        return []
    return sorted((name for name in row if name.casefold() in wanted), key=str.casefold)


def _shown(call: Call, value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case list():
            return "{" + ", ".join(f'"{item}"' for item in value) + "}"
        case Moment():
            return f"{call.machine.moment(value.timestamp):%Y%m%d%H%M%S.%f}+000"
    return str(value)


def _table(call: Call, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    cells = [[_shown(call, row[name]) for name in names] for row in rows]
    widths = [max(len(name), *(len(row[column]) for row in cells)) + 2 for column, name in enumerate(names)]
    shown = [names, *cells]
    return lines(*("".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)) for row in shown), "")


def _listed(call: Call, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    told = (line for row in rows for line in (*(f"{name}={_shown(call, row[name])}" for name in names), "", ""))
    return lines("", "", *told)


def _separated(call: Call, rows: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    told = [",".join((call.machine.computer_name, *(_shown(call, row[name]) for name in names))) for row in rows]
    return lines("", ",".join(("Node", *names)), *told)
