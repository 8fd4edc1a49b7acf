"""Error records as Windows PowerShell writes them to the error stream (PowerShell's source; seen in users' pastes)."""

from typing import Any

from fake_agent.powershell.dotnet.types import type_of
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.lines import wrapped
from fake_agent.powershell.runtime.source import Extent, Source
from fake_agent.powershell.syntax.problems import SyntaxFault, SyntaxProblem
from fake_agent.powershell.values.objects import ErrorRecord, InvocationInfo
from fake_agent.powershell.values.places import place
from fake_agent.powershell.values.text import to_text

_INDENT = 4
_NAME_LIMIT, _NAME_END = 40, 15
"""Target and type names in CategoryInfo that are longer than this are shortened to their two ends."""


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
    if "PSComputerName" in record.extra:
        lines += _indented(f"+ PSComputerName        : {record.extra['PSComputerName']}", width)
    return "\n".join([*lines, " ", ""])


def category_text(record: ErrorRecord, width: int) -> str:
    """A record in the CategoryView of ``$ErrorView``: one line that says what kind of error it is."""
    return "\n".join([*wrap(category_info(record), width), ""])


def place_lines(invocation: InvocationInfo, width: int) -> list[str]:
    """``At path:1 char:2`` and the line of the script with what failed underlined."""
    head, shown, marks = place(invocation)
    return [*wrap(head, width), *wrap(shown, width), marks]


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
    return f"{text[:_NAME_END]}...{text[-_NAME_END:]}"


def full_id(record: ErrorRecord) -> str:
    """The FullyQualifiedErrorId."""
    return record.error_id


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most ``width - 1`` characters."""
    return wrapped(text, width - 1)


def _indented(text: str, width: int) -> list[str]:
    """A detail line.

    The view cuts it into pieces, indents each by four, and joins them again; then the console breaks the line. That
    leaves a blank at its end and three at the start of the next.
    """
    room = width - _INDENT - 2
    pieces = [text[start : start + room] for start in range(0, len(text), room)]
    return wrap("".join(f"{' ' * _INDENT}{piece}" for piece in pieces), width)


_MOST_FAULTS = 10
_NOT_ALL = "Not all parse errors were reported.  Correct the reported errors and try again."


def problem_text(problem: SyntaxProblem, source: Source, separator: str = "\n\n") -> str:
    """The findings of a syntax error, each with its place, as the message of a ParseException tells them."""
    shown = [_fault_text(fault, source) for fault in problem.faults[:_MOST_FAULTS]]
    return separator.join(shown + [_NOT_ALL] * (len(problem.faults) > _MOST_FAULTS))


def _fault_text(fault: SyntaxFault, source: Source) -> str:
    """A finding with its place; a line with nothing in it has nothing underlined."""
    head, shown, marks = place(Extent(source, fault.position, fault.position + fault.length).invocation())
    return "\n".join([head, shown, *([marks] if shown.strip("+ ") else []), fault.message])


def parser_error_text(problem: SyntaxProblem, source: Source, width: int) -> str:
    """A syntax error of the script itself: each finding with its place, then category and id of the first."""
    lines = wrap(problem_text(problem, source, "\n"), width)
    lines += _indented("+ CategoryInfo          : ParserError: (:) [], ParentContainsErrorRecordException", width)
    lines += _indented(f"+ FullyQualifiedErrorId : {problem.faults[0].error_id}", width)
    return "\n".join([*lines, " ", ""])


_HELP = {
    "cmdlet": "Real Windows has the command '{name}', but this simulator does not. Define a rule or a stub "
    "command for it, "
    "or run the script on a container with PowerShell.",
    "type": "Real Windows has the .NET type [{name}], but this simulator does not. Define a rule for the script, "
    "or run it on a container with PowerShell.",
    "grammar": "The simulator's grammar cannot read '{name}', though it is valid PowerShell. Write the statement in "
    "another way (over several lines, say), define a rule for the script, or run it on a container with PowerShell.",
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
