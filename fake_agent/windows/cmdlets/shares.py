"""Shared folders and the server that shares them: the module SmbShare."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.errors import PowerShellError
from fake_agent.powershell.formatting.views import Column, ListView, TableView, register_view
from fake_agent.powershell.values.numbers import UInt32
from fake_agent.powershell.values.objects import PSObject
from fake_agent.powershell.values.text import truth
from fake_agent.windows.cmdlets.support import (
    CIM_INSTANCE,
    ask,
    chosen,
    cim_object,
    machine_of,
    natives,
    not_found,
    parameter,
)
from fake_agent.windows.registry import CONTROL_SET
from fake_agent.windows.shares import Share, add, find, remove, shares

MODULE = "SmbShare"
NAMESPACE = "ROOT/Microsoft/Windows/SMB"
SHARE, SERVER = "MSFT_SmbShare", "MSFT_SmbServerConfiguration"
PARAMETERS = rf"{CONTROL_SET}\Services\LanmanServer\Parameters"

register_view(
    f"{CIM_INSTANCE}#{NAMESPACE}/{SHARE}",
    TableView((Column("Name"), Column("ScopeName"), Column("Path"), Column("Description")), autosize=True),
)

SERVER_VALUES: dict[str, tuple[str, Any]] = {
    "AuditSmb1Access": ("AuditSmb1Access", False),
    "AutoShareServer": ("AutoShareServer", True),
    "AutoShareWorkstation": ("AutoShareWks", True),
    "EnableSMB1Protocol": ("SMB1", False),
    "EnableSMB2Protocol": ("SMB2", True),
    "EnableSecuritySignature": ("EnableSecuritySignature", False),
    "EncryptData": ("EncryptData", False),
    "RejectUnencryptedAccess": ("RejectUnencryptedAccess", True),
    "RequireSecuritySignature": ("RequireSecuritySignature", False),
}
"""Settings of the server: the registry value of each, and what holds on a fresh one."""

register_view(f"{CIM_INSTANCE}#{NAMESPACE}/{SERVER}", ListView([Column(name) for name in SERVER_VALUES]))


def share_object(share: Share) -> PSObject:
    """A share as scripts see it."""
    volume = f"\\\\?\\Volume{{9d7c2b1e-0000-0000-0000-{ord(share.path[0]):012x}}}\\" if share.path else ""
    values = {
        "PresetPathAcl": None,
        "ShareState": "Online",
        "AvailabilityType": "NonClustered",
        "ShareType": "FileSystemDirectory" if share.path else "InterprocessCommunication",
        "FolderEnumerationMode": "Unrestricted",
        "CachingMode": "Manual",
        "LeasingMode": "Full",
        "QoSFlowScope": None,
        "SmbInstance": "Default",
        "CATimeout": UInt32(0),
        "ConcurrentUserLimit": UInt32(0),
        "ContinuouslyAvailable": False,
        "CurrentUsers": UInt32(0),
        "Description": share.remark,
        "EncryptData": False,
        "IdentityRemoting": False,
        "Infrastructure": False,
        "Name": share.name,
        "Path": share.path,
        "Scoped": False,
        "ScopeName": "*",
        "ShadowCopy": False,
        "Special": share.special,
        "Temporary": False,
        "Volume": volume,
    }
    return cim_object(NAMESPACE, SHARE, values, native=share, key="Name")


def _missing(call: Call, name: str) -> PowerShellError:
    return not_found(call, SHARE, "Name", name)


_NAME = parameter("Name", "string[]", 0, by_property=True)


@cmdlet(
    "Get-SmbShare",
    _NAME,
    *named("string[]", "ScopeName"),
    *named("bool[]", "Special"),
    *switches("IncludeHidden"),
    module=MODULE,
)
def get_smb_share(call: Call) -> None:
    """Get-SmbShare."""
    found = chosen(
        call.strings("Name"),
        shares(machine_of(call)),
        lambda share: share.name,
        lambda name: call.write_error(_missing(call, name).record),
    )
    for share in found:
        if not call.has("Special") or truth(call.get("Special")) == share.special:
            call.write(share_object(share))


@cmdlet(
    "New-SmbShare",
    parameter("Name", "string", 0, mandatory=True),
    parameter("Path", "string", 1, mandatory=True),
    *named("string", "Description ScopeName CachingMode FolderEnumerationMode"),
    *named("string[]", "FullAccess ChangeAccess ReadAccess NoAccess"),
    *named("object", "ConcurrentUserLimit EncryptData CATimeout ContinuouslyAvailable"),
    *switches("Temporary"),
    module=MODULE,
)
def new_smb_share(call: Call) -> None:
    """New-SmbShare."""
    machine, name, path = machine_of(call), call.text("Name"), call.text("Path")
    entry = machine.files.entry(path)
    if entry is None or not entry.is_folder:
        raise _windows_error(call, 3, "The system cannot find the path specified. ")
    if find(machine, name) is not None:
        raise _windows_error(call, 2118, "The name has already been shared. ")
    share = Share(name, entry.path, call.text("Description"))
    add(machine, share)
    call.write(share_object(share))


def _windows_error(call: Call, number: int, text: str) -> PowerShellError:
    return call.failure(
        text,
        f"Windows System Error {number},{call.name}",
        "NotSpecified",
        target=SHARE,
        exception="Microsoft.Management.Infrastructure.CimException",
    )


@cmdlet(
    "Remove-SmbShare",
    _NAME,
    parameter("InputObject", "object[]", by_value=True),
    *switches("Force"),
    module=MODULE,
)
def remove_smb_share(call: Call) -> None:
    """Remove-SmbShare: asks first, unless ``-Force`` or ``-Confirm:$false``."""
    if not call.switch("Force"):
        ask(call)
    machine = machine_of(call)
    given = [share.name for share in natives(call, "InputObject", Share)]
    for name in given or call.strings("Name"):
        share = find(machine, name)
        if share is None or share.special:
            raise _missing(call, name)
        remove(machine, share)


@cmdlet("Get-SmbServerConfiguration", module=MODULE)
def get_smb_server_configuration(call: Call) -> None:
    """Get-SmbServerConfiguration, as far as its switches go."""
    registry = machine_of(call).registry
    values: dict[str, Any] = {}
    for name, (entry, default) in SERVER_VALUES.items():
        found = registry.read(PARAMETERS, entry)
        values[name] = default if found is None else bool(found)
    call.write(cim_object(NAMESPACE, SERVER, values))


@cmdlet("Set-SmbServerConfiguration", *named("object", " ".join(SERVER_VALUES)), *switches("Force"), module=MODULE)
def set_smb_server_configuration(call: Call) -> None:
    """Set-SmbServerConfiguration: asks first, unless ``-Force`` or ``-Confirm:$false``."""
    if not call.switch("Force"):
        ask(call)
    for name, (entry, _) in SERVER_VALUES.items():
        if call.has(name):
            machine_of(call).registry.write(PARAMETERS, entry, int(truth(call.get(name))))


@cmdlet("Get-SmbConnection", *named("string[]", "ServerName ShareName"), module=MODULE)
def get_smb_connection(_call: Call) -> None:
    """Get-SmbConnection: a script of System's is connected to no server."""


@cmdlet("Get-SmbSession", *named("object", "SessionId ClientComputerName"), module=MODULE)
def get_smb_session(_call: Call) -> None:
    """Get-SmbSession: nobody is connected."""


@cmdlet("Get-SmbOpenFile", *named("object", "FileId SessionId"), module=MODULE)
def get_smb_open_file(_call: Call) -> None:
    """Get-SmbOpenFile: nobody has a file open."""
