"""Get-HotFix and Get-ComputerInfo."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet
from fake_agent.powershell.formatting.views import Column, TableView, register_view
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.cim import management_object
from fake_agent.windows.cmdlets.support import fits, host_of, local_time, machine_of, parameter
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


@cmdlet(
    "Get-ComputerInfo",
    parameter("Property", "string[]", 0),
    aliases=("gin",),
    class_name="Microsoft.PowerShell.Commands.GetComputerInfoCommand",
)
def get_computer_info(call: Call) -> None:
    """Get-ComputerInfo: what the registry, the system's classes of WMI and the time zone say."""
    machine = machine_of(call)
    values: dict[str, Any] = {
        "WindowsBuildLabEx": "20348.1.amd64fre.fe_release.210507-1500",
        "WindowsCurrentVersion": "6.3",
        "WindowsEditionId": "ServerDatacenter",
        "WindowsInstallationType": "Server",
        "WindowsInstallDateFromRegistry": local_time(call, machine.installed_at),
        "WindowsProductId": "00454-60000-00001-AA345",
        "WindowsProductName": machine.product_name,
        "WindowsRegisteredOrganization": "",
        "WindowsRegisteredOwner": "Windows User",
        "WindowsSystemRoot": r"C:\Windows",
        "WindowsVersion": "2009",
    }
    for prefix, class_name in (("Bios", "win32_bios"), ("Cs", "win32_computersystem"), ("Os", "win32_operatingsystem")):
        for name, value in CLASSES[class_name].rows(machine)[0].items():
            plain = name.removeprefix("OS") if prefix == "Os" else name
            values[f"{prefix}{plain}"] = local_time(call, value.timestamp) if isinstance(value, Moment) else value
    values["OsName"] = values["OsCaption"]
    values["OsHardwareAbstractionLayer"] = f"10.0.{machine.build}.2849"
    values["OsUptime"] = None
    values["TimeZone"] = host_of(call).time_zone_id
    values["LogonServer"] = None
    values["PowerPlatformRole"] = "Desktop"
    values["HyperVisorPresent"] = True
    names = call.strings("Property")
    chosen = {name: value for name, value in values.items() if fits(name, names)}
    call.write(PSObject.of(chosen, "Microsoft.PowerShell.Commands.ComputerInfo"))
