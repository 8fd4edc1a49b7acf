"""Get-PSCallStack."""

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, cmdlet
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.runtime.context import Frame
from fake_agent.powershell.values.objects import InvocationInfo, PSObject
from fake_agent.powershell.values.text import to_text

_KIND = "System.Management.Automation.CallStackFrame"
_BLOCK = "<ScriptBlock>"

define(_KIND)
register_view(_KIND, TableView((Column("Command"), Column("Arguments"), Column("Location")), autosize=True))


def _shown(frame: Frame) -> str:
    """The arguments of a call as the stack shows them."""
    bound = [f"{to_text(name)}={to_text(value)}" for name, value in frame.bound.items()] if frame.bound else []
    return "{" + ", ".join(bound + [to_text(value) for value in frame.arguments or ()]) + "}"


def _frame(frame: Frame, line: int) -> PSObject:
    file = frame.source_path.rpartition("\\")[2]
    script = frame.extent is None
    name = frame.command.rpartition("\\")[2]
    location = f"{file}: line {line}" if file else "<No file>"
    return PSObject.of(
        {
            "Command": name or _BLOCK,
            "Location": location,
            "Arguments": _shown(frame),
            "FunctionName": _BLOCK if script or not name else name,
            "ScriptName": frame.source_path or None,
            "ScriptLineNumber": line,
            "InvocationInfo": frame.extent.invocation(frame.command)
            if frame.extent is not None
            else InvocationInfo(frame.command),
        },
        _KIND,
        text=lambda made: f"at {made.get('FunctionName')}, {made.get('ScriptName') or '<No file>'}: line {line}",
    )


@cmdlet("Get-PSCallStack", module=UTILITY)
def get_call_stack(call: Call) -> None:
    """The calls that are running, the innermost first."""
    line = call.extent.source.position(call.extent.start)[0] if call.extent is not None else 0
    for frame in reversed(call.context.frames):
        call.write(_frame(frame, line))
        line = frame.extent.source.position(frame.extent.start)[0] if frame.extent is not None else line
