"""Variables, aliases, commands and modules of the session."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import ALIASES, COMMANDS, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.operators.patterns import has_wildcard, wildcard
from fake_agent.powershell.runtime.blocks import Function, ScriptBlock
from fake_agent.powershell.runtime.commands import not_found, resolve_alias
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import NOTHING, PSObject
from fake_agent.powershell.values.text import to_text

_UTILITY = "Microsoft.PowerShell.Utility"
_CORE = "Microsoft.PowerShell.Core"


def scope_named(call: Call) -> Scope:
    """The scope that -Scope names: Global, Script, Local or how many levels up."""
    text = call.text("Scope").lower()
    scope: Scope = call.context.scope
    if text == "global":
        return scope.top()
    if text == "script":
        return scope.script()
    for _ in range(int(text) if text.isdigit() else 0):
        scope = scope.parent or scope
    return scope


def variable_object(scope: Scope, name: str, value: Any) -> PSObject:
    """A PSVariable."""
    made = PSObject.of(
        {
            "Name": name,
            "Description": "",
            "Value": None if value is NOTHING else value,
            "Visibility": "Public",
            "Module": None,
            "ModuleName": "",
            "Options": {"readonly": "ReadOnly", "constant": "Constant", "private": "Private"}.get(
                scope.locked.get(name.lower(), ""), "None"
            ),
            "Attributes": [],
        },
        "System.Management.Automation.PSVariable",
    )
    made.text = lambda _: "System.Management.Automation.PSVariable"
    return made


def _visible(call: Call) -> dict[str, tuple[Scope, Any]]:
    found: dict[str, tuple[Scope, Any]] = {}
    scope: Scope | None = scope_named(call)
    while scope is not None:
        for name, value in scope.variables.items():
            found.setdefault(name, (scope, value))
        scope = None if call.has("Scope") else scope.parent
    return found


@cmdlet(
    "Get-Variable",
    Parameter("Name", "string[]", 0, by_value=True),
    *named("string", "Scope"),
    *named("string[]", "Include Exclude"),
    *switches("ValueOnly"),
    aliases=("gv",),
    module=_UTILITY,
)
def get_variable(call: Call) -> None:
    """Variables by name."""
    visible = _visible(call)
    for wanted in call.strings("Name") or ["*"]:
        test = wildcard(wanted)
        names = [name for name in sorted(visible) if test.match(name)]
        if not names and not has_wildcard(wanted):
            call.error(
                f"Cannot find a variable with the name '{wanted}'.",
                "VariableNotFound",
                "ObjectNotFound",
                target=wanted,
                exception="System.Management.Automation.ItemNotFoundException",
            )
        for name in names:
            scope, value = visible[name]
            call.write(
                value
                if call.switch("ValueOnly")
                else variable_object(scope, wanted if not has_wildcard(wanted) else name, value)
            )


_SETTING = (
    Parameter("Name", "string[]", 0, mandatory=True, by_property=True),
    Parameter("Value", "object", 1, by_value=True, by_property=True),
    *named("string", "Scope Option Description Visibility"),
    *switches("Force PassThru"),
)


@cmdlet(
    "Set-Variable",
    *_SETTING,
    *named("string[]", "Include Exclude"),
    aliases=("sv", "set"),
    collects=True,
    module=_UTILITY,
)
def set_variable(call: Call) -> None:
    """Set variables."""
    value = call.get("Value") if call.has("Value") else (call.items[0] if len(call.items) == 1 else call.items or None)
    for name in call.strings("Name"):
        scope = scope_named(call)
        _store(call, scope, name, value)


def _store(call: Call, scope: Scope, name: str, value: Any) -> None:
    lowered = name.lower()
    if lowered in scope.locked and (scope.locked[lowered] != "readonly" or not call.switch("Force")):
        call.error(
            f"Cannot overwrite variable {name} because it is read-only or constant.",
            "VariableNotWritable",
            "WriteError",
            target=name,
            exception="System.Management.Automation.SessionStateUnauthorizedAccessException",
        )
        return
    scope.variables[lowered] = value
    option = call.text("Option").lower()
    if "readonly" in option:
        scope.locked[lowered] = "readonly"
    elif "constant" in option:
        scope.locked[lowered] = "constant"
    if call.switch("PassThru"):
        call.write(variable_object(scope, name, value))


@cmdlet("New-Variable", *_SETTING, aliases=("nv",), module=_UTILITY)
def new_variable(call: Call) -> None:
    """Make a variable."""
    for name in call.strings("Name"):
        scope = scope_named(call)
        if name.lower() in scope.variables and not call.switch("Force"):
            call.error(
                f"A variable with name '{name}' already exists.",
                "VariableAlreadyExists",
                "ResourceExists",
                target=name,
                exception="System.Management.Automation.SessionStateException",
            )
            continue
        _store(call, scope, name, call.get("Value"))


@cmdlet(
    "Remove-Variable",
    Parameter("Name", "string[]", 0, mandatory=True, by_property=True),
    *named("string", "Scope"),
    *switches("Force"),
    aliases=("rv",),
    module=_UTILITY,
)
def remove_variable(call: Call) -> None:
    """Remove variables."""
    for wanted in call.strings("Name"):
        test = wildcard(wanted)
        scope = (
            scope_named(call) if call.has("Scope") else call.context.scope.find(wanted.lower()) or call.context.scope
        )
        names = [name for name in list(scope.variables) if test.match(name)]
        if not names:
            call.error(
                f"Cannot find a variable with the name '{wanted}'.",
                "VariableNotFound",
                "ObjectNotFound",
                target=wanted,
                exception="System.Management.Automation.ItemNotFoundException",
            )
        for name in names:
            if name in scope.locked and not call.switch("Force"):
                call.error(
                    f"Cannot remove variable {name} because it is constant or read-only. If the variable is "
                    "read-only, try the operation again specifying the Force option.",
                    "VariableNotRemovable",
                    "WriteError",
                    target=name,
                    exception="System.Management.Automation.SessionStateUnauthorizedAccessException",
                )
                continue
            scope.variables.pop(name)
            scope.constraints.pop(name, None)
            scope.locked.pop(name, None)


@cmdlet(
    "Clear-Variable",
    Parameter("Name", "string[]", 0, mandatory=True, by_property=True),
    *named("string", "Scope"),
    *switches("Force PassThru"),
    aliases=("clv",),
    module=_UTILITY,
)
def clear_variable(call: Call) -> None:
    """Set variables to null."""
    for name in call.strings("Name"):
        scope_named(call).variables[name.lower()] = None


# --- aliases and commands ------------------------------------------------------------------------------------------


def alias_object(name: str, target: str) -> PSObject:
    """An AliasInfo."""
    return PSObject.of(
        {
            "Name": name,
            "CommandType": "Alias",
            "Definition": target,
            "ReferencedCommand": target,
            "ResolvedCommand": target,
            "DisplayName": f"{name} -> {target}",
            "Version": None,
            "Source": "",
        },
        "System.Management.Automation.AliasInfo",
        text=lambda value: str(value.get("Name")),
    )


@cmdlet(
    "Get-Alias",
    Parameter("Name", "string[]", 0, by_value=True),
    *named("string[]", "Definition Exclude"),
    *named("string", "Scope"),
    aliases=("gal",),
    module=_UTILITY,
)
def get_alias(call: Call) -> None:
    """Aliases by name or by what they stand for."""
    table = dict(ALIASES)
    scope: Scope | None = call.context.scope
    while scope is not None:
        table |= scope.aliases
        scope = scope.parent
    definitions = [wildcard(text) for text in call.strings("Definition")]
    for wanted in call.strings("Name") or ["*"]:
        names = [
            name
            for name in sorted(table)
            if wildcard(wanted).match(name)
            and (not definitions or any(test.match(table[name]) for test in definitions))
        ]
        if not names and not has_wildcard(wanted):
            call.error(
                f"This command cannot find a matching alias because an alias with the name '{wanted}' does not exist.",
                "ItemNotFoundException",
                "ObjectNotFound",
                target=wanted,
                exception="System.Management.Automation.ItemNotFoundException",
            )
        for name in names:
            call.write(alias_object(name, table[name]))


@cmdlet(
    "Set-Alias",
    Parameter("Name", "string", 0, mandatory=True, by_property=True),
    Parameter("Value", "string", 1, mandatory=True, by_property=True),
    *named("string", "Scope Option Description"),
    *switches("Force PassThru"),
    aliases=("sal",),
    module=_UTILITY,
)
def set_alias(call: Call) -> None:
    """Define an alias."""
    scope = scope_named(call)
    scope.aliases[call.text("Name").lower()] = call.text("Value")


@cmdlet(
    "New-Alias",
    Parameter("Name", "string", 0, mandatory=True, by_property=True),
    Parameter("Value", "string", 1, mandatory=True, by_property=True),
    *named("string", "Scope Option Description"),
    *switches("Force PassThru"),
    aliases=("nal",),
    module=_UTILITY,
)
def new_alias(call: Call) -> None:
    """Define an alias that is not there yet."""
    if (
        call.context.scope.find_alias(call.text("Name").lower()) or ALIASES.get(call.text("Name").lower())
    ) and not call.switch("Force"):
        raise call.failure(
            f"The alias is not allowed, because an alias with the name '{call.text('Name')}' already exists.",
            "AliasAlreadyExists",
            "ResourceExists",
            target=call.text("Name"),
            exception="System.Management.Automation.SessionStateException",
        )
    scope_named(call).aliases[call.text("Name").lower()] = call.text("Value")


class CommandInfo:
    """A command as an object: what Get-Command gives; ``callee`` is what ``&`` runs."""

    __slots__ = ("callee", "definition", "kind", "module", "name", "path")

    def __init__(
        self, name: str, kind: str, callee: Any, *, definition: str = "", module: str = "", path: str = ""
    ) -> None:
        self.name = name
        self.kind = kind
        self.callee = callee
        self.definition = definition
        self.module = module
        self.path = path

    def to_text(self) -> str:
        """The name."""
        return self.name


def _parameters(info: CommandInfo) -> nets.Hashtable:
    specs = (
        info.callee.script_block.block.parameters
        if isinstance(info.callee, Function)
        else COMMANDS[info.name.lower()].parameters
        if info.name.lower() in COMMANDS
        else ()
    )
    return nets.Hashtable(
        [
            (
                spec.name,
                PSObject.of(
                    {"Name": spec.name, "ParameterType": spec.type, "Aliases": list(spec.aliases)},
                    "System.Management.Automation.ParameterMetadata",
                ),
            )
            for spec in specs
        ]
    )


define(
    "System.Management.Automation.CommandInfo",
    CommandInfo,
    properties={
        "CommandType": lambda info: info.kind,
        "Name": lambda info: info.name,
        "Version": lambda info: "3.1.0.0" if info.module else None,
        "Source": lambda info: info.path or info.module,
        "Definition": lambda info: info.definition,
        "ModuleName": lambda info: info.module,
        "Path": lambda info: info.path or None,
        "Parameters": _parameters,
        "ScriptBlock": lambda info: info.callee.script_block if isinstance(info.callee, Function) else None,
        "ResolvedCommandName": lambda info: info.definition,
        "Noun": lambda info: info.name.partition("-")[2],
        "Verb": lambda info: info.name.partition("-")[0],
        "Options": lambda _info: "None",
        "Visibility": lambda _info: "Public",
    },
)


def find_command(call: Call, name: str) -> CommandInfo | None:
    """The command of that name, as the session would run it."""
    lowered = name.lower()
    target = call.context.scope.find_alias(lowered) or ALIASES.get(lowered)
    if target is not None:
        return CommandInfo(name, "Alias", resolve_alias(call.context, name), definition=target)
    function = call.context.scope.find_function(lowered)
    if function is not None:
        return CommandInfo(
            function.name,
            "Filter" if function.is_filter else "Function",
            function,
            definition=function.script_block.to_text(),
        )
    if lowered in COMMANDS:
        return CommandInfo(COMMANDS[lowered].name, "Cmdlet", COMMANDS[lowered].name, module=COMMANDS[lowered].module)
    path = call.host.find_program(name)
    if path is not None:
        return CommandInfo(path.rpartition("\\")[2], "Application", name, definition=path, path=path)
    return None


@cmdlet(
    "Get-Command",
    Parameter("Name", "string[]", 0, by_value=True, by_property=True),
    *named("string[]", "Verb Noun Module CommandType ParameterName"),
    *named("object[]", "ArgumentList"),
    *named("int", "TotalCount"),
    *switches("Syntax All ListImported ShowCommandInfo"),
    aliases=("gcm",),
    module=_CORE,
)
def get_command(call: Call) -> None:
    """Commands by name."""
    patterns = call.strings("Name")
    if call.has("Verb") or call.has("Noun"):
        patterns = [
            f"{verb}-{noun}" for verb in call.strings("Verb") or ["*"] for noun in call.strings("Noun") or ["*"]
        ]
    for wanted in patterns or ["*"]:
        if not has_wildcard(wanted):
            found = find_command(call, wanted)
            if found is None:
                problem = not_found(wanted, None).record
                problem.error_id = "CommandNotFoundException,Microsoft.PowerShell.Commands.GetCommandCommand"
                problem.activity = "Get-Command"
                call.write_error(problem)
            else:
                call.write(found)
            continue
        test = wildcard(wanted)
        functions: dict[str, Function] = {}
        scope: Scope | None = call.context.scope
        while scope is not None:
            functions = {**scope.functions, **functions}
            scope = scope.parent
        for name in sorted({*COMMANDS, *functions}):
            if test.match(name) and (listed := find_command(call, name)) is not None:
                call.write(listed)


# --- modules -------------------------------------------------------------------------------------------------------


@cmdlet(
    "Import-Module",
    Parameter("Name", "object[]", 0, by_value=True),
    *switches("Force PassThru Global DisableNameChecking NoClobber SkipEditionCheck"),
    *named("string", "Prefix Scope MinimumVersion RequiredVersion"),
    *named("string[]", "Function Cmdlet Variable Alias"),
    aliases=("ipmo",),
    module=_CORE,
)
def import_module(call: Call) -> None:
    """Built-in modules are there already; others are not on the machine."""
    for value in as_list(call.get("Name", [])):
        name = to_text(value)
        if name.lower().endswith((".psm1", ".ps1", ".psd1")):
            block = call.context.services["load script"](call.context, name)
            if block is not None:
                block.run_in_place(call.emit)
                continue
        if name.lower() not in MODULES:
            call.error(
                f"The specified module '{name}' was not loaded because no valid module file was found in any "
                "module directory.",
                "Modules_ModuleNotFound",
                "ResourceUnavailable",
                target=name,
                exception="System.IO.FileNotFoundException",
            )


MODULES = frozenset(
    [
        "microsoft.powershell.management",
        "microsoft.powershell.utility",
        "microsoft.powershell.security",
        "microsoft.powershell.core",
        "microsoft.powershell.localaccounts",
        "netsecurity",
        "nettcpip",
        "netadapter",
        "dnsclient",
        "scheduledtasks",
        "servermanager",
        "storage",
        "cimcmdlets",
        "dism",
        "smbshare",
        "defender",
        "pki",
        "microsoft.wsman.management",
        "bitstransfer",
        "networkconnection",
        "psdiagnostics",
        "microsoft.powershell.archive",
        "microsoft.powershell.diagnostics",
        "packagemanagement",
        "powershellget",
        "international",
    ]
)


@cmdlet(
    "Get-Module",
    Parameter("Name", "string[]", 0, by_value=True),
    *switches("ListAvailable All Refresh"),
    aliases=("gmo",),
    module=_CORE,
)
def get_module(call: Call) -> None:
    """Modules by name."""
    for wanted in call.strings("Name") or ["microsoft.powershell.management", "microsoft.powershell.utility"]:
        for name in sorted(MODULES):
            if wildcard(wanted).match(name):
                shown = wanted if not has_wildcard(wanted) else name
                call.write(
                    PSObject.of(
                        {
                            "Name": shown,
                            "ModuleType": "Manifest",
                            "Version": "3.1.0.0",
                            "ExportedCommands": nets.Hashtable(),
                            "Path": f"C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules\\{shown}",
                        },
                        "System.Management.Automation.PSModuleInfo",
                        text=lambda value: str(value.get("Name")),
                    )
                )


@cmdlet(
    "Remove-Module", Parameter("Name", "string[]", 0, by_value=True), *switches("Force"), aliases=("rmo",), module=_CORE
)
def remove_module(_call: Call) -> None:
    """Nothing to unload."""


@cmdlet(
    "Export-ModuleMember",
    Parameter("Function", "string[]", 0, by_value=True),
    *named("string[]", "Cmdlet Variable Alias"),
    module=_CORE,
)
def export_module_member(_call: Call) -> None:
    """Everything of a dynamic module is visible already."""


@cmdlet(
    "New-Module",
    Parameter("Name", "string", None),
    Parameter("ScriptBlock", "scriptblock", 0, mandatory=True),
    *switches("AsCustomObject ReturnResult"),
    *named("string[]", "Function Cmdlet"),
    *named("object[]", "ArgumentList"),
    aliases=("nmo",),
    module=_CORE,
)
def new_module(call: Call) -> None:
    """A module from a block: its functions for the session, or as methods of an object."""
    block: ScriptBlock = call.get("ScriptBlock")
    context = call.context
    scope = Scope(context.global_scope, is_script=True)
    held, context.scope = context.scope, scope
    output: list[Any] = []
    try:
        block.invoke(list(as_list(call.get("ArgumentList", []))), output.append, new_scope=False)
    finally:
        context.scope = held
    for function in scope.functions.values():
        function.script_block.captured = scope
    if call.switch("ReturnResult"):
        for value in output:
            call.write(value)
        return
    if call.switch("AsCustomObject"):
        made = PSObject()
        for function in scope.functions.values():
            made.methods[function.name.lower()] = (
                function.name,
                lambda _this, *arguments, function=function: function.script_block.call(*arguments),
            )
        call.write(made)
        return
    context.global_scope.functions |= scope.functions
    call.write(
        PSObject.of(
            {
                "Name": call.text("Name") or "__DynamicModule",
                "ModuleType": "Script",
                "Version": "0.0",
                "ExportedCommands": list(scope.functions),
            },
            "System.Management.Automation.PSModuleInfo",
        )
    )


@cmdlet(
    "Get-ExecutionPolicy", Parameter("Scope", "string", 0), *switches("List"), module="Microsoft.PowerShell.Security"
)
def get_execution_policy(call: Call) -> None:
    """The extension starts PowerShell with -ExecutionPolicy Unrestricted."""
    call.write("Unrestricted")


@cmdlet(
    "Set-ExecutionPolicy",
    Parameter("ExecutionPolicy", "string", 0, mandatory=True),
    Parameter("Scope", "string", 1),
    *switches("Force"),
    module="Microsoft.PowerShell.Security",
)
def set_execution_policy(_call: Call) -> None:
    """Accepted; every process of the extension chooses its own."""


@cmdlet(
    "Start-Transcript",
    Parameter("Path", "string", 0),
    *named("string", "LiteralPath OutputDirectory"),
    *switches("Append Force NoClobber IncludeInvocationHeader"),
    module="Microsoft.PowerShell.Host",
)
def start_transcript(call: Call) -> None:
    """Note where the transcript goes."""
    path = (
        call.text("Path")
        or call.text("LiteralPath")
        or "C:\\Windows\\system32\\config\\systemprofile\\Documents\\PowerShell_transcript.txt"
    )
    call.context.services["transcript"] = path
    call.write(f"Transcript started, output file is {path}")


@cmdlet("Stop-Transcript", module="Microsoft.PowerShell.Host")
def stop_transcript(call: Call) -> None:
    """End the transcript."""
    path = call.context.services.pop("transcript", None)
    if path is None:
        raise call.failure(
            "An error occurred stopping transcription: The host is not currently transcribing.",
            "InvalidOperation",
            "InvalidOperation",
            exception="System.Management.Automation.PSInvalidOperationException",
        )
    call.write(f"Transcript stopped, output file is {path}")


@cmdlet("Clear-Host", aliases=("cls", "clear"), module=_CORE)
def clear_host(_call: Call) -> None:
    """Nothing to clear where output is redirected."""


@cmdlet(
    "Get-Help",
    Parameter("Name", "string", 0),
    *switches("Full Detailed Examples Online"),
    aliases=("help", "man"),
    module=_CORE,
)
def get_help(call: Call) -> None:
    """Help texts are not part of the simulator."""
    raise MissingFeature(f"Get-Help {call.text('Name')}".strip(), "construct")


def session_items(call: Call, provider: str, name: str) -> list[Any]:
    """Items of the variable, function and alias drives."""
    test = wildcard(name or "*")
    if provider == "variable":
        return [
            variable_object(scope, key, value)
            for key, (scope, value) in sorted(_visible(call).items())
            if test.match(key)
        ]
    if provider == "alias":
        return [alias_object(key, target) for key, target in sorted(ALIASES.items()) if test.match(key)]
    found: dict[str, Function] = {}
    scope: Scope | None = call.context.scope
    while scope is not None:
        found = {**scope.functions, **found}
        scope = scope.parent
    return [function for key, function in sorted(found.items()) if test.match(key)]


def new_session_item(call: Call, provider: str, name: str) -> None:
    """New-Item or Set-Item on a drive of the session."""
    value = call.get("Value")
    if provider == "function":
        define_function(call.context, name, value)
    elif provider == "alias":
        call.context.scope.aliases[name.lower()] = to_text(value)
    else:
        call.context.scope.variables[name.lower()] = value


def remove_session_item(call: Call, provider: str, name: str) -> None:
    """Remove-Item on a drive of the session."""
    scope: Scope | None = call.context.scope
    while scope is not None:
        table: dict[str, Any] = {"function": scope.functions, "alias": scope.aliases}.get(provider, scope.variables)
        if table.pop(name.lower(), None) is not None:
            return
        scope = scope.parent


def define_function(context: Any, name: str, value: Any) -> None:
    """``${function:name} = { }``."""
    block = value if isinstance(value, ScriptBlock) else context.services["compile"](context, to_text(value))
    context.scope.functions[name.lower()] = Function(name, block)


def alias_of(context: Any, name: str) -> str | None:
    """What an alias stands for."""
    return context.scope.find_alias(name.lower()) or ALIASES.get(name.lower())


SERVICES = {
    "session items": session_items,
    "new session item": new_session_item,
    "remove session item": remove_session_item,
    "define function": define_function,
    "alias": alias_of,
}
