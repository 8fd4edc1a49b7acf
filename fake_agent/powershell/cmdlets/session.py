"""Variables of the session and its policies."""

from collections.abc import Iterable
from typing import Any

from fake_agent.powershell.cmdlets.commands import alias_object
from fake_agent.powershell.cmdlets.registry import (
    ALIASES,
    CORE,
    UTILITY,
    Call,
    Parameter,
    cmdlet,
    named,
    switches,
)
from fake_agent.powershell.cmdlets.requirements import require
from fake_agent.powershell.cmdlets.scopes import scope_named
from fake_agent.powershell.operators.wildcards import has_wildcard, wildcard
from fake_agent.powershell.runtime.blocks import Function, ScriptBlock
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import NOTHING, PSObject
from fake_agent.powershell.values.text import to_text


def _options(scope: Scope, name: str) -> str:
    locked = {"readonly": "ReadOnly", "constant": "Constant", "allscope": "ReadOnly, AllScope"}.get(
        scope.locked.get(name, "")
    )
    found = [*([locked] if locked else []), *(["Private"] if name in scope.private else [])]
    return ", ".join(found) or "None"


def variable_object(scope: Scope, name: str, value: Any) -> PSObject:
    """A PSVariable."""
    made = PSObject.of(
        {
            "Name": name,
            "Description": scope.descriptions.get(name.lower(), ""),
            "Value": None if value is NOTHING else value,
            "Visibility": "Public",
            "Module": None,
            "ModuleName": "",
            "Options": _options(scope, name.lower()),
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
            if scope is call.context.scope or name not in scope.private:
                found.setdefault(name, (scope, value))
        scope = None if call.has("Scope") else scope.parent
    return found


def _matching(call: Call, names: Iterable[str], wanted: str) -> list[str]:
    """Those of the names that one given by a user means; an error record where it is no pattern and there is none."""
    test = wildcard(wanted)
    found = [name for name in names if test.match(name)]
    if not found and not has_wildcard(wanted):
        call.error(
            f"Cannot find a variable with the name '{wanted}'.",
            "VariableNotFound",
            "ObjectNotFound",
            target=wanted,
            exception="System.Management.Automation.ItemNotFoundException",
        )
    return found


@cmdlet(
    "Get-Variable",
    Parameter("Name", "string[]", 0, by_value=True),
    *named("string", "Scope"),
    *named("string[]", "Include Exclude"),
    *switches("ValueOnly"),
    aliases=("gv",),
    module=UTILITY,
)
def get_variable(call: Call) -> None:
    """Variables by name."""
    visible = _visible(call)
    for wanted in call.strings("Name") or ["*"]:
        for name in _matching(call, sorted(visible), wanted):
            scope, value = visible[name]
            call.write(
                value
                if call.switch("ValueOnly")
                else variable_object(
                    scope,
                    call.context.spellings.get(name, name if has_wildcard(wanted) else wanted),
                    value,
                ),
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
    module=UTILITY,
)
def set_variable(call: Call) -> None:
    """Set variables."""
    value = call.get("Value") if call.has("Value") else (call.items[0] if len(call.items) == 1 else call.items or None)
    for name in call.strings("Name"):
        scope = scope_named(call)
        if call.should_process(f"Name: {name} Value: {to_text(value)}", "Set variable"):
            _store(call, scope, name, value)


def _refused(call: Call, scope: Scope, name: str) -> bool:
    """Whether the variable is locked, which is an error; -Force overcomes what is only read-only."""
    lock = scope.locked.get(name.lower())
    if lock is None or (lock == "readonly" and call.switch("Force")):
        return False
    call.error(
        f"Cannot overwrite variable {name} because it is read-only or constant.",
        "VariableNotWritable",
        "WriteError",
        target=name,
        exception="System.Management.Automation.SessionStateUnauthorizedAccessException",
    )
    return True


def _store(call: Call, scope: Scope, name: str, value: Any) -> None:
    lowered = name.lower()
    if _refused(call, scope, name):
        return
    call.context.spellings.setdefault(lowered, name)
    scope.variables[lowered] = value
    if call.has("Description"):
        scope.descriptions[lowered] = call.text("Description")
    option = call.text("Option").lower()
    if "readonly" in option:
        scope.locked[lowered] = "readonly"
    elif "constant" in option:
        scope.locked[lowered] = "constant"
    if "private" in option:
        scope.private.add(lowered)
    if call.switch("PassThru"):
        call.write(variable_object(scope, name, value))


@cmdlet("New-Variable", *_SETTING, aliases=("nv",), module=UTILITY)
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
        if call.should_process(f"Name: {name} Value: {call.text('Value')}", "New variable"):
            _store(call, scope, name, call.get("Value"))


@cmdlet(
    "Remove-Variable",
    Parameter("Name", "string[]", 0, mandatory=True, by_property=True),
    *named("string", "Scope"),
    *switches("Force"),
    aliases=("rv",),
    module=UTILITY,
)
def remove_variable(call: Call) -> None:
    """Remove variables."""
    for wanted in call.strings("Name"):
        scope = (
            scope_named(call) if call.has("Scope") else call.context.scope.find(wanted.lower()) or call.context.scope
        )
        for name in _matching(call, scope.variables, wanted):
            if name in scope.locked and not (scope.locked[name] == "readonly" and call.switch("Force")):
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
    module=UTILITY,
)
def clear_variable(call: Call) -> None:
    """Set variables to null."""
    for name in call.strings("Name"):
        if call.should_process(f"Name: {name}", "Clear variable"):
            _clear(call, name)


def _clear(call: Call, wanted: str) -> None:
    """Set the variables that a name or pattern means to null; a typed one to what its type makes of null."""
    scope = scope_named(call)
    for name in _matching(call, _visible(call), wanted):
        shown = call.context.spellings.get(name, name)
        if _refused(call, scope, shown):
            continue
        target, _ = scope.constraints.get(name, (None, ()))
        scope.variables[name] = None if target is None else convert(None, target, call.context)
        if call.switch("PassThru"):
            call.write(variable_object(scope, shown, None))


@cmdlet("Clear-Host", aliases=("cls", "clear"), module=CORE)
def clear_host(_call: Call) -> None:
    """Nothing to clear where output is redirected."""


def session_items(call: Call, provider: str, name: str) -> list[Any]:
    """Items of the variable, function and alias drives."""
    test = wildcard(name or "*")
    if provider == "variable":
        return [
            variable_object(scope, call.context.spellings.get(key, key), value)
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
    "require": require,
    "session items": session_items,
    "new session item": new_session_item,
    "remove session item": remove_session_item,
    "define function": define_function,
    "alias": alias_of,
}
