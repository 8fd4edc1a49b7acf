"""Script blocks, SecureString, credentials, network settings, culture, console: types with few members each."""

from dataclasses import dataclass
from typing import Any

from fake_agent.powershell.dotnet.enumerations import command_type
from fake_agent.powershell.dotnet.types import define, define_enum
from fake_agent.powershell.errors import NetError, PowerShellError
from fake_agent.powershell.runtime.blocks import Function, ScriptBlock
from fake_agent.powershell.runtime.scope import Scope
from fake_agent.powershell.values.collections import NetList
from fake_agent.powershell.values.objects import PSObject, Switch
from fake_agent.powershell.values.text import to_text, truth


def _invoke(block: ScriptBlock, arguments: Any = ()) -> NetList:
    output: list[Any] = []
    block.invoke(list(arguments), output.append)
    return NetList("System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSObject]", output)


def _create(context: Any, text: str) -> ScriptBlock:
    try:
        block: ScriptBlock = context.services["compile"](context, text)
    except PowerShellError as error:
        raise NetError(error.record.exception.type_name, error.record.message) from None
    return block


def _closure(block: ScriptBlock) -> ScriptBlock:

    captured = Scope(block.context.global_scope)
    scope = block.context.scope
    gathered: list[Any] = []
    while scope is not None and scope.parent is not None:  # type: ignore[redundant-expr]  # None where a script calls it
        gathered.append(scope)
        scope = scope.parent
    gathered.append(block.context.scope)
    for one in reversed(gathered):
        captured.variables.update(one.variables)
    return ScriptBlock(block.block, block.context, captured, block.name)


define(
    "System.Management.Automation.SwitchParameter",
    Switch,
    base="System.ValueType",
    accelerators=("switch",),
    properties={"IsPresent": lambda switch: switch.is_present},
    methods={
        "bool Equals(object other)": lambda switch, other: switch.is_present == truth(other),
        "int GetHashCode()": lambda switch: int(switch.is_present),
        "bool ToBool()": lambda switch: switch.is_present,
        "string ToString()": lambda switch: switch.to_text(),
    },
    static_properties={"Present": lambda _: Switch(is_present=True)},
)
define(
    "System.Management.Automation.ScriptBlock",
    ScriptBlock,
    properties={
        "Ast": lambda block: block.to_text(),
        "File": lambda block: block.block.extent.source.path or None,
        "Module": lambda _block: None,
        "IsFilter": lambda block: block.block.is_filter,
        "StartPosition": lambda _block: None,
    },
    methods={
        "object Invoke([params object[] args])": _invoke,
        "object InvokeReturnAsIs([params object[] args])": lambda block, arguments=(): block.call(*arguments),
        "scriptblock GetNewClosure()": _closure,
        "string ToString()": lambda block: block.to_text(),
    },
    static_context_methods={
        "scriptblock Create(string script)": _create,
    },
)
define(
    "System.Management.Automation.FunctionInfo",
    Function,
    properties={
        "Name": lambda function: function.name,
        "ScriptBlock": lambda function: function.script_block,
        "Definition": lambda function: function.script_block.to_text(),
        "CommandType": lambda function: command_type("Filter" if function.is_filter else "Function"),
        "Source": lambda _function: "",
        "Version": lambda _function: None,
        "ModuleName": lambda _function: "",
        "Options": lambda _function: "None",
        "Description": lambda function: function.description,
        "Parameters": lambda function: [spec.name for spec in function.script_block.block.parameters],
    },
    methods={"string ToString()": lambda function: function.name},
)


@dataclass(slots=True)
class SecureString:
    """System.Security.SecureString."""

    plain: str = ""

    def to_text(self) -> str:
        """The type's name: the content does not show."""
        return "System.Security.SecureString"


@dataclass(slots=True)
class Credential:
    """System.Management.Automation.PSCredential, or a NetworkCredential."""

    user_name: str
    password: SecureString


def _append(secure: SecureString, character: Any) -> None:
    secure.plain += to_text(character)


define(
    "System.Security.SecureString",
    SecureString,
    properties={"Length": lambda secure: len(secure.plain)},
    methods={
        "void AppendChar(char c)": _append,
        "void MakeReadOnly()": lambda _secure: None,
        "void Dispose()": lambda _secure: None,
        "void Clear()": lambda secure: setattr(secure, "plain", ""),
    },
    constructors={"securestring new()": SecureString},
)
define(
    "System.Management.Automation.PSCredential",
    Credential,
    properties={
        "UserName": lambda credential: credential.user_name,
        "Password": lambda credential: credential.password,
    },
    methods={
        "object GetNetworkCredential()": lambda credential: PSObject.of(
            {
                "UserName": credential.user_name.rpartition("\\")[2],
                "Password": credential.password.plain,
                "Domain": credential.user_name.rpartition("\\")[0],
            },
            "System.Net.NetworkCredential",
        ),
    },
    constructors={"pscredential new(string userName, securestring password)": Credential},
)
define(
    "System.Runtime.InteropServices.Marshal",
    static_methods={
        "object SecureStringToBSTR(securestring s)": lambda secure: secure,
        "object SecureStringToGlobalAllocUnicode(securestring s)": lambda secure: secure,
        "string PtrToStringAuto(object ptr)": lambda secure: secure.plain,
        "string PtrToStringBSTR(object ptr)": lambda secure: secure.plain,
        "string PtrToStringUni(object ptr)": lambda secure: secure.plain,
        "void ZeroFreeBSTR(object s)": lambda _secure: None,
        "int GetLastWin32Error()": lambda: 0,
    },
)


