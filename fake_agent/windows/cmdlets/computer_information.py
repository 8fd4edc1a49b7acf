"""Get-HotFix and Get-ComputerInfo."""

from functools import cache
from importlib.resources import files
from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.numbers import UInt64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.times import TICKS_PER_SECOND, TimeSpan
from fake_agent.windows import time_zones
from fake_agent.windows.cmdlets.support import fits, host_of, local_time, machine_of, parameter
from fake_agent.windows.cmdlets.wmi_objects import management_object
from fake_agent.windows.machine import Machine
from fake_agent.windows.wmi.classes import CLASSES
from fake_agent.windows.wmi.times import Moment

HOT_FIX = "System.Management.ManagementObject#root\\cimv2\\Win32_QuickFixEngineering"
register_view(
    f"{HOT_FIX}#HotFix",
    TableView(
        (
            Column("Source", 13, source="PSComputerName"),
            Column("Description", 16),
            Column("HotFixID", 13),
            Column("InstalledBy", 20),
            Column("InstalledOn", 25),
        )
    ),
)


@cmdlet(
    "Get-HotFix",
    parameter("Id", "string[]", 0, aliases=("HFID",)),
    parameter("Description", "string[]"),
    parameter("ComputerName", "string[]"),
)
def get_hot_fix(call: Call) -> None:
    """Get-HotFix."""
    found = CLASSES["win32_quickfixengineering"]
    for row in found.rows(machine_of(call)):
        if fits(row["HotFixID"], call.strings("Id")) and fits(row["Description"], call.strings("Description")):
            made = management_object(call, found, row)
            made.set("InstalledOn", local_time(call, row["InstalledOn"].timestamp))
            made.type_names.insert(0, f"{HOT_FIX}#HotFix")
            call.write(made)


_NAMED: dict[str, dict[int, str]] = {
    "BiosSoftwareElementState": {3: "Running"},
    "CsAdminPasswordStatus": {3: "Unknown"},
    "CsChassisBootupState": {3: "Safe"},
    "CsDomainRole": {
        2: "StandAloneServer",
        3: "MemberServer",
        4: "BackupDomainController",
        5: "PrimaryDomainController",
    },
    "CsFrontPanelResetStatus": {3: "Unknown"},
    "CsKeyboardPasswordStatus": {3: "Unknown"},
    "CsPCSystemType": {1: "Desktop"},
    "CsPCSystemTypeEx": {1: "Desktop"},
    "CsPowerOnPasswordStatus": {3: "Unknown"},
    "CsPowerState": {0: "Unknown"},
    "CsPowerSupplyState": {3: "Safe"},
    "CsResetCapability": {1: "Other"},
    "CsThermalState": {3: "Safe"},
    "CsWakeUpType": {6: "PowerSwitch"},
    "OsDataExecutionPreventionSupportPolicy": {2: "OptIn", 3: "OptOut"},
    "OsEncryptionLevel": {256: "Encrypt256Bits"},
    "OsForegroundApplicationBoost": {2: "Maximum"},
    "OsLanguage": {1033: "en-US"},
    "OsOperatingSystemSKU": {8: "DatacenterServerEdition", 7: "StandardServerEdition"},
    "OsProductType": {3: "Server"},
    "OsType": {18: "WINNT"},
}
"""What the numbers of WMI are called."""
_SUITES = ["TerminalServices", "DatacenterEdition", "TerminalServicesSingleSession"]
_CLASSES = {"Bios": "win32_bios", "Cs": "win32_computersystem", "Os": "win32_operatingsystem"}


@cache
def _names() -> tuple[str, ...]:
    lines = files(__package__).joinpath("computer_information.txt").read_text("utf-8").splitlines()
    return tuple(name for line in lines if not line.startswith("#") for name in line.split())


