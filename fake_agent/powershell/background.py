"""A script block that runs in a PowerShell process of its own, as a background job does.

Nothing living goes in or out: values are written as CLIXML on one side and read on the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.cmdlets import library as _cmdlets  # noqa: F401 - fills the registry of cmdlets
from fake_agent.powershell.cmdlets.session import SERVICES
from fake_agent.powershell.compiler import library as _compiler  # noqa: F401 - fills the tables of translators
from fake_agent.powershell.compiler.functions import compile_script
from fake_agent.powershell.compiler.unit import Unit
from fake_agent.powershell.errors import ExitJump, Jump, PowerShellError
from fake_agent.powershell.host import Host
from fake_agent.powershell.runtime.blocks import BlockStage, ScriptBlock
from fake_agent.powershell.runtime.context import Context, Frame
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.runtime.session import start_session
from fake_agent.powershell.runtime.source import Source
from fake_agent.powershell.runtime.streams import Sinks
from fake_agent.powershell.serialization.reading import read_objects
from fake_agent.powershell.serialization.writing import Writer
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values.objects import ErrorRecord, NetException

_DEPTH = 1


@dataclass(frozen=True, slots=True)
class Task:
    """What to run: the text of the blocks, arguments, input, and what ``$using:`` names, each as it came."""

    text: str
    initialization: str = ""
    arguments: Sequence[Any] = ()
    input: Sequence[Any] = ()
    variables: Mapping[str, Any] | None = None


Receive = Callable[[str, Any], None]
"""Takes one record: the stream (Output, Error, Warning, Verbose, Debug, Information, Host) and the value."""


def passed_on(context: Any, value: Any, depth: int = _DEPTH) -> Any:
    """A value as another process receives it."""
    writer = Writer(context, depth)
    writer.add(value)
    return read_objects(writer.text(), context.host.time_zone)[0]


def run_task(task: Task, host: Host, receive: Receive) -> ErrorRecord | None:
    """Run to the end; the error that ended it, if one did. ``MissingFeature`` where the simulator lacks something."""
    sinks = Sinks(
        lambda record: receive("Error", record),
        lambda record: receive("Warning", record.message),
        lambda record: receive("Verbose", record.message),
        lambda record: receive("Debug", record.message),
        lambda record: receive("Information", record.message),
        lambda text: receive("Host", text),
    )
    context = Context(host, sinks, interactive=False)
    start_session(context)
    context.services |= SERVICES
    context.services["has caller"] = True
    for name, value in (task.variables or {}).items():
        context.global_scope.variables[name.lower()] = value
    try:
        if task.initialization:
            _run(context, task.initialization, (), (), receive)
        _run(context, task.text, task.arguments, task.input, receive)
    except PowerShellError as error:
        context.complete(error.record)
        return error.record
    except SyntaxProblem as problem:
        return ErrorRecord(NetException("System.Management.Automation.ParseException", problem.faults[0].message))
    except (ExitJump, Jump):
        return None
    return None


def _run(context: Context, text: str, arguments: Sequence[Any], given: Sequence[Any], receive: Receive) -> None:
    source = Source(text.replace("\r\n", "\n"))
    stage = BlockStage(
        ScriptBlock(compile_script(Unit(source)), context),
        [Argument.of(argument) for argument in arguments],
        None,
        lambda value: receive("Output", passed_on(context, value)),
    )
    stage.scope = context.global_scope
    stage.frame = Frame("", None)
    if not given:
        stage.run_alone()
        return
    stage.expects_input = True
    stage.begin()
    for item in given:
        stage.process(item)
    stage.end()
