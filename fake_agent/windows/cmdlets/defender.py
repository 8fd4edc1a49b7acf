"""Microsoft Defender Antivirus: its state, its preferences, what it is told to leave alone."""

from typing import Any

from fake_agent.powershell.cmdlets.registry import Call, cmdlet, named, switches
from fake_agent.powershell.values.conversion import as_list
from fake_agent.powershell.values.numbers import UInt32
from fake_agent.powershell.values.text import to_text, truth
from fake_agent.windows.cmdlets.support import cim_object, local_time, machine_of
from fake_agent.windows.machine import Machine
from fake_agent.windows.registry import LOCAL_MACHINE

MODULE = "ConfigDefender"
NAMESPACE = "ROOT/Microsoft/Windows/Defender"
KEY = rf"{LOCAL_MACHINE}\SOFTWARE\Microsoft\Windows Defender"
EXCLUSIONS = {
    "ExclusionExtension": "Extensions",
    "ExclusionIpAddress": "IpAddresses",
    "ExclusionPath": "Paths",
    "ExclusionProcess": "Processes",
}
"""The lists of what is not scanned: the key of each below ``Exclusions``, where every value's name is an entry."""

SWITCHES = {
    "DisableRealtimeMonitoring": "Real-Time Protection",
    "DisableBehaviorMonitoring": "Real-Time Protection",
    "DisableIOAVProtection": "Real-Time Protection",
    "DisableScriptScanning": "Real-Time Protection",
    "DisableArchiveScanning": "Scan",
    "DisableEmailScanning": "Scan",
    "DisableRemovableDriveScanning": "Scan",
}
"""Preferences that are on or off: the key of each below Defender's own."""

NUMBERS = {
    "MAPSReporting": ("Spynet", 2),
    "SubmitSamplesConsent": ("Spynet", 1),
    "PUAProtection": ("", 0),
    "ScanAvgCPULoadFactor": ("Scan", 50),
    "ScanScheduleDay": ("Scan", 0),
    "SignatureUpdateInterval": ("Signature Updates", 0),
    "EnableNetworkProtection": ("Windows Defender Exploit Guard\\Network Protection", 0),
    "EnableControlledFolderAccess": ("Windows Defender Exploit Guard\\Controlled Folder Access", 0),
}
"""Preferences that are numbers: the key of each and what holds on a fresh server."""

WORDS = {"disabled": 0, "enabled": 1, "basic": 1, "advanced": 2, "auditmode": 2, "neversend": 2, "sendallsamples": 3}
"""What the numbers of preferences are called."""

ON_AT_FIRST = frozenset({"DisableEmailScanning", "DisableRemovableDriveScanning"})


def _key(below: str) -> str:
    return rf"{KEY}\{below}" if below else KEY


def is_disabled(machine: Machine, name: str) -> bool:
    """Whether the switch of that name is set."""
    found = machine.registry.read(_key(SWITCHES[name]), name)
    return name in ON_AT_FIRST if found is None else bool(found)


def exclusions(machine: Machine, name: str) -> list[str]:
    """The entries of a list."""
    key = rf"{KEY}\Exclusions\{EXCLUSIONS[name]}"
    return [value.name for value in machine.registry.values(key)] if machine.registry.exists(key) else []


