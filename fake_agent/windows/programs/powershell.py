"""powershell.exe: its command line, the script it reads, and the interpreter that runs it."""

import base64
import codecs
import ntpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fake_agent.powershell import ScriptResult, run_command, run_file
from fake_agent.powershell.host import ProgramResult
from fake_agent.powershell.runtime.source import Source
from fake_agent.windows.cmdlets import catalogue
from fake_agent.windows.command_processor.text import split_arguments
from fake_agent.windows.execution_policies import PROCESS_VARIABLE, spelled
from fake_agent.windows.file_system import normalize
from fake_agent.windows.host import CONSOLE_WIDTH, WindowsHost
from fake_agent.windows.programs.registry import Call, lines, program
from fake_agent.windows.script_control import found_malicious, refusal

NO_SUCH_FILE = 0xFFFD0000
"""The exit code where ``-File`` names no file."""

PROFILE = r"C:\Windows\System32\WindowsPowerShell\v1.0\profile.ps1"

_VALUES = {
    "executionpolicy": ("ex", "ep"),
    "windowstyle": ("w",),
    "version": ("v",),
    "inputformat": ("i", "if"),
    "outputformat": ("o", "of"),
    "configurationname": ("config",),
    "psconsolefile": ("psc",),
}
_SWITCHES = {
    "noprofile": ("nop",),
    "noninteractive": ("noni",),
    "nologo": ("nol",),
    "noexit": ("noe",),
    "sta": ("s",),
    "mta": ("mta",),
    "help": ("h",),
}
_REST = {"file": ("f",), "command": ("c",), "encodedcommand": ("e", "ec")}


@dataclass(frozen=True, slots=True)
class CommandLine:
    """What powershell.exe is asked to do: run ``file`` with ``words``, or ``command``."""

    file: str | None = None
    command: str | None = None
    words: tuple[str, ...] = ()
    interactive: bool = True
    stays: bool = False
    policy: str = ""
    profile: bool = True


def parse_command_line(arguments: Sequence[str]) -> CommandLine:
    """The parameters of powershell.exe, shortened as it allows; what comes without one is a command."""
    parsed = CommandLine()
    index = 0
    while index < len(arguments):
        word = arguments[index]
        name = word[1:].casefold() if word[:1] in "-/" else ""
        rest = tuple(arguments[index + 1 :])
        index += 1
        if name and (value := _means(name, _VALUES)):
            if value == "executionpolicy":
                parsed = replace(parsed, policy=spelled(rest[0] if rest else ""))
            index += 1
        elif name and (switch := _means(name, _SWITCHES)):
            parsed = replace(
                parsed,
                interactive=parsed.interactive and switch != "noninteractive",
                stays=parsed.stays or switch == "noexit",
                profile=parsed.profile and switch != "noprofile",
            )
        else:
            return _with_rest(parsed, _means(name, _REST) if name else "", word, rest)
    return parsed


def _with_rest(parsed: CommandLine, parameter: str, word: str, rest: tuple[str, ...]) -> CommandLine:
    match parameter:
        case "file":
            return replace(parsed, file=rest[0] if rest else "", words=rest[1:])
        case "command":
            return replace(parsed, command=" ".join(rest))
        case "encodedcommand":
            return replace(parsed, command=base64.b64decode(rest[0] if rest else "").decode("utf-16-le", "replace"))
    return replace(parsed, command=" ".join((word, *rest)))


def _means(name: str, table: Mapping[str, tuple[str, ...]]) -> str:
    """The full name of a parameter, from its short form: a listed one, or one that the full name begins with."""
    for full, short in table.items():
        if name == full or (full.startswith(name) and any(name.startswith(form) for form in short)) or name in short:
            return full
    return ""


def decode_script(content: bytes) -> str:
    """A script file's text as Windows PowerShell reads it: without a byte order mark it is Windows-1252."""
    marks = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
    for mark, encoding in marks:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return content.decode("cp1252", _UNDEFINED)


