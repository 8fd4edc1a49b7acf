"""The state that a fresh session starts with: automatic variables, and the services that layers below ask for."""

import re
from functools import cache
from typing import Any

from fake_agent.powershell.compiler.attributes import settled
from fake_agent.powershell.compiler.functions import variable_rules
from fake_agent.powershell.compiler.strings import expandable
from fake_agent.powershell.compiler.unit import Unit
from fake_agent.powershell.dotnet import library as _library  # noqa: F401 - fills the tables of types
from fake_agent.powershell.dotnet.enumerations import command_type
from fake_agent.powershell.dotnet.identifiers import parse_version
from fake_agent.powershell.dotnet.reflection import method_reference, reflect
from fake_agent.powershell.dotnet.types import ACCELERATORS, find_type
from fake_agent.powershell.dotnet.various import Culture
from fake_agent.powershell.errors import MissingFeature, NetError, failure
from fake_agent.powershell.formatting.errors import problem_text
from fake_agent.powershell.formatting.output import property_names
from fake_agent.powershell.providers import file_types as _file_types  # noqa: F401 - the same, of files
from fake_agent.powershell.providers.drives import drive_variable, location, set_drive_variable
from fake_agent.powershell.providers.paths import file_path, read_text
from fake_agent.powershell.runtime.blocks import ScriptBlock
from fake_agent.powershell.runtime.context import Context
from fake_agent.powershell.runtime.intrinsics import INTRINSIC_METHODS
from fake_agent.powershell.runtime.late_code import PARSE_EXCEPTION, late_block
from fake_agent.powershell.runtime.source import Source
from fake_agent.powershell.syntax.problems import SyntaxProblem
from fake_agent.powershell.values import collections as nets
from fake_agent.powershell.values import hashing
from fake_agent.powershell.values.conversion import convert
from fake_agent.powershell.values.objects import InvocationInfo, PSObject

PREFERENCES = {
    "ErrorActionPreference": "Continue",
    "WarningPreference": "Continue",
    "VerbosePreference": "SilentlyContinue",
    "DebugPreference": "SilentlyContinue",
    "InformationPreference": "SilentlyContinue",
    "ProgressPreference": "Continue",
    "ConfirmPreference": "High",
}
_SPELLINGS = (
    "Error WhatIfPreference HOME PID PSHOME PSVersionTable PSCulture PSUICulture ShellId OutputEncoding "
    "FormatEnumerationLimit ErrorView MaximumHistoryCount MaximumAliasCount MaximumDriveCount MaximumErrorCount "
    "MaximumFunctionCount MaximumVariableCount PSSessionApplicationName PSSessionConfigurationName NestedPromptLevel "
    "Host PROFILE PSEmailServer StackTrace ConsoleFileName PSDefaultParameterValues PSBoundParameters Matches "
    "LASTEXITCODE"
)
VERSION = "5.1.20348.2227"
BUILD = "10.0.20348.2227"


def start_session(context: Context) -> None:
    """Fill a fresh context."""
    variables = context.global_scope.variables
    variables |= _preferences()
    errors = nets.NetList("System.Collections.ArrayList")
    errors.items = context.errors
    home = context.host.environment.get("USERPROFILE", "C:\\Windows\\system32\\config\\systemprofile")
    variables |= {
        "error": errors,
        "whatifpreference": False,
        "home": home,
        "psemailserver": "",
        "pid": context.host.process_id,
        "pshome": "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
        "psversiontable": _version_table(),
        "psculture": "en-US",
        "psuiculture": "en-US",
        "shellid": "Microsoft.PowerShell",
        "outputencoding": context.construct(_type("System.Text.ASCIIEncoding"), []),
        "formatenumerationlimit": 4,
        "errorview": "NormalView",
        "maximumhistorycount": 4096,
        "maximumaliascount": 4096,
        "maximumdrivecount": 4096,
        "maximumerrorcount": 256,
        "maximumfunctioncount": 4096,
        "maximumvariablecount": 4096,
        "pssessionapplicationname": "wsman",
        "pssessionconfigurationname": "http://schemas.microsoft.com/powershell/Microsoft.PowerShell",
        "nestedpromptlevel": 0,
        "host": host_object(),
        "profile": f"{home}\\Documents\\WindowsPowerShell\\Microsoft.PowerShell_profile.ps1",
        "stacktrace": "",
        "consolefilename": "",
        "psdefaultparametervalues": nets.Hashtable(),
        "input": nets.Enumeration([]),
        "args": [],
        "psboundparameters": nets.Hashtable(),
    }
    context.spellings |= {name.lower(): name for name in (*PREFERENCES, *_SPELLINGS.split())}
    context.global_scope.locked |= dict.fromkeys(
        ("pid", "home", "pshome", "psversiontable", "error", "host", "shellid", "psculture", "psuiculture"),
        "allscope",
    )
    context.services |= {
        "settle parameters": settled,
        "variable rules": variable_rules,
        "type not found": type_not_found,
        "intrinsic methods": INTRINSIC_METHODS,
        "reflect": reflect,
        "method reference": method_reference,
        "property names": property_names,
        "drive variable": drive_variable,
        "set drive variable": set_drive_variable,
        "location": location,
        "invocation": invocation,
        "execution context": lambda current: current.services["engine"],
        "load script": load_script,
        "read lines": lambda current, path: read_text(current, file_path(current, path)).splitlines(),
        "compile": lambda current, text: late_block(current, Source(text)),
        "engine": engine(context),
    }


