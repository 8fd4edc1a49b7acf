"""``$PSCmdlet``: what an advanced function asks of the engine about its own call."""

from typing import Any

from fake_agent.powershell.dotnet.reference import Reference
from fake_agent.powershell.dotnet.types import define, define_enum
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import ErrorRecord, InvocationInfo, PSObject
from fake_agent.powershell.values.text import to_text, truth

_TYPE = "System.Management.Automation.PSScriptCmdlet"
_REASON = define_enum("System.Management.Automation.ShouldProcessReason", "None WhatIf")
_IMPACTS = {"none": 0, "low": 1, "medium": 2, "high": 3}


class ThisCmdlet:
    """The running call of an advanced function; ``stage`` is its stage."""

    __slots__ = ("stage",)

    def __init__(self, stage: Any) -> None:
        self.stage = stage


def _what_if(context: Context) -> bool:
    return truth(context.scope.get("whatifpreference", False))


def _asks(context: Context, this: ThisCmdlet) -> bool:
    """Whether the user is to confirm: by -Confirm, or since the impact is as high as ``$ConfirmPreference`` says."""
    flag = context.scope.get("confirmpreference", "High")
    if isinstance(flag, bool):
        return flag
    wanted = _IMPACTS.get(to_text(flag).lower(), 3)
    impact = _IMPACTS.get(this.stage.script_block.block.confirm_impact.lower(), 2)
    return 0 < wanted <= impact


def _should_process(context: Context, this: ThisCmdlet, target: str, action: str | None = None) -> bool:
    name = action if action is not None else this.stage.name
    sentence = f'Performing the operation "{name}" on target "{target}".'
    return _decide(context, this, sentence, sentence)


def _described(context: Context, this: ThisCmdlet, description: str, warning: str, _caption: str) -> bool:
    return _decide(context, this, description, warning)


def _reasoned(
    context: Context, this: ThisCmdlet, description: str, warning: str, _caption: str, reason: Reference
) -> bool:
    reason.set(convert("WhatIf" if _what_if(context) else "None", _REASON, None))
    return _decide(context, this, description, warning)


def _decide(context: Context, this: ThisCmdlet, description: str, question: str) -> bool:
    if _what_if(context):
        context.sinks.host(f"What if: {description}\n")
        return False
    if _asks(context, this):
        _ask(context, f"Are you sure you want to perform this action?\n{question}")
    elif context.preference("verbosepreference", "silentlycontinue") == "continue":
        context.write_stream("Verbose", description, "continue")
    return True


def _should_continue(context: Context, _this: ThisCmdlet, query: str, caption: str, *_rest: Any) -> bool:
    _ask(context, f"{caption}\n{query}")
    return True


def _ask(context: Context, question: str) -> None:
    """A question that nobody answers."""
    if context.interactive:
        context.host.wait_for_input(question)
    raise NetError(
        "System.Management.Automation.PSInvalidOperationException",
        "Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.",
    )


def _error(context: Context, this: ThisCmdlet, record: ErrorRecord) -> ErrorRecord:
    """The record as this function's own: named after it and placed where it was called."""
    frame = this.stage.frame
    name = frame.command.rpartition("\\")[2]
    record.activity = name
    if record.invocation is None:
        record.invocation = (
            InvocationInfo(frame.command) if frame.extent is None else frame.extent.invocation(frame.command)
        )
    if not record.error_id.endswith(f",{name}"):
        record.error_id = f"{record.error_id},{name}"
    context.complete(record)
    return record


def _write_error(context: Context, this: ThisCmdlet, record: ErrorRecord) -> None:
    context.write_error(_error(context, this, record))


def _throw(context: Context, this: ThisCmdlet, record: ErrorRecord) -> None:
    raise PowerShellError(_error(context, this, record))


def _say(kind: str, default: str) -> Any:
    def write(context: Context, _this: ThisCmdlet, text: Any) -> None:
        context.write_stream(kind, text, context.preference(f"{kind.lower()}preference", default))

    return write


def _write_object(_context: Context, this: ThisCmdlet, value: Any, *_enumerate: Any) -> None:
    this.stage.emit(value)


def _variable_value(context: Context, _this: ThisCmdlet, name: str, default: Any = None) -> Any:
    return context.scope.get(name.lower(), default)


def _parameter_set(this: ThisCmdlet) -> str:
    bound = this.stage.binding
    return "" if bound is None else bound.binding.parameter_set or "__AllParameterSets"


def _session_state(_this: ThisCmdlet) -> PSObject:
    return PSObject.of({"LanguageMode": "FullLanguage"}, "System.Management.Automation.SessionState")


define(
    _TYPE,
    ThisCmdlet,
    base="System.Management.Automation.PSCmdlet",
    properties={
        "ParameterSetName": _parameter_set,
        "MyInvocation": lambda this: this.stage.context.services["invocation"](this.stage.context),
        "PagingParameters": lambda _this: None,
        "InvokeCommand": lambda this: this.stage.context.services["engine"].get("InvokeCommand"),
        "SessionState": _session_state,
        "Host": lambda this: this.stage.context.scope.get("host"),
        "CommandRuntime": lambda this: this.stage.name,
        "Stopping": lambda _this: False,
    },
    context_methods={
        "bool ShouldProcess(string target)": _should_process,
        "bool ShouldProcess(string target, string action)": _should_process,
        "bool ShouldProcess(string verboseDescription, string verboseWarning, string caption)": _described,
        "bool ShouldProcess(string verboseDescription, string verboseWarning, string caption, ref reason)": (_reasoned),
        "bool ShouldContinue(string query, string caption)": _should_continue,
        "bool ShouldContinue(string query, string caption, object yesToAll, object noToAll)": _should_continue,
        "void WriteError(System.Management.Automation.ErrorRecord errorRecord)": _write_error,
        "void ThrowTerminatingError(System.Management.Automation.ErrorRecord errorRecord)": _throw,
        "void WriteWarning(string text)": _say("Warning", "continue"),
        "void WriteVerbose(string text)": _say("Verbose", "silentlycontinue"),
        "void WriteDebug(string text)": _say("Debug", "silentlycontinue"),
        "void WriteObject(object sendToPipeline)": _write_object,
        "void WriteObject(object sendToPipeline, bool enumerateCollection)": _write_object,
        "object GetVariableValue(string name)": _variable_value,
        "object GetVariableValue(string name, object defaultValue)": _variable_value,
    },
)
