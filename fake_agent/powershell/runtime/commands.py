"""Command lookup: aliases, functions, cmdlets, stubs, native programs; and what to say where there is none."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from fake_agent.powershell.cmdlets.known import KNOWN_ALIASES, known_commands
from fake_agent.powershell.cmdlets.registry import ALIASES, COMMANDS
from fake_agent.powershell.errors import MissingFeature, PowerShellError, failure
from fake_agent.powershell.runtime.blocks import BlockStage
from fake_agent.powershell.runtime.cmdlet_stage import CmdletStage
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.parameters import Argument
from fake_agent.powershell.runtime.programs import ProgramStage
from fake_agent.powershell.runtime.source import Extent
from fake_agent.powershell.runtime.stubs import StubStage

Emit = Callable[[Any], None]
_LONGEST_CHAIN = 10
_LANGUAGE_KEYWORDS = frozenset({"workflow", "configuration", "inlinescript", "parallel", "sequence"})
"""Keywords that the grammar takes for commands; the simulator does not have what they stand for."""


def resolve_alias(context: Context, name: str) -> str:
    """What a name stands for after all aliases."""
    for _ in range(_LONGEST_CHAIN):
        lowered = name.lower()
        target = context.scope.find_alias(lowered) or ALIASES.get(lowered)
        if target is None or target.lower() == lowered:
            return name
        name = target
    return name


def make_stage(context: Context, name: str, arguments: Sequence[Argument], extent: Extent | None, emit: Emit) -> Any:
    """The stage for a command called by name. Raises CommandNotFound; MissingFeature for what the simulator lacks."""
    lowered = name.lower()
    stub = context.host.stub(name, arguments)
    if stub is not None:
        return StubStage(context, stub, arguments, emit, extent)
    target = context.scope.find_alias(lowered) or ALIASES.get(lowered)
    resolved = name
    if target is not None:
        resolved = resolve_alias(context, target)
        lowered = resolved.lower()
    if "\\" in lowered and lowered.rpartition("\\")[2] in COMMANDS and lowered.startswith("microsoft."):
        lowered = lowered.rpartition("\\")[2]
    function = context.scope.find_function(lowered.removeprefix("global:").removeprefix("script:"))
    if function is not None:
        return BlockStage(function.script_block, arguments, extent, emit, name=name)
    definition = COMMANDS.get(lowered)
    if definition is not None:
        if any(argument.name == "?" for argument in arguments):
            return CmdletStage(context, COMMANDS["get-help"], [Argument.of(name)], extent, emit, "Get-Help")
        return CmdletStage(context, definition, arguments, extent, emit, name)
    if lowered.endswith(".ps1"):
        return script_stage(context, resolved, arguments, extent, emit)
    path = context.host.find_program(resolved)
    if path is not None:
        return ProgramStage(context, resolved, arguments, emit)
    if "-" not in lowered and f"get-{lowered}" in COMMANDS:
        return CmdletStage(context, COMMANDS[f"get-{lowered}"], arguments, extent, emit, name)
    lowered = KNOWN_ALIASES.get(lowered, lowered).lower()
    raise lacking(lowered, arguments) or not_found(name, extent)


def lacking(name: str, arguments: Sequence[Argument]) -> MissingFeature | None:
    """What to raise for a command or construct that real Windows has and the simulator does not; None for others."""
    if "-" in name and name in known_commands():
        return MissingFeature(known_commands()[name])
    return MissingFeature(name, "construct") if name in _LANGUAGE_KEYWORDS and arguments else None


_CALL = re.compile(r"(?P<operator>[&.])\s*(?P<callee>(?:'[^'\n]*'|\"[^\"\n]*\"|\$\{[^}]*\}|[^\s'\"])[^\s]*)")


def not_found(name: str, extent: Extent | None) -> PowerShellError:
    """The ordinary CommandNotFoundException; what & and . called is named by the operator."""
    problem = failure(
        f"The term '{name}' is not recognized as the name of a cmdlet, function, script file, or operable program. "
        "Check the spelling of the name, or if a path was included, verify that the path is correct and try again.",
        "CommandNotFoundException",
        "ObjectNotFound",
        target=name,
        exception="System.Management.Automation.CommandNotFoundException",
    )
    if extent is not None:
        called = None if extent.text.startswith(name) else _CALL.match(extent.text)
        if called is None:
            where = Extent(extent.source, extent.start, min(extent.end, extent.start + len(name)))
            problem.record.invocation = where.invocation(name)
        else:
            where = Extent(extent.source, extent.start + called.start("callee"), extent.start + called.end("callee"))
            problem.record.invocation = where.invocation(called["operator"])
    return problem


def script_stage(context: Context, path: str, arguments: Sequence[Argument], extent: Extent | None, emit: Emit) -> Any:
    """The stage for a script file of the machine."""
    load = context.services["load script"]
    try:
        block = load(context, path)
    except PowerShellError as error:
        if error.record.invocation is None and extent is not None:
            error.record.invocation = extent.invocation(path)
        raise
    if block is None:
        raise not_found(path, extent)
    stage = BlockStage(block, arguments, extent, emit, name=path.rpartition("\\")[2])
    stage.scope.is_script = True
    return stage