def _own(call: Call, machine: Machine) -> dict[str, Any]:
    """What is in no property of WMI of the same name."""
    system = CLASSES["win32_operatingsystem"].rows(machine)[0]
    return {
        "WindowsBuildLabEx": "20348.1.amd64fre.fe_release.210507-1500",
        "WindowsCurrentVersion": "6.3",
        "WindowsEditionId": "ServerDatacenter",
        "WindowsInstallationType": "Server",
        "WindowsInstallDateFromRegistry": local_time(call, machine.installed_at),
        "WindowsProductId": system["SerialNumber"],
        "WindowsProductName": machine.product_name,
        "WindowsRegisteredOrganization": "",
        "WindowsRegisteredOwner": "Windows User",
        "WindowsSystemRoot": r"C:\Windows",
        "WindowsVersion": "2009",
        "BiosFirmwareType": "Bios",
        "BiosSeralNumber": CLASSES["win32_bios"].rows(machine)[0]["SerialNumber"],
        "CsNetworkAdapters": [adapter.name for adapter in machine.network.adapters()],
        "CsProcessors": [row["Name"] for row in CLASSES["win32_processor"].rows(machine)],
        "CsPhyicallyInstalledMemory": UInt64((machine.memory + 536_576) // 1024),
        "OsName": system["Caption"],
        "OsHotFixes": [row["HotFixID"] for row in CLASSES["win32_quickfixengineering"].rows(machine)],
        "OsLocaleID": system["Locale"],
        "OsLocale": "en-US",
        "OsUptime": TimeSpan(round((machine.clock() - machine.booted_at) * TICKS_PER_SECOND)),
        "OsDataExecutionPrevention32BitApplications": system["DataExecutionPrevention_32BitApplications"],
        "OsDataExecutionPreventionAvailable": system["DataExecutionPrevention_Available"],
        "OsDataExecutionPreventionDrivers": system["DataExecutionPrevention_Drivers"],
        "OsDataExecutionPreventionSupportPolicy": system["DataExecutionPrevention_SupportPolicy"],
        "OsInUseVirtualMemory": UInt64(system["TotalVirtualMemorySize"] - system["FreeVirtualMemory"]),
        "OsPagingFiles": [row["Name"] for row in CLASSES["win32_pagefileusage"].rows(machine)],
        "OsHardwareAbstractionLayer": f"10.0.{machine.build}.2849",
        "OsArchitecture": system["OSArchitecture"],
        "OsLanguage": system["OSLanguage"],
        "OsType": system["OSType"],
        "OsProductSuites": _SUITES,
        "OsSuites": _SUITES,
        "OsServerLevel": "FullServer",
        "KeyboardLayout": "en-US",
        "TimeZone": time_zones.display_name(host_of(call).time_zone_id),
        "PowerPlatformRole": "Desktop",
        "HyperVisorPresent": True,
        "DeviceGuardSmartStatus": "Off",
    }


def _values(call: Call) -> dict[str, Any]:
    machine = machine_of(call)
    values = {name.casefold(): value for name, value in _own(call, machine).items()}
    for prefix, class_name in _CLASSES.items():
        for name, value in CLASSES[class_name].rows(machine)[0].items():
            plain = local_time(call, value.timestamp) if isinstance(value, Moment) else value
            values.setdefault(f"{prefix}{name}".casefold(), plain)
    found = {name: values.get(name.casefold()) for name in _names()}
    return {
        name: _NAMED[name].get(value, value) if name in _NAMED and isinstance(value, int) else value
        for name, value in found.items()
    }


@cmdlet(
    "Get-ComputerInfo",
    parameter("Property", "string[]", 0),
    aliases=("gin",),
    class_name="Microsoft.PowerShell.Commands.GetComputerInfoCommand",
)
def get_computer_info(call: Call) -> None:
    """Get-ComputerInfo: what the registry, the system's classes of WMI and the time zone say.

    What is asked for by name comes in the order of the names, as an object of its own.
    """
    values = _values(call)
    if not call.has("Property"):
        call.write(PSObject.of(values, "Microsoft.PowerShell.Commands.ComputerInfo"))
        return
    chosen = {name: values[name] for pattern in call.strings("Property") for name in values if fits(name, [pattern])}
    call.write(PSObject.of(chosen))
