"""Writing to the streams, asking the keyboard, waiting."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.values.collections import Hashtable, items_of
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import ErrorRecord, NetException, StreamRecord
from fake_agent.powershell.values.text import to_text

_COLORS = named("object", "ForegroundColor BackgroundColor")


def host_text(value: Any, separator: str = " ") -> str:
    """A value as Write-Host prints it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Hashtable):
        return separator.join("System.Collections.DictionaryEntry" for _ in value.items())
    items = items_of(value)
    return to_text(value) if items is None else separator.join(host_text(item) for item in items)


@cmdlet(
    "Write-Host",
    Parameter("Object", "object", 0, by_value=True, remaining=True, aliases=("Msg", "Message")),
    Parameter("Separator", "object"),
    *switches("NoNewline"),
    *_COLORS,
    module=UTILITY,
)
def write_host(call: Call) -> None:
    """Print text on the host."""
    separator = call.text("Separator", " ")
    value = call.get("Object")
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    text = host_text(value, separator)
    sinks = call.context.sinks
    if sinks.captures_host:
        sinks.information(StreamRecord("Information", text))
    elif call.actions.get("Information") != "ignore":
        sinks.host(text if call.switch("NoNewline") else f"{text}\n")


@cmdlet(
    "Write-Output",
    Parameter("InputObject", "object", 0, by_value=True, remaining=True),
    *switches("NoEnumerate"),
    aliases=("echo", "write"),
    module=UTILITY,
)
def write_output(call: Call) -> None:
    """Put objects down the pipeline."""
    if not call.has("InputObject"):
        return
    value = call.get("InputObject")
    if isinstance(value, list) and len(value) == 1 and not call.switch("NoEnumerate"):
        value = value[0]
    if call.switch("NoEnumerate"):
        call.write(value[0] if isinstance(value, list) and len(value) == 1 else value)
    elif isinstance(value, list):
        for item in value:
            call.write_all(item) if isinstance(item, list) else call.write(item)
    else:
        call.write_all(value)


@cmdlet(
    "Write-Error",
    Parameter(
        "Message",
        "string",
        0,
        ("Msg",),
        by_value=True,
        allows=frozenset({"empty"}),
        sets=("NoException", "WithException"),
    ),
    Parameter("Exception", "object", sets=("WithException",)),
    Parameter("ErrorRecord", "object", sets=("ErrorRecord",)),
    *named(
        "string",
        "Category ErrorId RecommendedAction CategoryActivity CategoryReason CategoryTargetName CategoryTargetType",
    ),
    Parameter("TargetObject"),
    module=UTILITY,
    class_name="Microsoft.PowerShell.Commands.WriteErrorException",
)
def write_error(call: Call) -> None:
    """Write a non-terminating error of the running script or function."""
    frame = call.context.frames[-1] if call.context.frames else None
    name = (frame.command if frame else "").rpartition("\\")[2]
    given = call.get("ErrorRecord")
    if isinstance(given, ErrorRecord):
        call.write_error(given)
        return
    exception = call.get("Exception")
    if not isinstance(exception, NetException):
        exception = NetException("Microsoft.PowerShell.Commands.WriteErrorException", call.text("Message"))
    error_id = call.text("ErrorId") or exception.type_name
    record = ErrorRecord(
        exception,
        f"{error_id},{name}" if name else error_id,
        call.text("Category") or "NotSpecified",
        call.get("TargetObject"),
    )
    record.category = record.category[:1].upper() + record.category[1:]
    if call.has("Exception") and call.has("Message"):
        record.details = call.text("Message")
    record.activity = call.text("CategoryActivity") or "Write-Error"
    record.reason = call.text("CategoryReason")
    record.target_name = call.text("CategoryTargetName") or None
    record.target_type = call.text("CategoryTargetType") or None
    call.context.complete(record)
    call.write_error(record)