def _setting(name: str, default: Any) -> Any:
    return lambda context: context.services.get(f"setting {name}", default)


def _store(name: str) -> Any:
    def store(context: Any, value: Any) -> None:
        context.services[f"setting {name}"] = value

    return store


_POINTS = define(
    "System.Net.ServicePointManager",
    static_properties={
        "SecurityProtocol": _setting("SecurityProtocol", "Tls, Tls11, Tls12"),
        "Expect100Continue": _setting("Expect100Continue", True),
        "ServerCertificateValidationCallback": _setting("ServerCertificateValidationCallback", None),
        "DefaultConnectionLimit": _setting("DefaultConnectionLimit", 2),
    },
)
_CONSOLE = define(
    "System.Console",
    static_properties={
        "OutputEncoding": _setting("OutputEncoding", None),
        "InputEncoding": _setting("InputEncoding", None),
        "WindowWidth": lambda _: 120,
        "ForegroundColor": _setting("ForegroundColor", "Gray"),
        "BackgroundColor": _setting("BackgroundColor", "Black"),
        "Title": _setting("Title", "Windows PowerShell"),
    },
    static_context_methods={
        "string ReadLine()": lambda context: context.host.wait_for_input(""),
        "object ReadKey([bool intercept])": lambda context, _intercept=False: context.host.wait_for_input(""),
        "void Beep()": lambda _context: None,
    },
)
for _type, _table in (
    (_POINTS, "SecurityProtocol Expect100Continue ServerCertificateValidationCallback DefaultConnectionLimit"),
    (_CONSOLE, "OutputEncoding InputEncoding ForegroundColor BackgroundColor Title"),
):
    for _name in _table.split():
        _held = _type.static_properties[_name.lower()]
        _type.static_properties[_name.lower()] = type(_held)(_held.name, _held.get, _store(_name))


@dataclass(frozen=True, slots=True)
class Culture:
    """System.Globalization.CultureInfo."""

    name: str

    def to_text(self) -> str:
        """The name."""
        return self.name


define(
    "System.Globalization.CultureInfo",
    Culture,
    properties={
        "Name": lambda culture: culture.name,
        "DisplayName": lambda culture: "English (United States)" if culture.name == "en-US" else culture.name,
        "LCID": lambda culture: 1033 if culture.name == "en-US" else 127,
        "TextInfo": lambda _culture: PSObject.of(
            {"ListSeparator": ","},
            "System.Globalization.TextInfo",
            methods={
                "ToTitleCase": lambda _self, text: " ".join(
                    word[:1].upper() + word[1:].lower() if not word.isupper() else word for word in str(text).split(" ")
                ),
                "ToUpper": lambda _self, text: str(text).upper(),
                "ToLower": lambda _self, text: str(text).lower(),
            },
        ),
    },
    static_properties={
        "InvariantCulture": lambda _: Culture(""),
        "CurrentCulture": lambda _: Culture("en-US"),
        "CurrentUICulture": lambda _: Culture("en-US"),
    },
    static_methods={
        "cultureinfo GetCultureInfo(string name)": Culture,
        "cultureinfo CreateSpecificCulture(string name)": Culture,
    },
    constructors={"cultureinfo new(string name)": Culture},
)
define(
    "System.Threading.Thread",
    static_context_methods={
        "void Sleep(int millisecondsTimeout)": lambda context, amount: context.host.sleep(amount / 1000),
    },
    static_properties={
        "CurrentThread": lambda _: PSObject.of(
            {"CurrentCulture": Culture("en-US"), "CurrentUICulture": Culture("en-US"), "ManagedThreadId": 1},
            "System.Threading.Thread",
        ),
    },
)


def _identity(context: Any) -> PSObject:
    sid = PSObject.of({"Value": "S-1-5-18"}, "System.Security.Principal.SecurityIdentifier", text=lambda _: "S-1-5-18")
    name = context.host.user_name.upper() if "system" in context.host.user_name.lower() else context.host.user_name
    return PSObject.of(
        {
            "Name": name,
            "User": sid,
            "IsSystem": True,
            "IsAuthenticated": True,
            "AuthenticationType": "NTLM",
            "Groups": [],
        },
        "System.Security.Principal.WindowsIdentity",
    )


define("System.Security.Principal.WindowsIdentity", static_context_methods={"object GetCurrent()": _identity})


class Principal:
    """System.Security.Principal.WindowsPrincipal of the system account, which has every role."""

    def __init__(self, identity: Any) -> None:
        self.identity = identity


define(
    "System.Security.Principal.WindowsPrincipal",
    Principal,
    properties={"Identity": lambda principal: principal.identity},
    methods={"bool IsInRole(object role)": lambda _principal, _role: True},
    constructors={"object new(object identity)": Principal},
)
define_enum(
    "System.Security.Principal.WindowsBuiltInRole",
    {
        "Administrator": 544,
        "User": 545,
        "Guest": 546,
        "PowerUser": 547,
        "AccountOperator": 548,
        "SystemOperator": 549,
        "PrintOperator": 550,
        "BackupOperator": 551,
        "Replicator": 552,
    },
)
