"""Running code: Invoke-Expression, Invoke-Command, Measure-Command, Set-StrictMode, Add-Type."""

from fake_agent.powershell.cmdlets.registry import UTILITY, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.runtime.late_code import PARSE_EXCEPTION, LateSyntaxError
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.text import to_text
from fake_agent.powershell.values.times import TimeSpan


@cmdlet(
    "Invoke-Expression",
    Parameter("Command", "string", 0, mandatory=True, by_value=True),
    aliases=("iex",),
    module=UTILITY,
)
def invoke_expression(call: Call) -> None:
    """Run text as code, in the current scope."""
    try:
        block = call.context.services["compile"](call.context, call.text("Command"))
    except LateSyntaxError as error:
        raise call.failure(
            error.record.message,
            f"{error.record.error_id},Microsoft.PowerShell.Commands.InvokeExpressionCommand",
            "ParserError",
            exception=PARSE_EXCEPTION,
        ) from None
    block.run_in_place(call.emit)


@cmdlet(
    "Invoke-Command",
    Parameter("ScriptBlock", "scriptblock", 0, mandatory=True, aliases=("Command",)),
    Parameter("ArgumentList", "object[]", aliases=("Args",)),
    Parameter("InputObject", "object", by_value=True),
    *named("string[]", "ComputerName"),
    *named("object", "Session Credential"),
    *switches("NoNewScope AsJob HideComputerName"),
    aliases=("icm",),
    collects=True,
    module="Microsoft.PowerShell.Core",
)
def invoke_command(call: Call) -> None:
    """Run a block with arguments."""
    if call.has("ComputerName") and any(
        name.lower() not in {"localhost", ".", call.host.computer_name.lower()} for name in call.strings("ComputerName")
    ):
        raise MissingFeature("Invoke-Command -ComputerName", "construct")
    services = call.context.services
    held = services.get("has caller", False)
    services["has caller"] = held or call.has("ComputerName")
    try:
        call.get("ScriptBlock").invoke(
            list(as_list(call.get("ArgumentList", []))),
            call.emit,
            new_scope=not call.switch("NoNewScope"),
        )
    finally:
        services["has caller"] = held


@cmdlet(
    "Measure-Command",
    Parameter("Expression", "scriptblock", 0, mandatory=True),
    Parameter("InputObject", "object", by_value=True),
    module=UTILITY,
)
def measure_command(call: Call) -> None:
    """How long a block takes, in simulated time."""
    start = call.context.local_now().ticks
    call.get("Expression").run_in_place(lambda _value: None)
    call.write(TimeSpan(call.context.local_now().ticks - start))


_LATEST = 3


@cmdlet("Set-StrictMode", Parameter("Version", "object"), *switches("Off"), module="Microsoft.PowerShell.Core")
def set_strict_mode(call: Call) -> None:
    """Make unset variables errors; from version 2 on properties that are not there, from 3 on indexes out of range."""
    wanted = "0" if call.switch("Off") else to_text(call.get("Version", "0"))
    call.context.strict_version = _LATEST if wanted.lower() == "latest" else int(wanted.split(".")[0])


@cmdlet(
    "Add-Type",
    Parameter("TypeDefinition", "string", 0),
    *named("string[]", "AssemblyName Path LiteralPath ReferencedAssemblies"),
    *named("string", "MemberDefinition Name Namespace Language"),
    *switches("PassThru IgnoreWarnings"),
    module=UTILITY,
)
def add_type(call: Call) -> None:
    """Load an assembly; code to compile is beyond the simulator."""
    if call.has("TypeDefinition") or call.has("MemberDefinition"):
        raise MissingFeature("Add-Type -TypeDefinition", "construct")
