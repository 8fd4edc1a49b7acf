"""Rows of WMI's classes as objects: as Get-CimInstance gives them, and as Get-WmiObject does."""

from collections.abc import Callable, Mapping
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import to_text
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    cim_object,
    execution_of,
    local_time,
    machine_of,
)
from fake_agent.windows.wmi.changes import METHODS, SETTERS
from fake_agent.windows.wmi.classes import CLASSES, WmiClass
from fake_agent.windows.wmi.schema import added_to, superclass_of
from fake_agent.windows.wmi.times import Moment

MANAGEMENT_OBJECT = "System.Management.ManagementObject"


def _backslashes(namespace: str) -> str:
    return namespace.replace("/", "\\")


def _register_views() -> None:
    for found in CLASSES.values():
        if found.table:
            view = TableView(tuple(Column(name) for name in found.table.split()), autosize=True)
            register_view(f"{CIM_INSTANCE}#{found.namespace}/{found.name}", view)
        if found.listed:
            names = tuple(Column(name) for name in found.listed.split())
            register_view(f"{MANAGEMENT_OBJECT}#{_backslashes(found.namespace)}\\{found.name}", ListView(names))
            register_view(f"{CIM_INSTANCE}#{found.namespace}/{found.name}", ListView(names))


_register_views()


def _methods(call: Call, found: WmiClass, row: Mapping[str, Any]) -> dict[str, Callable[..., Any]]:
    """The methods of an instance as scripts call them."""

    def bound(name: str) -> Callable[..., Any]:
        def invoke(_owner: Any, *arguments: Any) -> PSObject:
            given = {str(index): value for index, value in enumerate(arguments)}
            return returned(METHODS[found.name.casefold()][name](execution_of(call), row, given))

        return invoke

    return {name: bound(name) for name in METHODS.get(found.name.casefold(), {})}


def returned(code: int) -> PSObject:
    """What a method gives back."""
    return PSObject.of({"ReturnValue": UInt32(code & 0xFFFFFFFF), "PSComputerName": None})


def cim_instance(call: Call, found: WmiClass, row: Mapping[str, Any], names: tuple[str, ...] = ()) -> PSObject:
    """A row as Get-CimInstance gives it: what was not asked for is null."""
    wanted = {name.casefold() for name in names}
    values = {
        name: None
        if wanted and name.casefold() not in wanted
        else local_time(call, value.timestamp)
        if isinstance(value, Moment)
        else value
        for name, value in row.items()
    }
    shown = {
        **values,
        "PSComputerName": None,
        "CimClass": f"{found.namespace}:{found.name}",
        "CimInstanceProperties": [_named(name, "Microsoft.Management.Infrastructure.CimProperty") for name in values],
        "CimSystemProperties": PSObject.of(
            {"Namespace": found.namespace, "ServerName": machine_of(call).computer_name, "ClassName": found.name},
            _SYSTEM_PROPERTIES,
            text=lambda _: _SYSTEM_PROPERTIES,
        ),
    }
    return cim_object(found.namespace, found.name, shown, native=(found, row), key=found.key)


_SYSTEM_PROPERTIES = "Microsoft.Management.Infrastructure.CimSystemProperties"


def _named(name: str, kind: str) -> PSObject:
    return PSObject.of({"Name": name}, kind, text=lambda _: name)


def management_object(call: Call, found: WmiClass, row: Mapping[str, Any], names: tuple[str, ...] = ()) -> PSObject:
    """A row as Get-WmiObject gives it: times as DMTF texts, methods, and ``Put``.

    One with a part of the properties does not know where it comes from, and so is shown whole.
    """
    wanted = {name.casefold() for name in names}
    machine = machine_of(call)
    namespace = _backslashes(found.namespace)
    relative = f'{found.name}.{found.key}="{row.get(found.key)}"'
    path = rf"\\{machine.computer_name}\{namespace}:{relative}"
    added = added_to(found.name)
    kept = {
        name: _dmtf(call, value) if isinstance(value, Moment) else value
        for name, value in sorted(row.items(), key=lambda item: item[0].casefold())
        if (not wanted or name.casefold() in wanted) and name not in added
    }
    values: dict[str, Any] = {
        "__GENUS": 2,
        "__CLASS": found.name,
        "__SUPERCLASS": None if wanted else superclass_of(found.name),
        "__DYNASTY": None if wanted else "CIM_ManagedSystemElement",
        "__RELPATH": None if wanted else relative,
        "__PROPERTY_COUNT": len(kept),
        "__DERIVATION": [] if wanted else [superclass_of(found.name), "CIM_ManagedSystemElement"],
        "__SERVER": None if wanted else machine.computer_name,
        "__NAMESPACE": None if wanted else namespace,
        "__PATH": None if wanted else path,
        **kept,
        "PSComputerName": None if wanted else machine.computer_name,
        **{name: row[name] for name in added if not wanted},
    }

    def put(owner: PSObject, *_arguments: Any) -> PSObject:
        changed = {name: value for name, value in owner.items() if name in row and value != row[name]}
        change(call, found, row, changed)
        return _management_path(call, found, path)

    made = PSObject.of(
        values,
        f"{MANAGEMENT_OBJECT}#{'' if wanted else namespace}\\{found.name}",
        text=lambda _: path,
        native=(found, row),
        methods={"Put": put, **_methods(call, found, row)},
    )
    made.methods["converttodatetime"] = ("ConvertToDateTime", lambda _owner, text: _from_dmtf(call, to_text(text)))
    made.type_names.insert(1, MANAGEMENT_OBJECT)
    return made


def _management_path(call: Call, found: WmiClass, path: str) -> PSObject:
    relative = path.rpartition(":")[2]
    return PSObject.of(
        {
            "Path": path,
            "RelativePath": relative,
            "Server": machine_of(call).computer_name,
            "NamespacePath": _backslashes(found.namespace),
            "ClassName": found.name,
            "IsClass": False,
            "IsInstance": True,
            "IsSingleton": False,
        },
        "System.Management.ManagementPath",
        text=lambda _: path,
    )


def _dmtf(call: Call, value: Moment) -> str:
    moment = machine_of(call).moment(value.timestamp)
    minutes = int(offset.total_seconds() // 60) if (offset := moment.utcoffset()) is not None else 0
    return f"{moment:%Y%m%d%H%M%S}.{moment.microsecond:06}{minutes:+04}"


def _from_dmtf(call: Call, text: str) -> Any:
    machine = machine_of(call)
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
    hour, minute, second = int(text[8:10]), int(text[10:12]), int(text[12:14])
    local = machine.local_time().replace(
        year=year, month=month, day=day, hour=hour, minute=minute, second=second, microsecond=0
    )
    return local_time(call, local.timestamp())


def change(call: Call, found: WmiClass, row: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """Change properties of a row; the cmdlet ends where one can't be."""
    setter = SETTERS.get(found.name.casefold())
    if setter is None:
        raise call.failure(
            f"Properties of {found.name} can't be set.",
            "SetWMIManagementException",
            "InvalidOperation",
            target=found.name,
        )
    setter(machine_of(call), row, changes)