def _latin(error: UnicodeError) -> tuple[str, int]:
    """Windows maps the five bytes that Windows-1252 leaves undefined to the characters of the same numbers."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


_UNDEFINED = "windows-1252-undefined"
codecs.register_error(_UNDEFINED, _latin)


@program("powershell")
def powershell(call: Call) -> ProgramResult:
    """``powershell [-ExecutionPolicy X] ... -File PATH WORDS | -Command TEXT | -EncodedCommand BASE64``."""
    parsed = parse_command_line(split_arguments(call.tail))
    execution = call.execution
    execution.wait(execution.draw(execution.timing.start))
    if parsed.file is not None:
        result = _run_file(call, parsed)
    elif parsed.command is not None:
        result = _run_text(call, parsed, (call.stdin or "") if parsed.command == "-" else parsed.command)
    elif call.stdin is not None:
        result = _run_text(call, parsed, call.stdin)
    else:
        execution.wait_for_ever()
    if parsed.stays and call.stdin is None:
        execution.wait_for_ever()
    execution.wait(execution.draw(execution.timing.end))
    return ProgramResult(_with_carriage_returns(result.stdout), _with_carriage_returns(result.stderr), result.exit_code)


def _run_file(call: Call, parsed: CommandLine) -> ScriptResult:
    given = parsed.file or ""
    path = normalize(ntpath.join(call.folder, given))
    if not call.files.is_file(path) or not path.casefold().endswith(".ps1"):
        text = (
            f"The argument '{given}' to the -File parameter does not exist. Provide the path to an existing '.ps1' "
            "file as an argument to the -File parameter."
        )
        banner = ("Windows PowerShell", "Copyright (C) Microsoft Corporation. All rights reserved.", "")
        return ScriptResult(lines(*banner), lines(text), NO_SUCH_FILE)
    script = decode_script(call.files.read(path))
    entry = call.files.entry(path)
    shown = path if entry is None else entry.path
    blocked = _refusal(call, shown, script)
    if blocked:
        return ScriptResult("", blocked, 1)
    profile = _profile(call) if parsed.profile else None
    return _run_in_process(
        call,
        parsed,
        lambda host: run_file(script, shown, parsed.words, host, interactive=parsed.interactive, profile=profile),
    )


def _run_text(call: Call, parsed: CommandLine, text: str) -> ScriptResult:
    profile = _profile(call) if parsed.profile else None
    return _run_in_process(
        call, parsed, lambda host: run_command(text, host, interactive=parsed.interactive, profile=profile)
    )


def _profile(call: Call) -> Source | None:
    """The profile of all users and hosts, which is run first. Other profiles are none of System's here."""
    files = call.files
    if not files.is_file(PROFILE):
        return None
    return Source(decode_script(files.read(PROFILE)).replace("\r\n", "\n"), PROFILE)


def _refusal(call: Call, path: str, script: str) -> str:
    """What keeps the script from running, in PowerShell's words; nothing where nothing does."""
    text = refusal(call.machine, path, CONSOLE_WIDTH) or found_malicious(call.machine, script, path, CONSOLE_WIDTH)
    if text:
        call.execution.note("script blocked", path=path, reason=text.strip().rpartition(" : ")[2])
    return text


def _run_in_process(call: Call, parsed: CommandLine, run: Callable[[WindowsHost], ScriptResult]) -> ScriptResult:
    """Run the interpreter as a process of the machine."""
    catalogue.load()
    processes = call.machine.processes
    process = processes.start("powershell", path=call.path, command_line=f'"{call.path}"{call.tail}')
    call.execution.processes.append(process.identifier)
    try:
        environment = call.environment.copy()
        if parsed.policy:
            environment[PROCESS_VARIABLE] = parsed.policy
        host = WindowsHost(call.execution, environment, call.folder, process.identifier, stdin=call.stdin)
        return run(host)
    finally:
        processes.discard(process.identifier)


def _with_carriage_returns(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
