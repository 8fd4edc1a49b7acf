"""The properties of WMI classes, and the values that instances of every class have of themselves."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fake_agent.windows.machine import Machine


@cache
def _schema() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    name = ""
    for line in files(__package__).joinpath("schema.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        if not line.startswith(" "):
            name, _, line = line.partition(":")  # noqa: PLW2901  # what is left of the line
        table.setdefault(name.casefold(), []).extend(line.split())
    return {name: tuple(properties) for name, properties in table.items()}


def properties_of(class_name: str) -> tuple[str, ...]:
    """The names of a class's properties; none where the table does not know them."""
    return tuple(name for name in _schema().get(class_name.casefold(), ()) if not name.startswith("+"))


def added_to(class_name: str) -> tuple[str, ...]:
    """What PowerShell adds to a class's properties."""
    return tuple(name[1:] for name in _schema().get(class_name.casefold(), ()) if name.startswith("+"))


_SUPERCLASSES = {
    "Win32_OperatingSystem": "CIM_OperatingSystem",
    "Win32_ComputerSystem": "CIM_UnitaryComputerSystem",
    "Win32_BIOS": "CIM_BIOSElement",
    "Win32_Processor": "CIM_Processor",
    "Win32_PhysicalMemory": "CIM_PhysicalMemory",
    "Win32_Service": "Win32_BaseService",
    "Win32_SystemDriver": "Win32_BaseService",
    "Win32_Process": "CIM_Process",
    "Win32_UserAccount": "Win32_Account",
    "Win32_Group": "Win32_Account",
    "Win32_NetworkAdapter": "CIM_NetworkAdapter",
    "Win32_LogicalDisk": "CIM_LogicalDisk",
    "Win32_Volume": "CIM_StorageVolume",
    "Win32_DiskDrive": "CIM_DiskDrive",
    "Win32_DiskPartition": "CIM_DiskPartition",
    "Win32_QuickFixEngineering": "CIM_LogicalElement",
}


def superclass_of(class_name: str) -> str:
    """The class that a class comes from."""
    return _SUPERCLASSES.get(class_name, "CIM_LogicalElement")


def completed(class_name: str, row: Mapping[str, Any], machine: Machine) -> dict[str, Any]:
    """An instance with all properties of its class: what it was not given follows from the class, or is null."""
    automatic = {
        "CreationClassName": class_name,
        "SystemCreationClassName": "Win32_ComputerSystem",
        "SystemName": machine.computer_name,
        "CSCreationClassName": "Win32_ComputerSystem",
        "CSName": machine.computer_name,
        "OSCreationClassName": "Win32_OperatingSystem",
    }
    made = {name: row.get(name, automatic.get(name)) for name in (*added_to(class_name), *properties_of(class_name))}
    return {**made, **{name: value for name, value in row.items() if name not in made}}
