"""Modules: Import-Module, Get-Module, New-Module."""

from typing import Any

from fake_agent.powershell.cmdlets.module_table import KnownModule, installed_modules, known_modules
from fake_agent.powershell.cmdlets.registry import CORE, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.dotnet.identifiers import new_guid, parse_version
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.operators.wildcards import wildcard
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import ComputedProperty, PSObject
from fake_agent.powershell.values.text import to_text


@cmdlet(
    "Import-Module",
    Parameter("Name", "object[]", 0, by_value=True),
    *switches("Force PassThru Global DisableNameChecking NoClobber SkipEditionCheck"),
    *named("string", "Prefix Scope MinimumVersion RequiredVersion"),
    *named("string[]", "Function Cmdlet Variable Alias"),
    aliases=("ipmo",),
    module=CORE,
)
def import_module(call: Call) -> None:
    """Built-in modules are there already; others are not on the machine."""
    for value in as_list(call.get("Name", [])):
        if isinstance(value, PSObject) and value.type_names[0] == _MODULE:
            loaded(call)[to_text(value.get("Name"))] = value
            if call.switch("PassThru"):
                call.write(value)
            continue
        name = to_text(value)
        if name.lower().endswith((".psm1", ".ps1", ".psd1")):
            block = call.context.services["load script"](call.context, name)
            if block is not None:
                block.run_in_place(call.emit)
                continue
        known = known_modules().get(name.lower())
        if known is not None:
            made = _module_object(known, _MODULE)
            if known.name.lower() not in _LOADED:
                loaded(call)[known.name] = made
            if call.switch("PassThru"):
                call.write(made)
        else:
            _import_unknown(call, name)


def _import_unknown(call: Call, name: str) -> None:
    """A module whose commands are not known here: a feature's are told as missing where a script calls them."""
    if name.lower() in installed_modules(call.host):
        raise MissingFeature(f"Import-Module {name}", "construct")
    if not _of_windows(call, name):
        call.error(
            f"The specified module '{name}' was not loaded because no valid module file was found in any module "
            "directory.",
            "Modules_ModuleNotFound",
            "ResourceUnavailable",
            target=name,
            exception="System.IO.FileNotFoundException",
        )


def _of_windows(call: Call, name: str) -> bool:
    """Whether a feature of Windows has brought the module to the folder of its own modules."""
    folder = rf"{to_text(call.context.variable('pshome'))}\Modules\{name}"
    return "\\" not in name and call.host.files.entry(folder) is not None


_MODULE = "System.Management.Automation.PSModuleInfo"
_AVAILABLE = "ModuleInfoGrouping"


def loaded(call: Call) -> dict[str, PSObject]:
    """Modules that were imported, by name."""
    found: dict[str, PSObject] = call.context.services.setdefault("loaded modules", {})
    return found


_LOADED = ("microsoft.powershell.management", "microsoft.powershell.utility")
"""The modules that a session has without asking for them."""


def _module_object(module: KnownModule, type_name: str) -> PSObject:
    names = module.exports
    exported = nets.Hashtable([(name, name) for name in names], ordered=True)
    made = PSObject.of(
        {
            "Name": module.name,
            "Path": module.path,
            "Description": "",
            "ModuleType": module.kind,
            "Version": parse_version(module.version),
            "NestedModules": [],
            "ExportedFunctions": exported if module.commands == "Function" else nets.Hashtable(),
            "ExportedCmdlets": exported if module.commands == "Cmdlet" else nets.Hashtable(),
            "ExportedVariables": nets.Hashtable(),
            "ExportedAliases": nets.Hashtable(),
            "ExportedCommands": exported,
            "ModuleBase": module.path.rpartition("\\")[0],
            "Author": "Microsoft Corporation",
            "CompanyName": "Microsoft Corporation",
            "PowerShellVersion": parse_version("5.1"),
        },
        type_name,
        text=lambda value: str(value.get("Name")),
        native=module,
    )
    if type_name != _MODULE:
        made.type_names.insert(1, _MODULE)
    return made


@cmdlet(
    "Get-Module",
    Parameter("Name", "string[]", 0, by_value=True),
    *named("string[]", "FullyQualifiedName"),
    *named("string", "PSEdition"),
    *switches("ListAvailable All Refresh"),
    aliases=("gmo",),
    module=CORE,
)
def get_module(call: Call) -> None:
    """Modules of the session by name, or with ``-ListAvailable`` those on the machine."""
    tests = [wildcard(wanted) for wanted in call.strings("Name") or ["*"]]
    if call.switch("ListAvailable"):
        for module in (*known_modules().values(), *installed_modules(call.host).values()):
            if any(test.match(module.name) for test in tests):
                call.write(_module_object(module, _AVAILABLE))
        return
    for name, found in loaded(call).items():
        if any(test.match(name) for test in tests):
            call.write(found)
    for key in _LOADED:
        if any(test.match(known_modules()[key].name) for test in tests):
            call.write(_module_object(known_modules()[key], _MODULE))


