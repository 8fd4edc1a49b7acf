"""What happens to an error: at the statement that failed, in ``throw``, in ``catch``."""

from typing import Any

from fake_agent.powershell.dotnet.types import named
from fake_agent.powershell.errors import RUNTIME_EXCEPTION, NetError, PowerShellError
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.values.objects import NOTHING, ErrorRecord, NetException
from fake_agent.powershell.values.text import to_text

STEPS_OF_AN_ERROR = 200
"""What an error costs, with its record and its text, in empty turns of a loop (measured)."""


def on_statement_error(context: Context, error: PowerShellError, extent: Extent) -> None:
    """An error left a statement: raise it again for an enclosing ``try``, or show it and go on."""
    context.step(STEPS_OF_AN_ERROR)
    record = error.record
    if record.invocation is None:
        record.invocation = extent.invocation()
    if not record.stack_trace:
        record.stack_trace = context.stack_trace(record)
    record.exception.record = record
    context.success = False
    if context.catching:
        raise error
    preference = context.preference("erroractionpreference", "continue")
    if record.throw:
        if preference not in {"silentlycontinue", "ignore"}:
            raise error
    elif error.ends_script or preference == "stop":
        error.ends_script = True
        raise error
    if preference != "ignore":
        context.remember(record)
    if preference in {"continue", "inquire"}:
        context.sinks.error(record)


def as_error(error: PowerShellError | NetError) -> PowerShellError:
    """An error of a statement; what a .NET member or operator throws is one by its type."""
    if isinstance(error, PowerShellError):
        return error
    kind = error.exception.type_name
    record = ErrorRecord(error.exception, kind, "OperationStopped")
    return PowerShellError(record)


def thrown(context: Context, value: Any, extent: Extent) -> PowerShellError:
    """The error that ``throw value`` raises."""
    if value is NOTHING:
        current = context.scope.get("_")
        if isinstance(current, ErrorRecord) and context.services.get("catching"):
            return PowerShellError(current, ends_script=True)
        record = ErrorRecord(NetException(RUNTIME_EXCEPTION, "ScriptHalted"), "ScriptHalted", "OperationStopped")
    elif isinstance(value, ErrorRecord):
        return PowerShellError(value, ends_script=True)
    elif isinstance(value, NetException):
        record = ErrorRecord(value, value.message, "OperationStopped")
    else:
        text = to_text(value)
        record = ErrorRecord(NetException(RUNTIME_EXCEPTION, text), text, "OperationStopped", value)
    record.throw = True
    record.invocation = extent.invocation()
    record.stack_trace = context.stack_trace(record)
    record.exception.record = record
    return PowerShellError(record, ends_script=True)


_OF_THE_ENGINE = frozenset(
    f"System.Management.Automation.{name}"
    for name in [
        "RuntimeException",
        "CommandNotFoundException",
        "MethodException",
        "MethodInvocationException",
        "PropertyNotFoundException",
        "GetValueInvocationException",
        "SetValueInvocationException",
        "SetValueException",
        "ParameterBindingException",
        "ParameterBindingValidationException",
        "ParameterBindingArgumentTransformationException",
        "ValidationMetadataException",
        "ScriptCallDepthException",
    ]
)
"""Exceptions that the engine throws, which make their error records themselves."""


def left_script(record: ErrorRecord) -> None:
    """An error that nothing caught has left the script: what the engine threw is told by the record inside it."""
    if record.throw or record.reason or record.exception.type_name not in _OF_THE_ENGINE:
        return
    if record.exception.type_name != RUNTIME_EXCEPTION or not record.activity:
        record.reason = "ParentContainsErrorRecordException"


def caught(record: ErrorRecord) -> None:
    """A catch block has got the error: from now on its record is that of the exception."""
    record.reason = record.reason or record.exception.type_name.rpartition(".")[2]


def exception_types(exception: NetException) -> list[str]:
    """The full names of an exception's type and base types."""
    return [kind.full_name for kind in named(exception.type_name).lineage()]