@cache
def _preferences() -> dict[str, Any]:
    kind = _type("System.Management.Automation.ActionPreference")
    return {
        name.lower(): value if name == "ConfirmPreference" else convert(value, kind, None)
        for name, value in PREFERENCES.items()
    }


def _type(name: str) -> Any:
    found = find_type(name)
    if found is None:
        raise LookupError(name)
    return found


def type_not_found(name: str) -> BaseException:
    """The error for a type that does not exist; loud for one that real .NET has."""
    plain = name.strip()
    full = ACCELERATORS.get(plain.partition("[")[0].lower())
    if full is not None:
        return MissingFeature(full, "type")
    item = re.sub(r"\[,*\]$", "", plain)
    if item.lower().startswith(("system.", "microsoft.", "windows.")) and "[" not in item:
        return MissingFeature(item, "type")
    return failure(f"Unable to find type [{plain}].", "TypeNotFound", target=plain)


def _version_table() -> nets.Hashtable:
    versions = [parse_version(text) for text in ("1.0", "2.0", "3.0", "4.0", "5.0", "5.1.20348.2227")]
    table = nets.Hashtable(
        [
            ("PSVersion", parse_version(VERSION)),
            ("PSEdition", "Desktop"),
            ("BuildVersion", parse_version(BUILD)),
            ("PSCompatibleVersions", versions),
            ("WSManStackVersion", parse_version("3.0")),
            ("SerializationVersion", parse_version("1.1.0.1")),
            ("PSRemotingProtocolVersion", parse_version("2.3")),
            ("CLRVersion", parse_version("4.0.30319.42000")),
        ],
    )
    table.hashing = hashing.ordinal_ignore_case
    return table


_COLOURS = "Microsoft.PowerShell.ConsoleHost+ConsoleColorProxy"
_RUNSPACE = "System.Management.Automation.Runspaces.LocalRunspace"


def host_object() -> PSObject:
    """``$Host``."""
    size = PSObject.of({"Width": 120, "Height": 50}, "System.Management.Automation.Host.Size", text=lambda _: "120,50")
    raw = PSObject.of(
        {
            "ForegroundColor": "Gray",
            "BackgroundColor": "Black",
            "WindowTitle": "Windows PowerShell",
            "BufferSize": size,
            "WindowSize": size,
        },
        "System.Management.Automation.Internal.Host.InternalHostRawUserInterface",
    )
    user_interface = PSObject.of({"RawUI": raw}, "System.Management.Automation.Internal.Host.InternalHostUserInterface")
    colours = PSObject.of({}, _COLOURS, text=lambda _: _COLOURS)
    runspace = PSObject.of({"Id": 1, "Name": "Runspace1"}, _RUNSPACE, text=lambda _: _RUNSPACE)
    return PSObject.of(
        {
            "Name": "ConsoleHost",
            "Version": parse_version(VERSION),
            "InstanceId": "8f1c2a5e-4d0b-4c8e-9a37-2b6d51f0c7e4",
            "UI": user_interface,
            "CurrentCulture": Culture("en-US"),
            "CurrentUICulture": Culture("en-US"),
            "PrivateData": colours,
            "DebuggerEnabled": True,
            "IsRunspacePushed": False,
            "Runspace": runspace,
        },
        "System.Management.Automation.Internal.Host.InternalHost",
    )


def engine(context: Context) -> PSObject:
    """``$ExecutionContext``."""

    def expand(_owner: Any, text: Any) -> str:
        source = Source(str(text))
        try:
            write = expandable(Unit.bare(source), 0, len(source.text), doubled=False)
        except SyntaxProblem as problem:
            raise NetError(PARSE_EXCEPTION, problem_text(problem, source)) from None
        return str(write(context))

    invoke = PSObject.of(
        {},
        "System.Management.Automation.CommandInvocationIntrinsics",
        methods={"ExpandString": expand},
    )
    state = PSObject.of({"LanguageMode": "FullLanguage"}, "System.Management.Automation.SessionState")
    return PSObject.of(
        {"InvokeCommand": invoke, "SessionState": state},
        "System.Management.Automation.EngineIntrinsics",
    )


def invocation(context: Context) -> Any:
    """``$MyInvocation``."""
    frame = context.frames[-1] if context.frames else None
    made = (
        frame.extent.invocation(frame.command)
        if frame is not None and frame.extent is not None
        else InvocationInfo(frame.command if frame else "")
    )
    if frame is not None:
        made.bound_parameters = frame.bound
        made.unbound_arguments = frame.arguments
        made.expecting_input = frame.piped
        path = frame.source_path
        name = frame.command.rpartition("\\")[2] or None
        block = frame.block
        kind = (
            "System.Management.Automation.ExternalScriptInfo"
            if frame.extent is None
            else "System.Management.Automation.FunctionInfo"
        )
        made.command_info = PSObject.of(
            {
                "Name": name,
                "Path": path,
                "Definition": frame.command if frame.extent is None else block.to_text() if block else "",
                "CommandType": command_type("ExternalScript" if frame.extent is None else "Function"),
                "ScriptBlock": block,
            },
            kind,
            text=lambda value: str(value.get("Name") or ""),
        )
    return made


def load_script(context: Context, path: str) -> ScriptBlock | None:
    """The script in a file of the machine, or None."""
    full = file_path(context, path)
    entry = context.host.files.entry(full)
    if entry is None or entry.is_folder:
        return None
    source = Source(read_text(context, full).replace("\r\n", "\n"), entry.path)
    block = late_block(context, source, path)
    context.services["require"](context, source)
    return block
