"""Get-PSDrive, New-PSDrive, Remove-PSDrive: the drives of PowerShell, with the sizes of the machine's volumes."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import MissingFeature
from fake_agent.powershell.formatting.views import RIGHT, Column, TableView, register_view
from fake_agent.powershell.providers import paths
from fake_agent.powershell.providers.registry_items import HIVES, registry_key
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


_HIVES = "registry drives"


def _mapped(call: Call) -> dict[str, str]:
    """The session's own drives on folders: name in lower case -> root, which paths are resolved by."""
    drives: dict[str, str] = call.context.services.setdefault("file drives", {})
    return drives


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
    for name, root in _mapped(call).items():
        volume = next((drive for drive in machine_of(call).files.drives() if drive.name == root[:1].upper()), None)
        values = {
            "Used": Int64(volume.size - volume.free) if volume else None,
            "Free": Int64(volume.free) if volume else None,
            "CurrentLocation": "",
            "Name": name,
            "Provider": "FileSystem",
            "Root": root,
            "Description": "",
            "DisplayRoot": None,
        }
        found.append(PSObject.of(values, DRIVE, text=lambda made: str(made.get("Name"))))
    for name, provider, root in (*VIRTUAL_DRIVES, *call.context.services.get(_HIVES, ())):
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


@cmdlet(
    "New-PSDrive",
    parameter("Name", "string", 0, mandatory=True, by_property=True),
    parameter("PSProvider", "string", 1, mandatory=True, by_property=True),
    parameter("Root", "string", 2, mandatory=True, by_property=True),
    *named("string", "Description Scope"),
    *named("object", "Credential"),
    *switches("Persist"),
    aliases=("ndr", "mount"),
)
def new_ps_drive(call: Call) -> None:
    """New-PSDrive: a drive of the session on a folder, or one of the registry's hives; no share can be reached."""
    name, root = call.text("Name"), call.text("Root")
    if any(str(drive.get("Name")).casefold() == name.casefold() for drive in _drives(call)):
        raise call.failure(
            f"A drive with the name '{name}' already exists.",
            "DriveAlreadyExists",
            "ResourceExists",
            target=name,
            exception="System.Management.Automation.SessionStateException",
        )
    if call.text("PSProvider").casefold() == "registry":
        _new_hive_drive(call, name, root)
    else:
        _new_folder_drive(call, name, root)
    call.write(next(drive for drive in _drives(call) if str(drive.get("Name")).casefold() == name.casefold()))


def _new_hive_drive(call: Call, name: str, root: str) -> None:
    key = registry_key(f"Registry::{root}")
    if key is None or HIVES.get(name.casefold()) != key:
        raise MissingFeature(f"New-PSDrive {name} -PSProvider Registry -Root {root}", "construct")
    call.context.services[_HIVES] = (*call.context.services.get(_HIVES, ()), (name, "Registry", key))


def _new_folder_drive(call: Call, name: str, root: str) -> None:
    folder = root if root.startswith("\\\\") else paths.file_path(call.context, root)
    if call.switch("Persist") and folder.startswith("\\\\"):
        raise call.failure(
            "The network path was not found",
            "CouldNotMapNetworkDrive",
            "InvalidOperation",
            target=name,
            exception="System.ComponentModel.Win32Exception",
        )
    if not machine_of(call).files.is_folder(folder):
        raise call.failure(
            f'The specified drive root "{root}" either does not exist, or it is not a folder.',
            "DriveRootError",
            "ReadError",
            target=name,
            exception="System.IO.IOException",
        )
    _mapped(call)[name.casefold()] = folder


@cmdlet(
    "Remove-PSDrive",
    parameter("Name", "string[]", 0, by_property=True),
    parameter("LiteralName", "string[]"),
    parameter("PSProvider", "string[]", by_property=True),
    *named("string", "Scope"),
    *switches("Force"),
    aliases=("rdr",),
)
def remove_ps_drive(call: Call) -> None:
    """Remove-PSDrive: takes away what New-PSDrive has made; no drive of Windows itself goes."""
    hives = call.context.services.get(_HIVES, ())
    for name in call.strings("Name") + call.strings("LiteralName"):
        if name.casefold() in _mapped(call):
            del _mapped(call)[name.casefold()]
        elif any(hive.casefold() == name.casefold() for hive, _, _ in hives):
            hives = tuple(hive for hive in hives if hive[0].casefold() != name.casefold())
            call.context.services[_HIVES] = hives
        else:
            call.error(
                f"Cannot find drive. A drive with the name '{name}' does not exist.",
                "DriveNotFound",
                "ObjectNotFound",
                target=name,
                exception="System.Management.Automation.DriveNotFoundException",
            )


PROVIDERS = {
    "Registry": ("ShouldProcess, Transactions", ("HKLM", "HKCU")),
    "Alias": ("ShouldProcess", ("Alias",)),
    "Environment": ("ShouldProcess", ("Env",)),
    "FileSystem": ("Filter, ShouldProcess, Credentials", ()),
    "Function": ("ShouldProcess", ("Function",)),
    "Variable": ("ShouldProcess", ("Variable",)),
}
"""The providers of every session, their capabilities and drives; the file system's are the volumes."""

PROVIDER = "System.Management.Automation.ProviderInfo"
register_view(PROVIDER, TableView((Column("Name", 20), Column("Capabilities", 40), Column("Drives"))))


@cmdlet("Get-PSProvider", parameter("PSProvider", "string[]", 0))
def get_ps_provider(call: Call) -> None:
    """Get-PSProvider."""
    volumes = tuple(drive.name for drive in machine_of(call).files.drives())
    for name, (capabilities, drives) in PROVIDERS.items():
        if fits(name, call.strings("PSProvider")):
            values = {"Name": name, "Capabilities": capabilities, "Drives": list(drives or volumes)}
            call.write(PSObject.of(values, PROVIDER))
