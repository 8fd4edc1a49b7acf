"""Modules: Import-Module, Get-Module, New-Module."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import CORE, Call, Parameter, cmdlet, named, switches
from fake_agent.powershell.operators.patterns import has_wildcard, wildcard
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.objects import PSObject
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
    ],
)


@cmdlet(
    "Get-Module",
    Parameter("Name", "string[]", 0, by_value=True),
    *switches("ListAvailable All Refresh"),
    aliases=("gmo",),
    module=CORE,
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
                    ),
                )


@cmdlet(
    "Remove-Module",
    Parameter("Name", "string[]", 0, by_value=True),
    *switches("Force"),
    aliases=("rmo",),
    module=CORE,
)
def remove_module(_call: Call) -> None:
    """Nothing to unload."""


@cmdlet(
    "Export-ModuleMember",
    Parameter("Function", "string[]", 0, by_value=True),
    *named("string[]", "Cmdlet Variable Alias"),
    module=CORE,
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
    module=CORE,
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
        ),
    )