@cmdlet("Get-MpComputerStatus", module=MODULE)
def get_mp_computer_status(call: Call) -> None:
    """Get-MpComputerStatus."""
    machine = machine_of(call)
    runs = machine.services.running("WinDefend")
    scans = runs and not is_disabled(machine, "DisableRealtimeMonitoring")
    updated = local_time(call, machine.installed_at)
    values: dict[str, Any] = {
        "AMEngineVersion": "1.1.24090.11" if runs else "0.0.0.0",
        "AMProductVersion": "4.18.24090.11",
        "AMRunningMode": "Normal" if runs else "Not running",
        "AMServiceEnabled": runs,
        "AMServiceVersion": "4.18.24090.11" if runs else "0.0.0.0",
        "AntispywareEnabled": runs,
        "AntispywareSignatureAge": UInt32(max(0, int((machine.clock() - machine.installed_at) // 86_400))),
        "AntispywareSignatureLastUpdated": updated,
        "AntispywareSignatureVersion": "1.421.226.0",
        "AntivirusEnabled": runs,
        "AntivirusSignatureAge": UInt32(max(0, int((machine.clock() - machine.installed_at) // 86_400))),
        "AntivirusSignatureLastUpdated": updated,
        "AntivirusSignatureVersion": "1.421.226.0",
        "BehaviorMonitorEnabled": scans and not is_disabled(machine, "DisableBehaviorMonitoring"),
        "ComputerState": UInt32(0),
        "DefenderSignaturesOutOfDate": False,
        "FullScanAge": UInt32(4294967295),
        "FullScanEndTime": None,
        "FullScanStartTime": None,
        "IoavProtectionEnabled": scans and not is_disabled(machine, "DisableIOAVProtection"),
        "IsTamperProtected": False,
        "IsVirtualMachine": True,
        "NISEnabled": scans,
        "NISSignatureVersion": "1.421.226.0",
        "OnAccessProtectionEnabled": scans,
        "QuickScanAge": UInt32(4294967295),
        "QuickScanEndTime": None,
        "QuickScanStartTime": None,
        "RealTimeProtectionEnabled": scans,
        "RealTimeScanDirection": UInt32(0),
        "RebootRequired": False,
        "TamperProtectionSource": "N/A",
        "PSComputerName": None,
    }
    call.write(cim_object(NAMESPACE, "MSFT_MpComputerStatus", values))


@cmdlet("Get-MpPreference", module=MODULE)
def get_mp_preference(call: Call) -> None:
    """Get-MpPreference."""
    machine = machine_of(call)
    values: dict[str, Any] = {name: is_disabled(machine, name) for name in SWITCHES}
    values |= {name: exclusions(machine, name) or None for name in EXCLUSIONS}
    for name, (below, default) in NUMBERS.items():
        found = machine.registry.read(_key(below), name)
        values[name] = UInt32(found if isinstance(found, int) else default)
    values = dict(sorted(values.items())) | {"PSComputerName": None}
    call.write(cim_object(NAMESPACE, "MSFT_MpPreference", values))


_LISTS = named("string[]", " ".join(EXCLUSIONS))


def _need_service(call: Call) -> None:
    if not machine_of(call).services.running("WinDefend"):
        raise call.failure(
            "Operation failed with the following error: 0x800106ba. Operation: MpPreference. Target: "
            f"{next((name for name in EXCLUSIONS if call.has(name)), 'ConfigListExtension')}.",
            f"HRESULT 0x800106ba,{call.name}",
            "NotSpecified",
            target="MSFT_MpPreference",
            exception="Microsoft.Management.Infrastructure.CimException",
        )


def _write_lists(call: Call) -> None:
    for name, below in EXCLUSIONS.items():
        for entry in call.strings(name):
            machine_of(call).registry.write(rf"{KEY}\Exclusions\{below}", entry, 0)


@cmdlet("Add-MpPreference", *_LISTS, *switches("Force"), module=MODULE)
def add_mp_preference(call: Call) -> None:
    """Add-MpPreference."""
    _need_service(call)
    _write_lists(call)


@cmdlet("Remove-MpPreference", *_LISTS, *switches("Force"), module=MODULE)
def remove_mp_preference(call: Call) -> None:
    """Remove-MpPreference."""
    _need_service(call)
    registry = machine_of(call).registry
    for name, below in EXCLUSIONS.items():
        for entry in call.strings(name):
            if entry in exclusions(machine_of(call), name):
                registry.delete_value(rf"{KEY}\Exclusions\{below}", entry)


@cmdlet(
    "Set-MpPreference",
    *_LISTS,
    *named("object", " ".join([*SWITCHES, *NUMBERS])),
    *switches("Force"),
    module=MODULE,
)
def set_mp_preference(call: Call) -> None:
    """Set-MpPreference: a list takes the place of the one before."""
    _need_service(call)
    registry = machine_of(call).registry
    for name, below in EXCLUSIONS.items():
        if call.has(name) and registry.exists(rf"{KEY}\Exclusions\{below}"):
            registry.delete(rf"{KEY}\Exclusions\{below}")
    _write_lists(call)
    for name, below in SWITCHES.items():
        if call.has(name):
            registry.write(_key(below), name, int(truth(call.get(name))))
    for name, (below, _) in NUMBERS.items():
        if call.has(name):
            for value in as_list(call.get(name))[:1]:
                registry.write(_key(below), name, _number(value))


def _number(value: Any) -> int:
    """A preference by its number or its word."""
    words = {
        "disabled": 0,
        "enabled": 1,
        "basic": 1,
        "advanced": 2,
        "auditmode": 2,
        "neversend": 2,
        "sendallsamples": 3,
    }
    text = to_text(value).casefold()
    return words.get(text, int(text) if text.isdigit() else 0)


@cmdlet("Update-MpSignature", *named("object", "UpdateSource AsJob ThrottleLimit"), module=MODULE)
def update_mp_signature(call: Call) -> None:
    """Update-MpSignature: takes its time, and the way out."""
    if not machine_of(call).outbound_open:
        raise call.failure(
            "Virus and spyware definitions update was completed with errors.",
            f"HRESULT 0x80072ee2,{call.name}",
            "NotSpecified",
            target="MSFT_MpSignature",
            exception="Microsoft.Management.Infrastructure.CimException",
        )
    call.host.sleep(15.0)


@cmdlet("Start-MpScan", *named("object", "ScanPath ScanType AsJob"), module=MODULE)
def start_mp_scan(call: Call) -> None:
    """Start-MpScan: a quick scan takes three minutes, a full one forty (chosen)."""
    _need_service(call)
    call.host.sleep(2400.0 if to_text(call.get("ScanType", "")).casefold() in {"fullscan", "2"} else 180.0)
