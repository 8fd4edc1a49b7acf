"""Aliases and commands: Get-Alias, Set-Alias, Get-Command."""

from typing import Any

from fake_agent.powershell.cmdlets.command_details import (
    default_set,
    is_advanced,
    output_types,
    parameter_sets,
    parameter_table,
)
from fake_agent.powershell.cmdlets.known import comes_with_a_role, known_commands
from fake_agent.powershell.cmdlets.module_table import kind_of, version_of
from fake_agent.powershell.cmdlets.registry import (
    ALIASES,
    COMMANDS,
    CORE,
    UTILITY,
    Call,
    Parameter,
    cmdlet,
    named,
    switches,
)
from fake_agent.powershell.cmdlets.scopes import scope_named
from fake_agent.powershell.cmdlets.syntax_text import syntax_lines
from fake_agent.powershell.dotnet.enumerations import command_type
from fake_agent.powershell.dotnet.identifiers import parse_version
from fake_agent.powershell.dotnet.types import define
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.runtime.blocks import Function
from fake_agent.powershell.runtime.commands import not_found, resolve_alias
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.values.objects import PSObject


def alias_object(name: str, target: str) -> PSObject:
    """An AliasInfo."""
    return PSObject.of(
        {
            "Name": name,
            "CommandType": command_type("Alias"),
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
    module=UTILITY,
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
    module=UTILITY,
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
    module=UTILITY,
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
        self,
        name: str,
        kind: str,
        callee: Any,
        *,
        definition: str = "",
        module: str = "",
        path: str = "",
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


define(
    "System.Management.Automation.CommandInfo",
    CommandInfo,
    properties={
        "CommandType": lambda info: command_type(info.kind),
        "Name": lambda info: info.name,
        "DisplayName": lambda info: f"{info.name} -> {info.definition}" if info.kind == "Alias" else info.name,
        "Version": lambda info: parse_version(version) if (version := version_of(info.module)) else None,
        "Source": lambda info: info.path or info.module,
        "Definition": lambda info: info.definition,
        "ModuleName": lambda info: info.module,
        "Path": lambda info: info.path or None,
        "Parameters": lambda info: parameter_table(info.name, info.callee),
        "ParameterSets": lambda info: parameter_sets(info.name, info.callee),
        "DefaultParameterSet": lambda info: default_set(info.name, info.callee),
        "CmdletBinding": lambda info: is_advanced(info.callee),
        "OutputType": lambda info: output_types(info.callee),
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
        known = COMMANDS[lowered]
        return CommandInfo(known.name, kind_of(known.name, known.module), known.name, module=known.module)
    path = call.host.find_program(name)
    if path is not None:
        return CommandInfo(path.rpartition("\\")[2], "Application", name, definition=path, path=path)
    return None


def _of_module(call: Call, info: CommandInfo) -> bool:
    """Whether a command is of the modules and kinds that are asked for."""
    kinds = {kind.lower() for text in call.strings("CommandType") for kind in text.split(", ")} - {"all"}
    modules = call.strings("Module")
    return (not kinds or info.kind.lower() in kinds) and (
        not modules or any(wildcard(module).match(info.module) for module in modules)
    )


def _syntax(info: CommandInfo) -> str:
    """How a command is called; what an alias stands for."""
    if info.kind == "Alias":
        return info.definition
    if isinstance(info.callee, Function):
        lines = syntax_lines(info.name, info.callee.script_block.block.parameters)
    elif info.name.lower() in COMMANDS:
        definition = COMMANDS[info.name.lower()]
        lines = syntax_lines(definition.name, definition.parameters, definition.default_set)
    else:
        return info.path
    return "".join(f"\n{line}\n" for line in lines)


@cmdlet(
    "Get-Command",
    Parameter("Name", "string[]", 0, by_value=True, by_property=True),
    *named("string[]", "Verb Noun Module CommandType ParameterName"),
    *named("object[]", "ArgumentList"),
    *named("int", "TotalCount"),
    *switches("Syntax All ListImported ShowCommandInfo"),
    aliases=("gcm",),
    module=CORE,
)
def get_command(call: Call) -> None:
    """Commands by name."""
    patterns = call.strings("Name")
    if call.has("Verb") or call.has("Noun"):
        patterns = [
            f"{verb}-{noun}" for verb in call.strings("Verb") or ["*"] for noun in call.strings("Noun") or ["*"]
        ]
    for wanted in patterns or ["*"]:
        found = _matching(call, wanted) if has_wildcard(wanted) else _named(call, wanted)
        for info in found:
            if _of_module(call, info):
                call.write(_syntax(info) if call.switch("Syntax") else info)


def _named(call: Call, wanted: str) -> list[CommandInfo]:
    """The command of that name; an error where Windows has none, MissingFeature where only the simulator has not."""
    found = find_command(call, wanted)
    if found is not None:
        return [found]
    known = known_commands().get(wanted.lower())
    if known is not None and not comes_with_a_role(known):
        raise MissingFeature(known)
    problem = not_found(wanted, None).record
    problem.error_id = "CommandNotFoundException,Microsoft.PowerShell.Commands.GetCommandCommand"
    problem.activity = "Get-Command"
    call.write_error(problem)
    return []


def _matching(call: Call, wanted: str) -> list[CommandInfo]:
    test = wildcard(wanted)
    functions: dict[str, Function] = {}
    scope: Scope | None = call.context.scope
    while scope is not None:
        functions = {**scope.functions, **functions}
        scope = scope.parent
    found = [find_command(call, name) for name in sorted({*COMMANDS, *functions}) if test.match(name)]
    return [info for info in found if info is not None]