@cmdlet(
    "Write-Warning",
    Parameter("Message", "string", 0, ("Msg",), mandatory=True, by_value=True, allows=frozenset({"empty"})),
    module=UTILITY,
)
def write_warning(call: Call) -> None:
    """A warning."""
    common = call.stage.common
    if common is not None:
        common.note("warningvariable", StreamRecord("Warning", call.text("Message")))
    call.say("Warning", call.text("Message"))


@cmdlet(
    "Write-Verbose",
    Parameter("Message", "string", 0, ("Msg",), mandatory=True, by_value=True, allows=frozenset({"empty"})),
    module=UTILITY,
)
def write_verbose(call: Call) -> None:
    """A verbose message."""
    call.say("Verbose", call.text("Message"))


@cmdlet(
    "Write-Debug",
    Parameter("Message", "string", 0, ("Msg",), mandatory=True, by_value=True, allows=frozenset({"empty"})),
    module=UTILITY,
)
def write_debug(call: Call) -> None:
    """A debug message."""
    call.say("Debug", call.text("Message"))


@cmdlet(
    "Write-Information",
    Parameter("MessageData", "object", 0, ("Msg", "Message"), mandatory=True, by_value=True),
    Parameter("Tags", "string[]", 1),
    module=UTILITY,
)
def write_information(call: Call) -> None:
    """An information record."""
    common = call.stage.common
    record = StreamRecord("Information", call.get("MessageData"))
    if common is not None:
        common.note("informationvariable", record)
    if call.context.sinks.captures_host:
        call.context.sinks.information(record)
        return
    call.say("Information", call.get("MessageData"))


@cmdlet(
    "Write-Progress",
    Parameter("Activity", "string", 0),
    Parameter("Status", "string", 1),
    Parameter("Id", "int", 2),
    *named("int", "PercentComplete SecondsRemaining ParentId SourceId"),
    *named("string", "CurrentOperation"),
    *switches("Completed"),
    module=UTILITY,
)
def write_progress(_call: Call) -> None:
    """Progress is not shown where output is redirected."""


@cmdlet(
    "Start-Sleep",
    Parameter("Seconds", "int", 0, by_value=True, by_property=True),
    Parameter("Milliseconds", "int", aliases=("ms",), by_property=True),
    aliases=("sleep",),
    module=UTILITY,
)
def start_sleep(call: Call) -> None:
    """Let simulated time pass."""
    seconds = call.number("Milliseconds") / 1000 if call.has("Milliseconds") else call.number("Seconds", 0)
    call.host.sleep(float(seconds))


@cmdlet("Read-Host", Parameter("Prompt", "object", 0, remaining=True), *switches("AsSecureString"), module=UTILITY)
def read_host(call: Call) -> None:
    """Ask the keyboard, which nobody answers."""
    prompt = " ".join(to_text(item) for item in as_list(call.get("Prompt", "")))
    _ask(call, f"{prompt}: " if prompt else "")


@cmdlet(
    "Get-Credential",
    Parameter("Credential", "object", 0),
    *named("string", "Message UserName"),
    module="Microsoft.PowerShell.Security",
)
def get_credential(call: Call) -> None:
    """Ask for a name and a password, which nobody answers."""
    given = call.get("Credential")
    if given is not None and not isinstance(given, str):
        call.write(given)
        return
    _ask(call, "Supply values for the following parameters:\nCredential\n")


@cmdlet("pause", module=UTILITY)
def pause(call: Call) -> None:
    """Wait for a key, which nobody presses."""
    _ask(call, "Press Enter to continue...: ")


def _ask(call: Call, prompt: str) -> None:
    if call.context.interactive:
        call.context.sinks.host(prompt)
        call.host.wait_for_input(prompt)
    raise call.failure(
        "Windows PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.",
        "InvalidOperation",
        "InvalidOperation",
        exception="System.Management.Automation.PSInvalidOperationException",
    )
