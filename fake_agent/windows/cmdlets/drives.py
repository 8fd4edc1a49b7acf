"""Get-PSDrive: the drives of PowerShell, with the sizes of the machine's volumes."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.values.number_format import format_number
from fake_agent.powershell.values.numbers import Int64
from fake_agent.powershell.values.objects import PSObject
from fake_agent.windows.cmdlets.support import fits, has_wildcard, machine_of, parameter

DRIVE = "System.Management.Automation.PSDriveInfo"
GIBIBYTE = 2**30

VIRTUAL_DRIVES = (
    ("Alias", "Alias", ""),
    ("Cert", "Certificate", "\\"),
    ("Env", "Environment", ""),
    ("Function", "Function", ""),
    ("HKCU", "Registry", "HKEY_CURRENT_USER"),
    ("HKLM", "Registry", "HKEY_LOCAL_MACHINE"),
    ("Variable", "Variable", ""),
    ("WSMan", "WSMan", ""),
)
"""Name, provider and root of the drives that every session has."""


def _gibibytes(name: str) -> Any:
    """A column's text: the property in GiB with two decimals, where the drive has it."""

    def shown(drive: PSObject) -> str | None:
        size = drive.get(name)
        return None if size is None else format_number(size / GIBIBYTE, "N2")

    return shown


register_view(
    DRIVE,
    TableView(
        (
            Column("Name", 10),
            Column("Used (GB)", 13, RIGHT, _gibibytes("Used")),
            Column("Free (GB)", 13, RIGHT, _gibibytes("Free")),
            Column("Provider", 13),
            Column("Root", 35),
            Column("CurrentLocation", 30, RIGHT),
        )
    ),
)


def _drives(call: Call) -> list[PSObject]:
    location = call.context.location
    found = []
    for drive in machine_of(call).files.drives():
        values = {
            "Used": Int64(drive.size - drive.free),
            "Free": Int64(drive.free),
            "CurrentLocation": location[3:] if location[:1].upper() == drive.name else "",
            "Name": drive.name,
            "Provider": "FileSystem",
            "Root": f"{drive.name}:\\",
            "Description": drive.label,
            "DisplayRoot": None,
        }
        found.append(PSObject.of(values, DRIVE, text=lambda made: str(made.get("Name"))))
    for name, provider, root in VIRTUAL_DRIVES:
        values = {"CurrentLocation": "", "Name": name, "Provider": provider, "Root": root, "Description": ""}
        found.append(PSObject.of(values, DRIVE, text=lambda made: str(made.get("Name"))))
    return sorted(found, key=lambda made: str(made.get("Name")).casefold())


@cmdlet(
    "Get-PSDrive",
    parameter("Name", "string[]", 0, by_property=True),
    parameter("LiteralName", "string[]"),
    parameter("PSProvider", "string[]", by_property=True),
    *named("string", "Scope"),
    aliases=("gdr",),
)
def get_ps_drive(call: Call) -> None:
    """Get-PSDrive."""
    drives = _drives(call)
    wanted = call.strings("Name") + call.strings("LiteralName")
    for name in wanted:
        if not has_wildcard(name) and not any(fits(str(drive.get("Name")), [name]) for drive in drives):
            call.error(
                f"Cannot find drive. A drive with the name '{name}' does not exist.",
                "GetLocationNoMatchingDrive",
                "ObjectNotFound",
                target=name,
                exception="System.Management.Automation.DriveNotFoundException",
            )
    for drive in drives:
        provider = str(drive.get("Provider"))
        if fits(str(drive.get("Name")), wanted) and fits(provider, call.strings("PSProvider")):
            call.write(drive)
