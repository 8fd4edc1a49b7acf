"""Error records as Windows PowerShell writes them to the error stream."""

from typing import Any

from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.runtime.source import Extent, Source
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values.objects import ErrorRecord, InvocationInfo
from fake_agent.powershell.values.text import to_text

_NAME_LIMIT = 40
"""Target and type names in CategoryInfo are shortened to this many characters."""


def error_text(record: ErrorRecord, width: int) -> str:
    """A record as text: message, place, category, id; lines wrapped to the console's width."""
    lines: list[str] = []
    invocation = record.invocation
    message = record.message
    command = invocation.command if invocation is not None else ""
    lines += wrap(f"{command} : {message}" if command else message, width)
    if invocation is not None and invocation.line:
        lines += place_lines(invocation, width)
    lines += _indented(f"+ CategoryInfo          : {category_info(record)}", width)
    lines += _indented(f"+ FullyQualifiedErrorId : {full_id(record)}", width)
    return "\n".join([*lines, " ", ""])


def place_lines(invocation: InvocationInfo, width: int) -> list[str]:
    """``At path:1 char:2`` and the line of the script with what failed underlined."""
    head = f"At {invocation.path or 'line'}:{invocation.line} char:{invocation.column}"
    start, end = invocation.column - 1, max(invocation.column, invocation.end_column - 1)
    text = invocation.line_text
    shown, offset = _shortened(text, start, end, width)
    marks = " " * (start - offset) + "~" * max(1, end - start)
    indent = len(shown) - len(shown.lstrip())
    return [*wrap(head, width), f"+ {shown.strip()}", f"+ {marks[indent:].rstrip()}"]


def _shortened(text: str, start: int, end: int, width: int) -> tuple[str, int]:
    """A long line cut around what failed; three dots stand for the rest."""
    if len(text.strip()) <= width - 2:
        return text, 0
    room = width - 10
    if end - start >= room:
        return text[:start] + text[start : start + room] + " ...", 0
    before = max(0, start - (room - (end - start)) // 2)
    after = min(len(text), before + room)
    shown = ("... " if before else "") + text[before:after] + (" ..." if after < len(text) else "")
    return shown, before - (4 if before else 0)


def category_info(record: ErrorRecord) -> str:
    """``Category: (target:type) [activity], reason``."""
    target, kind = record.target_name, record.target_type
    if target is None:
        target = to_text(record.target) if record.target is not None else ""
    if kind is None:
        kind = type_of(record.target).name if record.target is not None else ""
    reason = record.reason or record.exception.type_name.rsplit(".", 1)[-1]
    return f"{record.category}: ({_short(target)}:{_short(kind)}) [{record.activity}], {reason}"


def _short(text: str) -> str:
    if len(text) <= _NAME_LIMIT:
        return text
    half = (_NAME_LIMIT - 3) // 2
    return f"{text[:half]}...{text[-half:]}"


def full_id(record: ErrorRecord) -> str:
    """The FullyQualifiedErrorId."""
    return record.error_id


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width - 1`` characters, broken after blanks."""
    lines: list[str] = []
    limit = width - 1
    for paragraph in text.replace("\r\n", "\n").split("\n"):
        rest = paragraph
        while len(rest) > limit:
            cut = rest.rfind(" ", 0, limit) + 1
            cut = cut if cut > 0 else limit
            lines.append(rest[:cut])
            rest = rest[cut:]
        lines.append(rest)
    return lines


def _indented(text: str, width: int) -> list[str]:
    """A detail line: indented by four, its continuations by three."""
    limit = width - 5
    lines = [f"    {text[:limit]}"]
    rest = text[limit:]
    while rest:
        lines.append(f"   {rest[: limit + 1]}")
        rest = rest[limit + 1 :]
    return lines


def parser_error_text(problem: SyntaxProblem, source: Source, width: int) -> str:
    """A syntax error: each finding with its place, then category and id of the first."""
    lines: list[str] = []
    for fault in problem.faults:
        start = min(fault.position, max(0, len(source.text.rstrip("\n")) - 1))
        invocation = Extent(source, start, start + fault.length).invocation()
        lines += [*place_lines(invocation, width), *wrap(fault.message, width)]
    lines += _indented("+ CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException", width)
    lines += _indented(f"+ FullyQualifiedErrorId : {problem.faults[0].error_id}", width)
    return "\n".join([*lines, " ", ""])


_HELP = {
    "cmdlet": "Real Windows has the command '{name}', but this simulator does not. Define a rule or a stub command for it, "  # noqa: E501 - one row, one line
    "or run the script on a container with PowerShell.",
    "type": "Real Windows has the .NET type [{name}], but this simulator does not. Define a rule for the script, "
    "or run it on a container with PowerShell.",
    "construct": "Real PowerShell understands '{name}', but this simulator does not. Define a rule for the script, "
    "or run it on a container with PowerShell.",
}


def missing_text(missing: MissingFeature, context: Any, extent: Extent | None, source: Source) -> str:
    """What the simulator lacks, said so that nobody takes it for the guest's own answer."""
    place = extent or Extent(source, 0, max(1, len(source.text.split("\n")[0])))
    invocation = place.invocation()
    message = _HELP[missing.kind].format(name=missing.name)
    width = context.host.console_width
    lines = [*wrap(f"{missing.name} : {message}", width), *place_lines(invocation, width)]
    lines += _indented(
        f"+ CategoryInfo          : NotImplemented: ({missing.name}:String) [], SimulatorLimitException",
        width,
    )
    lines += _indented("+ FullyQualifiedErrorId : NotSimulated", width)
    return "\n".join([*lines, " ", ""])
