"""Get-CimInstance and Get-WmiObject with their relatives, over the classes of WMI."""

from collections.abc import Mapping
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature, PowerShellError
from fake_agent.powershell.runtime.parameters import ParameterSpec
from fake_agent.powershell.values.collections import Hashtable
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.cim_classes import MANAGEMENT_CLASS, class_object
from fake_agent.windows.cmdlets.support import (
    execution_of,
    fits,
    machine_of,
    parameter,
)
from fake_agent.windows.cmdlets.wmi_objects import change, cim_instance, management_object, returned
from fake_agent.windows.wmi.changes import METHODS
from fake_agent.windows.wmi.classes import CIMV2, CLASSES, NAMESPACES, WmiClass
from fake_agent.windows.wmi.known import KNOWN_CLASSES
from fake_agent.windows.wmi.query import Query, QueryError, parse_filter, parse_query

CIM_EXCEPTION = "Microsoft.Management.Infrastructure.CimException"


def _query(call: Call) -> Query:
    """What Query, or ClassName and Filter, ask for. An invalid query is the cmdlet's error."""
    try:
        if call.has("Query"):
            return parse_query(call.text("Query"))
        return Query(call.text("ClassName") or call.text("Class"), (), parse_filter(call.text("Filter")))
    except QueryError as error:
        raise call.failure(str(error), "HRESULT 0x80041017", "InvalidArgument", exception=CIM_EXCEPTION) from error


def _class(call: Call, name: str) -> WmiClass:
    """The class of that name in the namespace that is asked for."""
    asked = (
        call.text("Namespace", CIMV2).replace("\\", "/").casefold().removeprefix("//./").removeprefix("//localhost/")
    )
    if not any(asked == known.casefold() for known in NAMESPACES) and not asked.startswith(NAMESPACES[-1].casefold()):
        raise _failure(call, "Invalid namespace", "HRESULT 0x8004100e", "ObjectNotFound", call.text("Namespace"))
    found = CLASSES.get(name.casefold())
    if found is None and name.casefold() in KNOWN_CLASSES:
        raise MissingFeature(f"{call.name} {KNOWN_CLASSES[name.casefold()]}")
    if found is None or found.namespace.casefold() != asked:
        raise _failure(call, "Invalid class", "HRESULT 0x80041010", "MetadataError", name)
    return found


def _failure(call: Call, text: str, code: str, category: str, target: str) -> PowerShellError:
    """What WMI refuses, in the words of the cmdlets for CIM or of those for WMI."""
    if "Wmi" in call.name:
        category = "InvalidType" if text == "Invalid class" else "InvalidArgument"
        name = "System.Management.ManagementException"
        return call.failure(f'{text} "{target}"', "GetWMIManagementException", category, exception=name)
    return call.failure(f"{text} ", code, category, target=target, exception=CIM_EXCEPTION)


def _rows(call: Call, query: Query) -> tuple[WmiClass, list[dict[str, Any]]]:
    found = _class(call, query.class_name)
    return found, [row for row in found.rows(machine_of(call)) if query.test(row)]


_QUERY = (
    parameter("Filter", "string"),
    parameter("Query", "string"),
    parameter("Namespace", "string"),
    parameter("ComputerName", "string[]", aliases=("CN", "ServerName")),
    parameter("Property", "string[]"),
)


@cmdlet(
    "Get-CimInstance",
    parameter("ClassName", "string", 0, by_property=True),
    parameter("InputObject", "object", by_value=True),
    *_QUERY,
    *named("object", "CimSession OperationTimeoutSec QueryDialect ResourceUri"),
    *switches("KeyOnly Shallow"),
    aliases=("gcim",),
    module="CimCmdlets",
    class_name="Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand",
)
def get_cim_instance(call: Call) -> None:
    """Get-CimInstance."""
    query = _query(call)
    found, rows = _rows(call, query)
    for row in rows:
        call.write(cim_instance(call, found, row, query.properties or tuple(call.strings("Property"))))


@cmdlet(
    "Get-WmiObject",
    parameter("Class", "string", 0, aliases=("ClassName",)),
    parameter("Property", "string[]", 1),
    *(spec for spec in _QUERY if spec.name != "Property"),
    *named("object", "Credential Authentication Impersonation Locale ThrottleLimit Authority"),
    *switches("Amended AsJob DirectRead EnableAllPrivileges List Recurse"),
    aliases=("gwmi",),
)
def get_wmi_object(call: Call) -> None:
    """Get-WmiObject."""
    if call.switch("List"):
        for listed in CLASSES.values():
            if fits(listed.name, call.strings("Class")) and listed.namespace == CIMV2:
                call.write(class_object(listed, MANAGEMENT_CLASS))
        return
    query = _query(call)
    found, rows = _rows(call, query)
    for row in rows:
        call.write(management_object(call, found, row, query.properties or tuple(call.strings("Property"))))