@cmdlet(
    "Remove-Module",
    Parameter("Name", "string[]", 0, by_value=True),
    *switches("Force"),
    aliases=("rmo",),
    module=CORE,
)
def remove_module(call: Call) -> None:
    """Forget dynamic modules; there is nothing else to unload."""
    for wanted in call.strings("Name"):
        for name in [name for name in loaded(call) if wildcard(wanted).match(name)]:
            del loaded(call)[name]


@cmdlet(
    "Export-ModuleMember",
    Parameter("Function", "string[]", 0, by_value=True),
    *named("string[]", "Cmdlet Variable Alias"),
    module=CORE,
)
def export_module_member(call: Call) -> None:
    """Note what the dynamic module exports; without this all its functions and nothing else."""
    exports = call.context.services.get("module exports")
    if exports is None:
        raise call.failure(
            "The Export-ModuleMember cmdlet can only be called from inside a module.",
            "Modules_CanOnlyExecuteExportModuleMemberInsideAModule",
            "PermissionDenied",
        )
    for kind in ("Function", "Variable", "Alias"):
        exports[kind] += [wildcard(name) for name in call.strings(kind)]
    exports["explicit"] = True


def _exported(names: Any, patterns: list[Any]) -> list[str]:
    return [name for name in names if any(pattern.match(name) for pattern in patterns)]


def _custom_object(call: Call, scope: Scope, exports: dict[str, Any]) -> PSObject:
    """A module's functions as methods of an object, its variables as properties."""
    made = PSObject()

    def variable(name: str) -> ComputedProperty:
        def write(_this: Any, value: Any) -> None:
            scope.variables[name] = value

        shown = call.context.spellings.get(name, name)
        return ComputedProperty(shown, lambda _this: scope.variables[name], write, "NoteProperty")

    for name in _exported(scope.variables, exports["Variable"]):
        made.properties[name] = variable(name)
    for name in _exported(scope.functions, exports["Function"]):
        function = scope.functions[name]
        made.methods[name] = (
            function.name,
            lambda _this, *arguments, function=function: function.script_block.call(*arguments),
        )
    return made


@cmdlet(
    "New-Module",
    Parameter("Name", "string", None),
    Parameter("ScriptBlock", "scriptblock", 0, mandatory=True),
    *switches("AsCustomObject ReturnResult"),
    *named("string[]", "Function Cmdlet"),
    *named("object[]", "ArgumentList"),
    aliases=("nmo",),
    module=CORE,
)
def new_module(call: Call) -> None:
    """A module from a block: its functions for the session, or as methods of an object."""
    block: ScriptBlock = call.get("ScriptBlock")
    context = call.context
    scope = Scope(context.global_scope, is_script=True)
    held, context.scope = context.scope, scope
    output: list[Any] = []
    exports: dict[str, Any] = {"Function": [], "Variable": [], "Alias": [], "explicit": False}
    outer = context.services.get("module exports")
    context.services["module exports"] = exports
    try:
        block.invoke(list(as_list(call.get("ArgumentList", []))), output.append, new_scope=False)
    finally:
        context.scope = held
        context.services["module exports"] = outer
    if not exports["explicit"]:
        exports["Function"] = [wildcard(name) for name in call.strings("Function") or ["*"]]
    for function in scope.functions.values():
        function.script_block.captured = scope
    if call.switch("ReturnResult"):
        for value in output:
            call.write(value)
        return
    if call.switch("AsCustomObject"):
        call.write(_custom_object(call, scope, exports))
        return
    functions = _exported(scope.functions, exports["Function"])
    context.global_scope.functions |= {name: scope.functions[name] for name in functions}
    context.global_scope.variables |= {
        name: scope.variables[name] for name in _exported(scope.variables, exports["Variable"])
    }
    context.global_scope.aliases |= {name: scope.aliases[name] for name in _exported(scope.aliases, exports["Alias"])}
    shown_names = [scope.functions[name].name for name in functions]
    module = PSObject.of(
        {
            "Name": call.text("Name") or f"__DynamicModule_{to_text(new_guid(context))}",
            "ModuleType": "Script",
            "Version": "0.0",
            "ExportedCommands": nets.Hashtable([(name, name) for name in shown_names]),
        },
        _MODULE,
        text=lambda value: str(value.get("Name")),
    )
    call.write(module)
