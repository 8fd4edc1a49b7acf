"""Get-CimClass, and classes of WMI as scripts see them."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import fits, has_wildcard, parameter
from fake_agent.windows.wmi.changes import METHODS
from fake_agent.windows.wmi.classes import CIMV2, CLASSES, WmiClass
from fake_agent.windows.wmi.known import KNOWN_CLASSES
from fake_agent.windows.wmi.schema import properties_of, superclass_of

CIM_CLASS, MANAGEMENT_CLASS = "Microsoft.Management.Infrastructure.CimClass", "System.Management.ManagementClass"


def _namespace(found: PSObject) -> str:
    return "ROOT/" + str(found.native.namespace).partition("/")[2]


register_view(
    CIM_CLASS,
    TableView(
        (Column("CimClassName", 35), Column("CimClassMethods", 20), Column("CimClassProperties")),
        group_by=Column("NameSpace", source=_namespace),
    ),
)
register_view(
    MANAGEMENT_CLASS,
    TableView(
        (Column("Name", 35), Column("Methods", 20), Column("Properties")),
        group_by=Column("NameSpace", source=lambda found: _namespace(found).replace("/", "\\")),
    ),
)


def _members(names: Any, kind: str) -> list[PSObject]:
    return [PSObject.of({"Name": name}, kind, text=lambda made: str(made.get("Name"))) for name in names]


def class_object(found: WmiClass, kind: str = CIM_CLASS) -> PSObject:
    """A class with its methods and properties, those that the simulator has."""
    methods = _members(METHODS.get(found.name.casefold(), ()), "CimMethodDeclaration")
    properties = _members(properties_of(found.name), "CimPropertyDeclaration")
    if kind == MANAGEMENT_CLASS:
        values = {"Name": found.name, "Methods": methods, "Properties": properties}
    else:
        values = {
            "CimClassName": found.name,
            "CimSuperClassName": superclass_of(found.name),
            "CimClassProperties": properties,
            "CimClassQualifiers": [],
            "CimClassMethods": methods,
        }
    return PSObject.of(values, kind, native=found, text=lambda _: f"{found.namespace}:{found.name}")


@cmdlet(
    "Get-CimClass",
    parameter("ClassName", "string", 0, by_property=True),
    parameter("Namespace", "string", 1),
    *named("string[]", "ComputerName"),
    *named("string", "MethodName PropertyName QualifierName"),
    *named("object", "CimSession OperationTimeoutSec"),
    *switches("Amended"),
    aliases=("gcls",),
    module="CimCmdlets",
    class_name="Microsoft.Management.Infrastructure.CimCmdlets.GetCimClassCommand",
)
def get_cim_class(call: Call) -> None:
    """Get-CimClass: the classes that the simulator has."""
    wanted = call.text("ClassName", "*")
    namespace = call.text("Namespace", CIMV2).replace("\\", "/").casefold()
    found = [one for one in CLASSES.values() if fits(one.name, [wanted]) and one.namespace.casefold() == namespace]
    if not found and wanted.casefold() in KNOWN_CLASSES:
        raise MissingFeature(f"Get-CimClass {KNOWN_CLASSES[wanted.casefold()]}")
    if not found and not has_wildcard(wanted):
        raise call.failure(
            "Not found ",
            "HRESULT 0x80041002",
            "ObjectNotFound",
            target=f"{call.text('Namespace', CIMV2)}:{wanted}",
            exception="Microsoft.Management.Infrastructure.CimException",
        )
    for one in found:
        call.write(class_object(one))