def _pairs(value: Any) -> dict[str, Any]:
    return {to_text(name): item for name, item in value.items()} if isinstance(value, Hashtable) else {}


def _instance_of(call: Call) -> tuple[WmiClass, Mapping[str, Any]] | None:
    """The class and row behind an object that the pipeline gives."""
    given = call.get("InputObject")
    native = given.native if isinstance(given, PSObject) else None
    return native if isinstance(native, tuple) else None


@cmdlet(
    "Set-WmiInstance",
    parameter("Class", "string", 0),
    parameter("Arguments", "object", aliases=("Args", "Property")),
    parameter("InputObject", "object", by_value=True),
    *named("string", "Path Namespace ComputerName"),
    *named("object", "PutType Credential"),
    *switches("EnableAllPrivileges AsJob"),
    aliases=("swmi",),
)
def set_wmi_instance(call: Call) -> None:
    """Set-WmiInstance: changes an instance, or makes one of the class."""
    changes = _pairs(call.get("Arguments"))
    given = _instance_of(call)
    found = given[0] if given else _class(call, call.text("Class"))
    row = given[1] if given else changes
    change(call, found, row, changes)
    current = [other for other in found.rows(machine_of(call)) if other.get(found.key) == row.get(found.key)]
    for other in current:
        call.write(management_object(call, found, other))


@cmdlet(
    "Set-CimInstance",
    parameter("InputObject", "object", 0, by_value=True),
    parameter("Property", "object"),
    parameter("Query", "string"),
    *named("string", "Namespace ComputerName"),
    *switches("PassThru"),
    aliases=("scim",),
    module="CimCmdlets",
)
def set_cim_instance(call: Call) -> None:
    """Set-CimInstance."""
    changes = _pairs(call.get("Property"))
    given = _instance_of(call)
    if given is not None:
        own = call.get("InputObject")
        edited = {name: value for name, value in own.items() if name in given[1] and value != given[1][name]}
        change(call, given[0], given[1], changes or edited)
        return
    found, rows = _rows(call, _query(call))
    for row in rows:
        change(call, found, row, changes)


_METHOD = (
    parameter("Namespace", "string"),
    parameter("ComputerName", "string[]"),
    *named("object", "CimSession Credential OperationTimeoutSec"),
    *switches("EnableAllPrivileges AsJob"),
)


def _invoke(call: Call, name: str, arguments: Mapping[str, Any]) -> None:
    given = _instance_of(call)
    if given is not None:
        targets = [given]
    elif call.has("Query") or call.has("Filter"):
        found, rows = _rows(call, _query(call))
        targets = [(found, row) for row in rows]
    else:
        targets = [(_class(call, call.text("ClassName") or call.text("Class")), {})]
    for found, row in targets:
        methods = METHODS.get(found.name.casefold(), {})
        method = next((method for known, method in methods.items() if known.casefold() == name.casefold()), None)
        if method is None:
            raise _no_method(call, name)
        call.write(returned(method(execution_of(call), row, arguments)))


def _no_method(call: Call, name: str) -> PowerShellError:
    return call.failure(
        f"The simulator has no method {name} of this class; real Windows may have it.",
        "MethodNotSimulated",
        "NotImplemented",
        target=name,
    )


@cmdlet(
    "Invoke-CimMethod",
    parameter("ClassName", "string", 0, aliases=("Class",)),
    parameter("MethodName", "string", 1, aliases=("Name",), mandatory=True),
    parameter("Arguments", "object", 2),
    parameter("InputObject", "object", by_value=True),
    parameter("Query", "string"),
    *_METHOD,
    aliases=("icim",),
    module="CimCmdlets",
)
def invoke_cim_method(call: Call) -> None:
    """Invoke-CimMethod."""
    _invoke(call, call.text("MethodName"), _pairs(call.get("Arguments")))


_WMI_METHOD: tuple[ParameterSpec, ...] = (
    parameter("Class", "string", 0),
    parameter("Name", "string", 1, mandatory=True),
    parameter("ArgumentList", "object[]", 2, aliases=("Args",)),
    parameter("InputObject", "object", by_value=True),
    parameter("Path", "string"),
)


@cmdlet("Invoke-WmiMethod", *_WMI_METHOD, *_METHOD, aliases=("iwmi",))
def invoke_wmi_method(call: Call) -> None:
    """Invoke-WmiMethod."""
    arguments = {str(index): value for index, value in enumerate(call.get("ArgumentList") or ())}
    _invoke(call, call.text("Name"), arguments)
